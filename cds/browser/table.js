// A table of finished texts: lines that can be sorted, found, chosen and printed; cards on a phone.
// Text from data only ever becomes text nodes or attributes, never markup.

import { followFirstWindow } from "./fold.js"
import { dressed, make } from "./glyph.js"

const LOOKS = new URL("table.css", import.meta.url)
const MANY = 15 // lines, from which one looks for a line rather than reads them all
const FEWEST = 3 // cards of a folded table
const CARDS = [5, 12] // of a phone: what a table below the first window begins with, and goes on with
const ROOM = 60 // pixels for the button below them
const GAP = 8, MOST_LEFT = 0.45 // of the window: a table that has as much of the first ends in it
const FIGURE = /^[−+-]?\d{1,3}(\.\d{3})*(,\d+)?( ?%| \p{L}+){0,2}( \(\p{L}+\))?$/u
const DAY = /^(\d{2})\/(\d{2})\/(\d{4})/
const words = new Intl.Collator("vi", { numeric: true })
const phone = matchMedia("(max-width: 700px)")

export function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".data-table")
  const told = new TextDecoder().decode(data)
  root.say = setTriggerValue
  if (root.told === told) return root.attend()
  root.told = told
  root.leave?.()
  const frame = make("div", { class: "frame", role: "group", tabindex: 0 })
  const shown = { ...JSON.parse(told), root, frame, sorted: null, wanted: "" }
  const hasHeads = shown.heads.length > 0 // else each line is a name and its text
  root.classList.toggle("facts", !hasHeads)
  shown.figures = shown.heads.map((_, place) => isFigures(shown, place))
  frame.setAttribute("aria-label", shown.alt)
  const table = make("table", { role: "table", "aria-label": shown.alt })
  shown.body = make("tbody", { role: "rowgroup" })
  table.append(...(hasHeads ? [heading(shown)] : []), shown.body)
  shown.more = make("button", { type: "button", class: "more" })
  shown.more.onclick = () => {
    shown.isRead = true
    write(shown, shown.step)
  }
  frame.append(table, shown.more)
  root.replaceChildren(dressed(root, LOOKS), frame)
  if (shown.lines.length > MANY) frame.before(tools(shown))
  begin(shown)
  const watch = new IntersectionObserver(
    ([seen]) => seen.isIntersecting && !phone.matches && write(shown, shown.step), { root: frame })
  const whole = () => { // paper has no button
    shown.isRead = true
    write(shown, Infinity)
  }
  let unfollow = () => {}
  root.leave = () => {
    unfollow()
    watch.disconnect()
    removeEventListener("beforeprint", whole)
  }
  root.attend = () => {
    watch.observe(shown.more)
    if (hasHeads) unfollow = followFirstWindow(root, end => fit(shown, end))
    addEventListener("beforeprint", whole)
    return root.leave
  }
  return root.attend()
}

/** True when a column holds figures, which stand below each other. */
function isFigures({ lines, missing }, place) {
  const texts = lines.map(line => line[place]).filter(text => text && text !== missing)
  return texts.length > 0 && texts.every(text => FIGURE.test(text))
}

function heading(shown) {
  const line = make("tr", { role: "row" })
  shown.heads.forEach((name, place) => {
    const head = make("th", { role: "columnheader", scope: "col", class: looks(shown, place) })
    const button = make("button", { type: "button" }, name)
    button.onclick = () => {
      const isAgain = shown.sorted?.place === place && !shown.sorted.isDown
      shown.sorted = { place, isDown: isAgain }
      for (const other of line.children) other.removeAttribute("aria-sort")
      head.setAttribute("aria-sort", isAgain ? "descending" : "ascending")
      begin(shown)
    }
    head.append(button)
    line.append(head)
  })
  const head = make("thead", { role: "rowgroup" })
  head.append(line)
  return head
}

const looks = ({ figures, name, main }, place) =>
  [figures[place] && "figure", place === name && "name", place < name && "lead",
    place === main && "main"].filter(Boolean).join(" ")

/** What helps with many lines: to find one, and to take them along. */
function tools(shown) {
  const holder = make("div", { class: "tools" })
  const { count, find, file } = shown.words
  const field = make("input", { type: "search", placeholder: find, "aria-label": find })
  field.oninput = () => {
    shown.isRead = true
    shown.wanted = folded(field.value)
    begin(shown)
  }
  const button = make("button", { type: "button" }, file)
  button.onclick = () => {
    const link = make("a", { download: `${shown.alt}.csv` })
    const rows = [shown.heads, ...order(shown).map(place => shown.lines[place])]
    const text = rows.map(row => row.map(quoted).join(",")).join("\r\n")
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }))
    link.click()
    URL.revokeObjectURL(link.href)
  }
  const told = make("span", {}, count.replace("{count}", () => shown.lines.length))
  holder.append(told, field, button)
  return holder
}

const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("\u0111", "d")

/** A cell as a spreadsheet reads it: what looks like a formula stays text. */
const quoted = text =>
  `"${(/^[=+@\t\r-]/.test(text) && !FIGURE.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** What a cell is sorted by: figures as numbers, days and periods by time. */
function rank(text, isFigure) {
  if (isFigure) return parseFloat(text.replace("−", "-").replaceAll(".", "").replace(",", "."))
  return text.replace(DAY, "$3 $2 $1").replace(/^(.*?)(\d{4})$/, "$2 $1")
}

function order({ lines, wanted, sorted, figures, missing }) {
  const places = [...lines.keys()].filter(place => lines[place].some(text => folded(text).includes(wanted)))
  if (!sorted) return places
  const isFigure = figures[sorted.place]
  const isKnown = place => ![missing, ""].includes(lines[place][sorted.place])
  const keys = new Map(places.map(place => [place, rank(lines[place][sorted.place], isFigure)]))
  const compare = (one, other) =>
    isFigure ? keys.get(one) - keys.get(other) : words.compare(keys.get(one), keys.get(other))
  const known = places.filter(isKnown).sort(compare)
  if (sorted.isDown) known.reverse()
  return [...known, ...places.filter(place => !isKnown(place))]
}

function begin(shown) {
  shown.places = order(shown)
  const [few, many] = phone.matches ? CARDS : [200, 200]
  shown.step = many
  shown.body.replaceChildren()
  write(shown, shown.isRead || !shown.heads.length ? many : few) // facts are one thing
}

/** A table that begins in the first window shows as many whole cards of a phone, or lines, as end there. */
function fit(shown, end) {
  const { body, frame, isRead, more } = shown
  frame.style.maxHeight = ""
  if (!phone.matches) {
    const room = end - frame.getBoundingClientRect().top - GAP
    const most = Math.max(room - ROOM, Math.min(room, frame.clientHeight)) // what follows begins there
    if (room > MOST_LEFT * innerHeight) frame.style.maxHeight = `${most}px`
    return endWithLine(frame, body)
  }
  const isBelow = body.getBoundingClientRect().top > end - ROOM
  if (isRead || (isBelow && body.children.length <= CARDS[0])) return
  begin(shown)
  if (isBelow) return
  write(shown, shown.step)
  const ends = more.hidden && body.getBoundingClientRect().bottom <= end ? end : end - ROOM
  while (body.children.length > FEWEST && body.getBoundingClientRect().bottom > ends)
    body.lastChild.remove()
  write(shown, 0)
}

/** Where a table goes on within its frame, no line is cut. */
function endWithLine(frame, body) {
  if (frame.scrollHeight <= frame.clientHeight) return
  const from = frame.getBoundingClientRect().top - frame.scrollTop
  const ends = [...body.children].map(line => line.getBoundingClientRect().bottom - from)
  const last = ends.findLast(one => one < frame.clientHeight)
  if (last) frame.style.maxHeight = `${last - 2}px` // its border is the frame's
}

function write(shown, most) {
  const { body, places, more } = shown
  const from = body.children.length
  body.append(...places.slice(from, from + most).map(place => row(shown, place)))
  const rest = places.length - body.children.length
  more.hidden = !rest
  more.textContent = shown.words.more.replace("{count}", () => rest)
}

function row(shown, place) {
  const { heads, lines, marks, missing, name, words: { link } } = shown
  const line = make("tr", { role: "row" })
  lines[place].forEach((text, at) => {
    const cell = make("td", { role: "cell", class: looks(shown, at), "data-head": heads[at] ?? "" })
    if (!text || text === missing) cell.classList.add("none")
    if (text.length > 28) cell.classList.add("long")
    if (/^https?:\/\//.test(text))
      cell.append(make("a", { href: text, target: "_blank", rel: "noopener noreferrer" },
        heads.length ? link : text))
    else if (at === name && shown.is_choosable) cell.append(make("button", { type: "button" }, text))
    else cell.append(marks[place][at] ? make("mark", {}, text) : text || missing)
    cell.style.setProperty("--tone", marks[place][at] ?? "")
    line.append(cell)
  })
  if (shown.is_choosable) {
    line.onclick = event => {
      shown.isRead = true
      if (event.target.closest("a") || (event.detail && getSelection().toString())) return
      for (const other of shown.body.children) other.removeAttribute("aria-current")
      line.setAttribute("aria-current", "true")
      shown.root.say("pressed", place)
    }
  }
  return line
}
