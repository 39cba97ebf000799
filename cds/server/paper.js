// A chart is drawn for the window; on paper its drawing is made to fit the sheet, then given back.

const kept = []
addEventListener("beforeprint", () => {
  for (const chart of document.querySelectorAll(".js-plotly-plot .svg-container")) {
    const { clientWidth: width, clientHeight: height } = chart
    const keep = (node, style) => {
      kept.push([node, node.style.cssText])
      node.style.cssText += style
    }
    keep(chart, `width: min(100%, ${width}px); height: auto; aspect-ratio: ${width} / ${height}`)
    let node = chart
    while ((node = node.parentElement) && !node.matches(".stVerticalBlock"))
      keep(node, "height: auto; overflow: visible")
    for (const drawing of chart.querySelectorAll(":scope > .main-svg")) {
      drawing.setAttribute("viewBox", `0 0 ${width} ${height}`)
      keep(drawing, "width: 100%; height: 100%")
    }
  }
})
addEventListener("afterprint", () => {
  for (const [node, style] of kept.splice(0).reverse()) {
    node.style.cssText = style
    node.removeAttribute("viewBox")
  }
})
