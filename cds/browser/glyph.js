// What components are made of: elements, the sign of a standing and the bar to a target.
// Text from data only ever becomes text nodes or attributes, never markup.

const DRAWING = "http://www.w3.org/2000/svg"
const GAP = 3 // px between the steps of a milestone

export function make(name, looks = {}, text = "") {
  const node = wear(document.createElement(name), looks)
  if (text) node.textContent = text
  return node
}

/** The same, within another. */
export function add(name, looks, parent, text) {
  const node = make(name, looks, text)
  parent.append(node)
  return node
}

/** An element of a drawing. */
export const draft = (name, looks) => wear(document.createElementNS(DRAWING, name), looks)

export function wear(node, looks) {
  for (const [key, value] of Object.entries(looks)) node.setAttribute(key, value)
  return node
}

/** The style of a component, which is not seen before it is dressed. */
export function dressed(root, address) {
  const known = root.querySelector("link")
  if (known) return known
  const link = make("link", { rel: "stylesheet", href: address })
  root.hidden = true
  link.onload = link.onerror = () => { root.hidden = false }
  return link
}

/** The sign of a standing by its name in the icon font, in a ring of its tone. */
export function icon(name) {
  return make("span", { class: "icon", "aria-hidden": "true", translate: "no" }, name)
}

function shape(parent, name, looks) {
  const node = draft(name, looks)
  parent.append(node)
  return node
}

/** The bar to the target; of a milestone one block for each step. */
export function track({ bar, is_demo }, place) {
  const holder = make("span", { class: "track", "aria-hidden": "true" })
  if (!bar) return holder
  const picture = shape(holder, "svg", {})
  const block = (looks, x, width) =>
    shape(picture, "rect", { class: looks, x, width, y: 1, height: "calc(100% - 2px)", rx: 2,
      style: "height: calc(100% - 2px)" })
  if (bar.steps) {
    for (let step = 0; step < bar.steps; step++) {
      const part = block(step < bar.done ? "done" : "ground", `${(100 / bar.steps) * step}%`, 0)
      part.style.width = `calc(${100 / bar.steps}% - ${GAP}px)`
    }
    return holder
  }
  block("ground", 0, "100%")
  if (bar.share !== null) {
    block("done", 0, `${100 * bar.share}%`)
    if (is_demo) {
      const id = `hatch-${place}`
      const pattern = shape(shape(picture, "defs", {}), "pattern", { id, width: 7, height: 7,
        patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })
      shape(pattern, "path", { d: "M0 0V7", class: "hatch" })
      block("demo-bar", 0, `${100 * bar.share}%`).style.fill = `url(#${id})`
    }
  }
  if (bar.target !== null) {
    const x = `${100 * bar.target}%`
    shape(picture, "line", { class: "tick", x1: x, x2: x, y1: -1, y2: 15 })
  }
  return holder
}
