// Sectors as tiles: name, a sign for each target, what is reported, the worst target's bar.
// Text from data only ever becomes text nodes or attributes, never markup.

import { dressed, icon, make, track } from "./glyph.js"

const LOOKS = new URL("tiles.css", import.meta.url)

export function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tiles")
  const told = new TextDecoder().decode(data)
  root.say = setTriggerValue
  if (root.told === told) return
  root.told = told
  const { tiles } = JSON.parse(told)
  root.replaceChildren(dressed(root, LOOKS), ...tiles.map((each, place) => tile(each, place, root)))
}

function tile({ key, name, targets, note, known, figures, worst }, place, root) {
  const button = make("button", { type: "button", class: "tile" })
  const signs = make("span", { class: "signs" })
  for (const { tone, is_loud, icon: sign, word } of targets) {
    const ring = icon(sign)
    ring.title = word
    const looks = `${tone} ${is_loud ? "loud" : "quiet"}`
    signs.append(make("span", { class: looks, role: "img", "aria-label": word }))
    signs.lastChild.append(ring)
  }
  button.append(make("strong", {}, name), ...(targets.length ? [signs] : []),
    ...(note ? [make("small", {}, note)] : []), make("small", {}, known))
  for (const [what, value, when] of figures) {
    const line = make("span", { class: "known" })
    line.append(make("span", {}, what), make("b", {}, value), make("small", {}, when))
    button.append(line)
  }
  if (worst) {
    const last = make("span", { class: `worst ${worst.tone} ${worst.is_loud ? "loud" : "quiet"}` })
    const value = make("b", {}, worst.value)
    if (worst.is_demo) value.append(make("span", { class: "demo" }, worst.demo))
    last.append(make("span", {}, worst.name), track(worst, place), value)
    button.append(last)
  }
  button.onclick = () => root.say("opened", key)
  return button
}
