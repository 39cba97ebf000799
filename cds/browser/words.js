// What a unit's figure says in words, and the legend. Sentences come from the server.

const say = (sentence, slot, text) => sentence.replace(`{${slot}}`, () => text)

// Lines of the tooltip, the name first. A row is
// [code, step, value, gap, period, source, count, count in words]; the last two may be absent.
export function describe(unit, row, { words, periods, sources }) {
  if (!row) return [unit.name, words.missing]
  const [, , value, gap, period, source, , count] = row
  return [
    unit.name,
    say(words.value, "value", value),
    gap && say(words.gap, "gap", gap),
    count && say(words.still_to_do, "still_to_do", count),
    say(words.period, "period", periods[period]),
    sources[source] && say(words.source, "source", sources[source]),
  ].filter(Boolean)
}

// [colour, words, marked step, count]: the steps and the hatch, or sample circles and the hatch;
// last the "line" of other boundaries.
export function legendEntries({ mode, legend, circles, overlay }) {
  const lines = overlay ? [["line", overlay.text]] : []
  if (mode !== "circles") return [...legend, ...lines]
  return [...circles.map(([count, text]) => [null, text, null, count]), legend.at(-1), ...lines]
}

// The list beside the map; a line is [unit, name, value, place, what is left].
export function drawRanking(node, { ranking, ranking_title: title, selected }, make) {
  node.hidden = !ranking.length
  if (node.hidden) return node.replaceChildren()
  const list = make("ol", {})
  ranking.forEach(([unit, name, value, place, left], number) => {
    const button = make("button", { type: "button", "data-unit": unit })
    if (unit === selected) button.setAttribute("aria-current", "true")
    button.append(
      make("span", { class: "number" }, number + 1),
      make("span", { class: "name" }, name),
      make("strong", {}, value),
      make("small", { class: "place" }, place),
      make("small", {}, left),
    )
    const item = make("li", {})
    item.append(button)
    list.append(item)
  })
  node.replaceChildren(make("h2", {}, title), list)
}

export function drawLegend(node, entries, swatch) {
  node.replaceChildren(
    ...entries.map(([colour, text, marked, count]) => {
      const item = document.createElement("span")
      item.append(swatch(colour, marked, count), text)
      return item
    }),
  )
}
