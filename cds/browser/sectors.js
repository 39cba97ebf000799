// Sectors one below the other: how their targets stand, the newest figures, what is still missing.
// Text from data only ever becomes text nodes or attributes, never markup.

import { add, dressed, icon, make, track } from "./glyph.js"

const LOOKS = new URL("sectors.css", import.meta.url)

export function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sectors")
  const told = new TextDecoder().decode(data)
  root.say = setTriggerValue
  if (root.told === told) return
  root.told = told
  const { heads, more, sectors } = JSON.parse(told)
  const head = make("div", { class: "heads" })
  for (const [name, text] of Object.entries(heads)) add("span", { class: name }, head, text)
  add("span", { class: "more" }, head.querySelector(".figures"), more)
  const list = make("ol", {})
  for (const [place, one] of sectors.entries()) list.append(line(one, place, root))
  root.replaceChildren(dressed(root, LOOKS), head, list)
}

function line({ key, name, office, signs, state, figures, known, missing }, place, root) {
  const item = make("li", {})
  const button = add("button", { type: "button", class: "sector" }, item)
  const called = add("span", { class: "name" }, button)
  add("strong", {}, called, name)
  add("small", {}, called, office)
  const judged = add("span", { class: "targets" }, button)
  if (signs.length) {
    const row = add("span", { class: "signs" }, judged)
    for (const { tone, is_loud, icon: sign, word } of signs) {
      const looks = `${tone} ${is_loud ? "loud" : "quiet"}`
      const one = add("span", { class: looks, role: "img", "aria-label": word, title: word }, row)
      one.append(icon(sign))
    }
  }
  add("small", {}, judged, state)
  const seen = add("span", { class: "figures" }, button)
  for (const [nth, one] of figures.entries()) {
    const looks = `figure ${one.tone} ${one.is_loud ? "loud" : "quiet"}`
    const figure = add("span", { class: looks }, seen)
    add("span", { class: "what" }, figure, one.name)
    if (one.bar) figure.append(track(one, `${place}-${nth}`))
    const value = add("b", {}, figure, one.value)
    if (one.is_demo) add("span", { class: "demo" }, value, one.demo)
    add("small", {}, figure, one.when)
    if (one.more) add("small", { class: "more" }, figure, one.more)
  }
  const lacks = add("span", { class: "missing" }, button)
  add("b", {}, lacks, known)
  add("small", {}, lacks, missing)
  button.onclick = () => root.say("opened", key)
  return item
}
