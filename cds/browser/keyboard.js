// Gives the keyboard a place again when a closed drawer or a rerun has taken the one it was on:
// the sentence of the page where another has come, else the same control; where that has gone for
// good, the sentence.

const CONTROL = "button:not([disabled]), input, textarea, summary, a[href]"
const PATIENCE = [400, 1200, 3000, 7000] // ms until what closes or comes has done so; later on a busy machine
const LAST = 3000 // ms after which what has gone is taken to be gone for good
const OVER = "[role=dialog], [role=menu], [role=listbox]" // lies over a page for a while

const held = { node: null, key: "", said: "" } // what was last focused on a page, and its sentence
let isByKey = false

export function keepPlace() {
  if (window.cdsKeepsPlace) return
  window.cdsKeepsPlace = true
  const app = document.querySelector('[data-testid="stApp"]')
  const later = () => PATIENCE.forEach(wait => setTimeout(giveBack, wait, wait >= LAST))
  addEventListener("pointerdown", () => (isByKey = false), true)
  addEventListener("keydown", event => {
    isByKey = true
    if (event.key === "Escape") later()
  }, true)
  addEventListener("click", event => event.target.closest?.("[role=dialog]") && later(), true)
  addEventListener("focusin", remember, true)
  const first = document.activeElement
  if (first !== document.body) isByKey = true, remember({ target: first, composedPath: () => [first] })
  new MutationObserver(() => app.dataset.testScriptState === "notRunning" && later())
    .observe(app, { attributeFilter: ["data-test-script-state"] })
}

function remember(event) {
  const box = event.target.closest?.('[class*="st-key-"]')
  if (!event.target.matches?.("main, h1") && !event.target.closest?.(OVER)) {
    held.node = event.composedPath()[0]
    held.key = [...(box?.classList ?? [])].find(name => name.startsWith("st-key-")) ?? ""
    held.said = document.querySelector("h1")?.textContent
  }
}

function giveBack(isLast) {
  if (!isByKey || !held.node || document.activeElement !== document.body || document.querySelector(OVER)) return
  const sentence = document.querySelector("h1")
  if (sentence && sentence.textContent !== held.said) {
    sentence.tabIndex = -1
    return sentence.focus()
  }
  const box = held.key && document.querySelector(`.${CSS.escape(held.key)}`)
  const again = held.node.isConnected ? held.node : box && box.querySelector(CONTROL)
  if (again) return again.focus()
  if (isLast && sentence) sentence.tabIndex = -1, sentence.focus()
}
