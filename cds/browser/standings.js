// Targets as lines: standing, name, bar to the target, figures, office. A whole line is a link.

import { followFirstWindow } from "./fold.js"
import { dressed, icon, make, track } from "./glyph.js"

const LOOKS = new URL("standings.css", import.meta.url)
const FEWEST = 3 // lines of a folded list
const ROOM = 52 // pixels for the button below them

export function draw({ data, parentElement, setTriggerValue }) {
  const told = new TextDecoder().decode(data)
  const { heads, lines, alt, alike, offices, has_strip, more } = JSON.parse(told)
  const root = parentElement.querySelector(".standings")
  const list = make("ol", { "aria-label": alt })
  lines.forEach((line, place) => list.append(row(line, heads, place, setTriggerValue)))
  const sheet = make("div", { class: "sheet" }) // on paper its head stands on every page
  const top = make("div", { class: "top" })
  top.append(above(heads))
  sheet.append(top, list)
  root.replaceChildren(dressed(root, LOOKS), sheet)
  root.dataset.offices = offices // one: said above; few: below the names of their lines
  if (alike.length) sheet.before(make("p", { class: "alike" }, alike.join(" · ")))
  if (has_strip) root.firstChild.after(strip(lines, list))
  if (root.told !== told) root.isWhole = false
  root.told = told
  if (more && !root.isWhole) return fold(root, list, more)
}

/** Shows whole lines of the first window alone; a button below them shows the others. */
function fold(root, list, more) {
  const button = make("button", { type: "button", class: "more" })
  const items = [...list.children]
  list.after(button)
  const stop = followFirstWindow(root, end => {
    for (const item of items) item.classList.remove("beyond")
    const fits = (item, room) => item.getBoundingClientRect().bottom <= end - room
    const beyond = fits(items.at(-1), 8) ? [] : items.slice(FEWEST).filter(item => !fits(item, ROOM))
    for (const item of beyond) item.classList.add("beyond")
    button.hidden = !beyond.length
    button.textContent = more.replace("{count}", beyond.length)
  })
  button.onclick = () => {
    stop()
    root.isWhole = true
    button.remove()
    const first = items.find(item => item.classList.contains("beyond"))
    for (const item of items) item.classList.remove("beyond")
    first.firstChild.focus({ preventScroll: true })
  }
  return stop
}

/** One block for each line, those of a standing together; pressing them leaves only their lines. */
function strip(lines, list) {
  const holder = make("div", { class: "strip", role: "group" })
  const groups = Map.groupBy(lines, line => line.group)
  for (const [group, members] of groups) {
    const { tone, is_loud } = members[0]
    const part = make("button", { type: "button", "aria-pressed": "false",
      class: `${tone} ${is_loud ? "loud" : "quiet"}`, style: `flex-grow: ${members.length}` })
    const blocks = make("span", { class: "blocks", "aria-hidden": "true" })
    members.forEach(() => blocks.append(make("i")))
    const told = make("span")
    told.append(make("b", {}, String(members.length)), make("span", { class: "group" }, ` ${group}`))
    told.append(icon(members[0].icon)) // on a phone in place of the words, as in the lines
    part.append(blocks, told)
    part.onclick = () => {
      const is_pressed = part.ariaPressed !== "true"
      for (const other of holder.children) other.ariaPressed = "false"
      part.ariaPressed = String(is_pressed)
      lines.forEach((line, place) => {
        list.children[place].hidden = is_pressed && line.group !== group
      })
    }
    holder.append(part)
  }
  return holder
}

function above(heads) {
  const line = make("div", { class: "heads", "aria-hidden": "true" })
  const columns = { state: "status", name: "target", value: "value", target: "aim", gap: "gap",
    when: "period", office: "office" }
  for (const [area, name] of Object.entries(columns))
    line.append(make("span", { class: area }, heads[name]))
  return line
}

function row(line, heads, place, setTriggerValue) {
  const told = [line.name, line.word, `${heads.value} ${line.value}`, `${heads.aim} ${line.target}`,
    `${heads.gap} ${line.gap}`, line.when, line.due, line.office, line.note]
  const link = make("a", { href: `./${line.link}`, class: line.is_loud ? "loud" : "quiet",
    "aria-label": told.filter(Boolean).join(", ") })
  link.classList.add(line.tone)
  const isSilent = line.value === line.gap // both say that nothing is known
  link.classList.toggle("silent", isSilent)
  const state = make("span", { class: "state" })
  state.append(icon(line.icon), make("span", { class: "word" }, line.word))
  const value = make("span", { class: "value" }, line.value)
  if (line.is_demo) value.append(make("span", { class: "demo" }, line.demo))
  const gap = make("span", { class: "gap" })
  if (line.word !== line.group) gap.append(make("span", { class: "late" }, line.word)) // its days
  if (line.is_short) gap.append(make("span", { class: "short" }, `${heads.gap} `))
  const why = [line.word, `${heads.aim} ${line.target}`, line.due].filter(Boolean).join(" · ")
  if (isSilent) gap.append(make("span", { class: "why" }, why))
  else line.gap.split(" · ").forEach((part, place) => { // points, things: each stays whole
    if (place) gap.append(make("span", { class: "between" }, " · "))
    gap.append(make("span", { class: "part" }, part))
  })
  const when = make("span", { class: "when" }, isSilent ? "" : line.when)
  if (line.due) when.append(make("span", { class: "due" }, line.due))
  const name = make("span", { class: "name" }, line.name)
  if (line.note) name.append(make("small", {}, line.note))
  link.append(state, name, track(line, place), value,
    make("span", { class: "target" }, line.target), gap, when,
    make("span", { class: "office" }, line.office))
  link.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return // a window of its own
    event.preventDefault()
    setTriggerValue("opened", line.link)
  }
  const item = make("li")
  item.append(link)
  return item
}
