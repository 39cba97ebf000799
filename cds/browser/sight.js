// The home page's targets, drawn as soon as the page has come, before Streamlit begins, which keeps a
// browser busy for half a second. They give way once the page has drawn them itself where they stand.

import { make } from "./glyph.js"
import { draw } from "./standings.js"

const HEADLINES = "[data-testid=stMain] .st-key-headlines"
const SETTLING = 1_000 // ms for the page to come to rest around its lines
const PATIENCE = 15_000 // ms for it to draw them
const HEAD_START = 300 // ms at most, until the first sight is painted
const sight = document.getElementById("sight")
const shade = sight.querySelector(".lines").attachShadow({ mode: "open" })
const told = document.getElementById("sight-told")
const { next } = document.getElementById("sight-begin").dataset
const address = location.pathname
let drawnAt = 0, ranAt = 0

async function painted() {
  shade.append(make("div", { class: "standings" }))
  draw({
    data: new TextEncoder().encode(JSON.parse(told.textContent)),
    parentElement: shade,
    setTriggerValue: (_, link) => location.assign(`./${link}`),
  })
  await new Promise(done => shade.querySelector("link").addEventListener("load", done))
  await document.fonts.load("700 1rem 'Sight Sans'")
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
}

const pause = new Promise(done => setTimeout(done, HEAD_START))
Promise.race([painted(), pause]).finally(() => import(new URL(next, document.baseURI)))

const place = list => list.lastChild.getBoundingClientRect().bottom

/** The page's own lines, once they stand where ours do, or would not come there. */
function successor() {
  const list = document.querySelector(`${HEADLINES} [data-testid=stBidiComponentIsolated]`)
    ?.shadowRoot?.querySelector(".standings:not([hidden]) ol")
  if (!list?.lastChild) return null
  drawnAt ||= performance.now()
  const isThere = Math.abs(place(list) - place(shade.querySelector("ol")) - sight.scrollTop) < 1
  return isThere || performance.now() - drawnAt > SETTLING ? list : null
}

/** Another page was opened, or this one has run and shows something else, or nothing. */
function isElsewhere() {
  if (location.pathname !== address) return true
  if (!document.querySelector("[data-test-script-state=notRunning] [data-testid=stMain] h1")) return false
  ranAt ||= performance.now()
  return !document.querySelector(HEADLINES) || performance.now() - ranAt > PATIENCE
}

function look() {
  const list = successor()
  if (!list && !isElsewhere()) return requestAnimationFrame(look)
  const focused = [...shade.querySelectorAll("li")].indexOf(shade.activeElement?.closest("li"))
  const { scrollTop } = sight
  sight.remove()
  if (!list) return
  document.querySelector("[data-testid=stMain]").scrollTop = scrollTop
  list.children[focused]?.firstChild.focus({ preventScroll: true })
}
look()
