// What keeps its size on the screen while the map is zoomed: circles and names.

const LABEL_SIZE = 12.5 // pixels
const LEAST_WIDTH = 680 // pixels of the drawn map below which names would cover it

// Areas are true to the counts: the radius grows with the square root.
export function circleRadius({ box, data }, count) {
  return Math.min(box[2], box[3]) * data.circle_share * Math.sqrt(count / data.largest)
}

export function drawLabels(units, draft) {
  const labels = draft("g", { class: "labels", "aria-hidden": "true" })
  for (const unit of units.filter(one => one.label)) {
    const text = draft("text", { x: unit.x, y: unit.y })
    text.textContent = unit.label
    labels.append(text)
  }
  return labels
}

// Fits circles and names to the zoom; returns how many pixels one unit of the drawing is.
export function rescale({ svg, view, box, circles, labels }) {
  const pixels = svg.getScreenCTM()?.a || 1
  for (const circle of circles.children) circle.setAttribute("r", circle.dataset.radius / view.k)
  labels.style.display = box[2] * pixels * view.k < LEAST_WIDTH ? "none" : ""
  labels.style.fontSize = `${LABEL_SIZE / pixels / view.k}px`
  return pixels
}
