// The slim bar's own part: the search, on a phone the button that opens what is folded away,
// the cookies that remember one's unit and programme, and the call to the printer.

import { add as make } from "./glyph.js"
import { keepPlace, leaveForPage } from "./keyboard.js"
import { lead } from "./lead.js"

const MOST = 12, YEAR = 31_536_000 // hits shown; seconds
const LOOKS = new URL("bar.css", import.meta.url)

// Without accents, case and signs.
const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\u0111/gi, "d").toLowerCase()
  .replace(/[^\p{L}\p{N}]+/gu, " ").trim()

export function draw({ data, parentElement, setStateValue }) {
  const told = JSON.parse(new TextDecoder().decode(data))
  remember(told)
  keepPlace()
  const root = parentElement.querySelector(".bar")
  const bar = (root.cdsBar ??= build(root))
  bar.take(told, setStateValue)
}

function remember({ page, mine, programme, printing }) {
  if (programme) document.cookie = `cds_programme=${programme};path=/;max-age=${YEAR};samesite=lax`
  if (mine !== null) document.cookie = `cds_unit=${mine};path=/;max-age=${YEAR};samesite=lax`
  if (window.cdsPage !== page) delete document.documentElement.dataset.cdsBar
  window.cdsPage = page
  if (printing && window.cdsPrinted !== printing) {
    window.cdsPrinted = printing
    setTimeout(print, 400) // the menu has closed by then
  }
}

function build(root) {
  make("link", { rel: "stylesheet", href: LOOKS }, root)
  const search = make("div", { class: "search" }, root)
  const input = make("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-autocomplete": "list",
  }, search)
  const list = make("ul", { id: "hits", role: "listbox", hidden: "" }, search)
  input.setAttribute("aria-controls", "hits")
  const fold_button = make("button", { type: "button", class: "fold" }, root)
  let told, say, entries, hits = [], chosen = -1

  function show() {
    const words = plain(input.value).split(" ").filter(Boolean)
    hits = words.length && entries ? found(entries, words) : []
    chosen = hits.length ? 0 : -1
    list.replaceChildren()
    let kind = ""
    for (const [place, hit] of hits.entries()) {
      if (hit.kind !== kind) {
        kind = hit.kind
        make("li", { role: "presentation", class: "kind" }, list, told.kinds[kind])
      }
      const row = make("li", { role: "option", id: `hit-${place}` }, list)
      make("span", {}, row, hit.label)
      make("small", {}, row, hit.note)
      row.onpointerdown = event => {
        event.preventDefault()
        open(hit)
      }
    }
    if (words.length && entries && !hits.length)
      make("li", { role: "presentation", class: "none" }, list, told.none)
    mark()
  }

  function mark() {
    const is_open = list.childElementCount > 0 && root.getRootNode().activeElement === input
    list.hidden = !is_open
    input.setAttribute("aria-expanded", String(is_open))
    for (const row of list.querySelectorAll("[role=option]"))
      row.setAttribute("aria-selected", String(row.id === `hit-${chosen}`))
    const row = list.querySelector(`#hit-${chosen}`)
    if (row) {
      input.setAttribute("aria-activedescendant", row.id)
      row.scrollIntoView({ block: "nearest" })
    } else input.removeAttribute("aria-activedescendant")
  }

  function open(hit) {
    input.value = ""
    input.blur()
    show()
    leaveForPage()
    lead(hit.address)
  }

  input.onfocus = () => {
    if (!entries) say("wanted", true)
    show()
  }
  input.onblur = mark
  input.oninput = show
  input.onkeydown = event => {
    event.stopPropagation() // Streamlit has shortcuts of its own
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && hits.length) {
      chosen = (chosen + step + hits.length) % hits.length
      mark()
    } else if (event.key === "Enter" && hits[chosen]) open(hits[chosen])
    else if (event.key === "Escape") {
      input.value = ""
      show()
    } else return
    event.preventDefault()
  }
  fold_button.onclick = () => {
    const page = document.documentElement
    const is_open = page.dataset.cdsBar !== "open"
    if (is_open) page.dataset.cdsBar = "open"
    else delete page.dataset.cdsBar
    fold_button.setAttribute("aria-expanded", String(is_open))
  }

  return {
    take(now, speaker) {
      told = now
      say = speaker
      input.placeholder = told.search
      input.setAttribute("aria-label", told.search)
      fold_button.setAttribute("aria-label", told.choices)
      fold_button.textContent = "⋯"
      const is_open = document.documentElement.dataset.cdsBar === "open"
      fold_button.setAttribute("aria-expanded", String(is_open))
      if (told.entries) {
        entries = told.entries.map(([kind, label, note, words, address, names]) => ({
          kind, label, note, address, names: [label, ...names].map(plain),
          text: plain([label, note, words, ...names].join(" ")),
        }))
        show()
      }
    },
  }
}

/** The entries that hold every word, those first that are called so, of a short name or code too. */
function found(entries, words) {
  const typed = words.join(" ")
  const is_begun = (text, word) => ` ${text}`.includes(` ${word}`) // where a word begins
  const rank = ({ names, text }) => {
    if (names.includes(typed)) return 0
    if (names[0].startsWith(typed)) return 1
    if (is_begun(names[0], typed)) return 2
    if (words.every(word => is_begun(names[0], word))) return 3
    return words.every(word => is_begun(text, word)) ? 4 : 5
  }
  const kept = entries.filter(one => words.every(word => one.text.includes(word)))
  const best = kept.map((one, place) => [rank(one), place, one])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST)
  const order = [...new Set(best.map(([, , one]) => one.kind))]
  return order.flatMap(kind => best.map(([, , one]) => one).filter(one => one.kind === kind))
}
