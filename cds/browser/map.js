// The coverage map: draws shapes fetched once with the figures of each rerun.
// Text from data only ever becomes text nodes or attributes, never markup.

import { draft, make, wear } from "./glyph.js"
import { installZoom } from "./zoom.js"
import { circleRadius, drawLabels, rescale } from "./marks.js"
import { installTimeline } from "./timeline.js"
import { describe, drawLegend, drawRanking, legendEntries } from "./words.js"
import { neighbour, nearestToCentre } from "./walk.js"

const HATCH = "url(#hatch)"
const LINE = 45, FEWEST = 6, SHORT = 10, TWO_COLUMNS = 540 // of the list: pixels, lines, lines, pixels
const MARK_LINE = "#3b1a0c"
// Where the dashboard is at home: a proxy may show it below a path of its own.
const BASE = window.__streamlit?.BACKEND_BASE_URL ?? new URL("./", location.href).href
const layers = new Map() // address -> promise of a layer; addresses hold a content hash
const instances = new WeakMap() // parentElement -> component key -> instance
const companions = new Set() // drawn maps
const style = fetch(new URL("./map.css", import.meta.url))
  .then(answer => answer.text())
  .then(text => new CSSStyleSheet().replace(text))

export async function draw({ data: message, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(message))
  const map = instanceOf(parentElement, data.key)
  const turn = (map.turn = (map.turn ?? 0) + 1)
  map.send = setTriggerValue
  map.root = parentElement.querySelector(".map")
  try {
    parentElement.adoptedStyleSheets = [await style]
    const wanted = [data.geometry, data.outline, data.overlay?.geometry_url]
    const fetched = await Promise.all(wanted.map(fetchLayer))
    if (turn === map.turn) update(map, data, ...fetched)
  } catch (error) {
    console.error(error)
    map.address = null
    map.root.replaceChildren(make("p", { class: "failed", role: "alert" }, data.words.failed))
  }
  return () => map.uninstall?.()
}

function instanceOf(parentElement, key) {
  if (!instances.has(parentElement)) instances.set(parentElement, new Map())
  const byKey = instances.get(parentElement)
  if (!byKey.has(key)) byKey.set(key, { cursor: null, view: { k: 1, x: 0, y: 0 } })
  return byKey.get(key)
}

// The other maps on screen that move with this one.
function others(map) {
  return [...companions].filter(other => {
    const isShown = other.root?.isConnected && other.data?.group
    return isShown && other !== map && other.data.group === map.data.group && String(other.box) === String(map.box)
  })
}

function fetchLayer(address) {
  if (!address) return null
  if (!layers.has(address)) {
    const layer = fetch(new URL(`.${address}`, BASE)).then(answer => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
      return answer.json()
    })
    layer.catch(() => layers.delete(address))
    layers.set(address, layer)
  }
  return layers.get(address)
}

function update(map, data, layer, outline, over) {
  const address = [data.geometry, data.outline, data.overlay?.geometry_url].join(" ")
  map.data = data
  if (map.address !== address) build(map, layer, outline, over)
  map.address = address
  map.rows = new Map(data.rows.map(row => [row[0], row]))
  map.definitions.replaceChildren(hatch(map.box[2]), ...data.marked.map(step => mark(step, data, map.box[2])))
  map.svg.setAttribute("aria-label", `${data.words.alt}. ${data.words.help}`)
  map.units.forEach((unit, i) => paint(map, unit, map.paths[i]))
  map.layout.classList.toggle("listed", data.ranking.length > 0)
  drawRanking(map.ranking, data, make)
  map.timeline.show(data)
  fitRanking(map)
  paintCircles(map)
  trace(map.selectedMark, map.units.find(unit => unit.id === data.selected))
  legend(map)
  labelButtons(map)
  if (!map.tip.hidden && map.shown != null) show(map, map.shown)
  map.root.dataset.turn = map.turn
}

// Beside the map the list ends where the map does, in two columns where there is room; below it is short.
function fitRanking({ layout, svg, ranking }) {
  const isBeside = getComputedStyle(layout).display === "grid"
  const lines = isBeside ? Math.max(FEWEST, Math.floor(svg.clientHeight / LINE)) : SHORT
  const columns = isBeside && ranking.clientWidth > TWO_COLUMNS ? 2 : 1
  ranking.style.setProperty("--lines", lines)
  ranking.querySelectorAll("li").forEach((one, place) => { one.hidden = place >= lines * columns })
}

// The legend's circles are as large as the map's.
function legend(map) {
  const pixels = rescale(map)
  const radius = count => count && circleRadius(map, count) * pixels
  drawLegend(map.legend, legendEntries(map.data), (colour, marked, count) => swatch(colour, marked, radius(count), map.data))
}

function build(map, layer, outline, over) {
  map.uninstall?.()
  if (map.box?.join() !== layer.viewBox.join()) Object.assign(map.view, { k: 1, x: 0, y: 0 })
  Object.assign(map, { units: layer.units, box: layer.viewBox, cursor: null, shown: null })
  const svg = draft("svg", { viewBox: map.box.join(" "), role: "listbox", tabindex: 0, fill: "none" })
  const world = draft("g", { class: "world" })
  map.paths = map.units.map((unit, i) => draft("path", { d: unit.d, id: `unit-${i}`, role: "option", class: "unit" }))
  map.paths.forEach((path, i) => (path.dataset.index = i))
  const lines = (outline?.units ?? []).map(unit => draft("path", { d: unit.d, class: "outline" }))
  map.circles = draft("g", { class: "circles" })
  map.labels = drawLabels((outline ?? layer).units, draft)
  map.selectedMark = draft("path", { class: "selected" })
  map.cursorMark = draft("path", { class: "cursor" })
  world.classList.toggle("alone", map.units.some(unit => unit.label))
  world.append(...map.paths, ...lines, ...overlay(map.data, over), map.circles, map.labels, map.selectedMark, map.cursorMark)
  map.definitions = draft("defs", {})
  svg.append(map.definitions, world)
  Object.assign(map, { svg, world })
  map.tip = make("div", { class: "tip", hidden: "", "aria-hidden": "true" })
  map.legend = make("div", { class: "legend" })
  const buttons = make("div", { class: "buttons" })
  map.buttons = ["zoom_in", "zoom_out", "reset"].map(name => make("button", { type: "button", class: name }))
  buttons.append(...map.buttons)
  const frame = make("div", { class: "frame" })
  frame.append(svg, map.legend, buttons, map.tip)
  map.root.style.setProperty("--aspect", map.box[2] / map.box[3])
  frame.dataset.corner = emptiestCorner(map.units, map.box)
  map.ranking = make("section", { class: "ranking" })
  map.timeline = installTimeline(make, at => map.send("period", at))
  map.layout = make("div", { class: "layout" })
  map.layout.append(frame, map.timeline.node, map.ranking)
  map.root.replaceChildren(map.layout)
  map.zoom = installZoom(map, () => others(map).forEach(other => other.zoom.follow(map.view)))
  const resized = new ResizeObserver(() => {
    if (!map.data) return
    legend(map)
    fitRanking(map)
  })
  resized.observe(svg)
  // The map may be as high as the window below what stands above it.
  const placed = () => {
    const page = map.root.getRootNode().host?.closest("[data-testid=stMain]") ?? map.root.closest("[data-testid=stMain]")
    const top = map.root.getBoundingClientRect().top + (page?.scrollTop ?? 0)
    map.root.style.setProperty("--above", `${Math.round(top)}px`)
  }
  placed()
  const moved = new ResizeObserver(placed)
  moved.observe(document.body)
  moved.observe(map.root)
  map.uninstall = () => {
    companions.delete(map)
    resized.disconnect()
    moved.disconnect()
    map.timeline.stop()
    map.zoom.uninstall()
  }
  companions.add(map)
  const companion = others(map)[0]
  if (companion) map.zoom.follow(companion.view)
  listen(map)
}

// The lines of other boundaries, in the places they have on this map.
function overlay({ overlay: placed }, over) {
  if (!placed) return []
  const { scale, left, top, unit_ids: ids } = placed
  const group = draft("g", { class: "overlay", transform: `matrix(${scale} 0 0 ${scale} ${left} ${top})` })
  group.append(...over.units.filter(unit => ids.includes(unit.id)).map(unit => draft("path", { d: unit.d })))
  return [group]
}

function listen(map) {
  const indexOf = event => event.target.closest?.(".unit")?.dataset.index
  map.svg.onpointermove = event => {
    const index = indexOf(event)
    if (index === undefined || event.pointerType === "touch") hide(map)
    else show(map, Number(index), event)
  }
  map.svg.onpointerleave = () => hide(map)
  map.svg.onclick = event => {
    const index = indexOf(event)
    if (index !== undefined && !map.zoom.wasDragged()) open(map, Number(index))
  }
  map.svg.ondblclick = event => indexOf(event) === undefined && map.zoom.reset()
  map.svg.onblur = () => hide(map)
  map.svg.onkeydown = event => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && press(map, event.key)) event.preventDefault()
  }
  const listed = event => event.target.closest?.("[data-unit]")?.dataset.unit
  const light = event => {
    const index = map.units.findIndex(unit => unit.id === listed(event))
    trace(map.cursorMark, map.units[index])
  }
  Object.assign(map.ranking, { onpointerover: light, onfocusin: light })
  Object.assign(map.ranking, { onpointerleave: light, onfocusout: () => trace(map.cursorMark, null) })
  map.ranking.onclick = event => listed(event) && map.send("opened", listed(event))
  const [zoomIn, zoomOut, reset] = map.buttons
  zoomIn.onclick = () => map.zoom.by(1.6)
  zoomOut.onclick = () => map.zoom.by(1 / 1.6)
  reset.onclick = () => map.zoom.reset()
}

// Acts on a key; true when the key meant something here.
function press(map, key) {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key]
  if (direction) return walk(map, direction)
  if ((key === "Enter" || key === " ") && map.cursor != null) open(map, map.cursor)
  else if (key === "Escape") clear(map)
  else if (key === "+" || key === "=") map.zoom.by(1.6)
  else if (key === "-") map.zoom.by(1 / 1.6)
  else if (key === "0") map.zoom.reset()
  else return false
  return true
}

function walk(map, direction) {
  const start = map.cursor ?? map.units.findIndex(unit => unit.id === map.data.selected)
  const next = start < 0 ? nearestToCentre(map.units, map.box) : neighbour(map.units, start, direction)
  map.cursor = next
  trace(map.cursorMark, map.units[next])
  map.svg.setAttribute("aria-activedescendant", `unit-${next}`)
  map.zoom.reveal(map.units[next])
  show(map, next)
  return true
}

function open(map, index) {
  trace(map.selectedMark, map.units[index])
  map.send("opened", map.units[index].id)
}

function clear(map) {
  map.cursor = null
  map.svg.removeAttribute("aria-activedescendant")
  trace(map.cursorMark, null)
  hide(map)
  if (!map.data.selected) return
  trace(map.selectedMark, null)
  map.send("cleared", true)
}

function paint(map, unit, path) {
  const row = map.rows.get(unit.code)
  const isFilled = row && map.data.mode === "fill"
  const fill = isFilled ? fillOf(row[1], map.data) : row ? "var(--quiet)" : HATCH
  if (path.style.fill !== fill) path.style.fill = fill
  path.setAttribute("aria-label", describe(unit, row, map.data).join(". "))
  path.setAttribute("aria-selected", String(unit.id === map.data.selected))
}

function fillOf(step, { colours, marked }) {
  return marked.includes(step) ? `url(#marked-${step})` : colours[step]
}

// Where the fewest units lie, the legend covers none.
function emptiestCorner(units, [left, top, width, height]) {
  const corners = ["bottom left", "top right", "top left", "bottom right"]
  const count = corner => units.filter(({ x, y }) => {
    const across = corner.includes("left") ? (x - left) / width : 1 - (x - left) / width
    const down = corner.includes("top") ? (y - top) / height : 1 - (y - top) / height
    return across < 0.3 && down < 0.45
  }).length
  return corners.reduce((best, corner) => (count(corner) < count(best) ? corner : best))
}

function paintCircles(map) {
  const counts = map.data.mode === "circles" ? map.data.rows.filter(row => row[6]) : []
  const places = new Map(map.units.map(unit => [unit.code, unit]))
  map.circles.replaceChildren(
    ...counts.sort((a, b) => b[6] - a[6]).filter(row => places.has(row[0])).map(row => {
      const { x, y } = places.get(row[0])
      return draft("circle", { cx: x, cy: y, "data-radius": circleRadius(map, row[6]) })
    }),
  )
  map.circles.style.fill = map.data.circle_colour
}

function show(map, index, event) {
  map.shown = index
  const unit = map.units[index]
  const [name, ...lines] = describe(unit, map.rows.get(unit.code), map.data)
  map.tip.replaceChildren(make("strong", {}, name), ...lines.map(line => make("span", {}, line)))
  map.tip.hidden = false
  if (event) map.pointer = { x: event.clientX, y: event.clientY }
  else if (map.cursor === index) map.pointer = map.zoom.onScreen(unit)
  const frame = map.svg.getBoundingClientRect()
  const x = Math.min(map.pointer.x - frame.left + 12, frame.width - map.tip.offsetWidth - 4)
  const below = map.pointer.y - frame.top + 14
  const fits = below + map.tip.offsetHeight < frame.height
  map.tip.style.left = `${Math.max(4, x)}px`
  map.tip.style.top = `${fits ? below : Math.max(4, below - map.tip.offsetHeight - 26)}px`
}

function hide(map) {
  map.tip.hidden = true
  map.shown = null
}

function trace(path, unit) {
  path.setAttribute("d", unit?.d ?? "")
}

function labelButtons(map) {
  for (const button of map.buttons) {
    const words = map.data.words[button.className]
    button.textContent = { zoom_in: "+", zoom_out: "\u2212" }[button.className] ?? words
    button.setAttribute("aria-label", words)
    button.title = words
  }
}

function hatch(width) {
  const size = width / 110
  return stripes("hatch", size, 45, draft("rect", { class: "ground" }), { class: "line", "stroke-width": size / 2.2 })
}

// Stripes the other way than the hatch, on the colour of a step.
function mark(step, { colours }, width) {
  const size = width / 150
  const ground = draft("rect", {})
  ground.style.fill = colours[step]
  return stripes(`marked-${step}`, size, -45, ground, { stroke: MARK_LINE, "stroke-width": size / 3 })
}

function stripes(id, size, angle, ground, line) {
  const pattern = draft("pattern", {
    id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${angle})`,
  })
  wear(ground, { width: size, height: size })
  pattern.append(ground, draft("line", { ...line, x1: 0, y1: 0, x2: 0, y2: size }))
  return pattern
}

// A sample of a colour, of the hatch (null), of a marked step or of a circle (radius in pixels).
function swatch(colour, marked, radius, data) {
  const side = radius ? 2 * radius + 2 : 14
  const svg = draft("svg", { class: "swatch", width: radius ? side : 22, height: side, "aria-hidden": "true" })
  if (radius) {
    const circle = draft("circle", { cx: side / 2, cy: side / 2, r: radius })
    circle.style.fill = data.circle_colour
    svg.append(circle)
    return svg
  }
  if (colour === "line") {
    svg.append(draft("line", { class: "overlay", x1: 0, x2: 22, y1: side / 2, y2: side / 2 }))
    return svg
  }
  const rect = draft("rect", { width: 22, height: side, class: colour ? "" : "no-figure" })
  if (colour) rect.style.fill = colour
  svg.append(rect)
  if (!colour) svg.append(...slanting(side, 1, { class: "line" }))
  if (marked != null) svg.append(...slanting(side, -1, { stroke: MARK_LINE, "stroke-width": 1.5 }))
  return svg
}

function slanting(side, way, attributes) {
  return [-6, 2, 10, 18].map(x => {
    const [from, to] = way > 0 ? [x, x + side] : [x + side, x]
    return draft("line", { ...attributes, x1: from, y1: side, x2: to, y2: 0 })
  })
}
