// Gives the keyboard a place again when a closed drawer or a rerun has taken the one it was on:
// the sentence of the page where another has come, else the same control; where that has gone for
// good, the sentence. Popovers are entered from their buttons. A sentence that changes is said. The
// menu of a phone, which lies over the page, goes away when a page has been chosen. A day that was
// typed counts at Enter, as in other fields.

const CONTROL = "button:not([disabled]), input, textarea, summary, a[href]"
const PATIENCE = [400, 1200, 3000] // ms until what closes or comes has done so; later on a busy machine
const OVER = "[role=dialog], [role=menu], [role=listbox]" // lies over a page for a while
const POPOVER = "[data-testid=stPopoverBody]" // stands at the end of the page, wherever its button is

const held = { node: null, key: "", said: "" } // what was last focused on a page, and its sentence
const voice = document.createElement("div") // is heard, not seen
let sentence = null, coming = null // of the page, as it was last heard, and as it will be
let isByKey = false, opener = null // the button of a popover that is to come
let isLed = false // to another page that has not come yet
let waits = [] // until the keyboard is looked after: of the last thing that took it away

export function keepPlace() {
  if (window.cdsKeepsPlace) return
  window.cdsKeepsPlace = true
  voice.role = "status"
  voice.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
  document.body.append(voice)
  addEventListener("pointerdown", () => (isByKey = isLed = false), true)
  addEventListener("keydown", event => {
    isByKey = true
    isLed = false
    if (event.key === "Escape") later()
    if (event.key === "Enter") takeDay(event.target)
    if (event.key === "Enter" || event.key === " ") opener = event.target.closest?.("[data-testid=stPopover] button")
  }, true)
  addEventListener("click", event => event.target.closest?.("[role=dialog]") && later(), true)
  addEventListener("click", event => event.target.closest?.("[data-testid=stSidebarNavLink]") &&
    setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()))
  addEventListener("focusin", remember, true)
  const first = document.activeElement
  if (first !== document.body) isByKey = true, remember({ target: first, composedPath: () => [first] })
  let gone = null // looked after already
  new MutationObserver(seen => {
    reach()
    const isOver = seen.some(one => one.attributeName && one.target.dataset.testScriptState === "notRunning")
    const isGone = held.node !== gone && held.node?.isConnected === false // a quick run is never seen to end
    listen()
    if (isGone) gone = held.node
    if (isOver || isGone) later()
    if (opener && document.querySelector(POPOVER)) enter(document.querySelector(POPOVER), opener)
  }).observe(document.body, { subtree: true, childList: true, characterData: true,
    attributeFilter: ["data-test-script-state"] })
  listen()
  reach()
}

/** A link to a part of a page aims at it, though the part was not there when the address was read. */
function reach() {
  if (location.hash.length < 2 || document.querySelector(":target")) return
  if (document.getElementById(location.hash.slice(1))) location.replace(location.hash)
}

/** Looks whether another sentence has come: once it has stayed a moment it is said. */
function listen() {
  const shown = document.querySelector("h1")?.textContent ?? sentence
  sentence ??= shown // before anybody chooses
  if (shown !== sentence && shown !== coming) coming = shown, setTimeout(say, PATIENCE[0])
}

/** The sentence that a choice has changed; the first, and one that takes the keyboard, is read anyway. */
function say() {
  coming = null
  const said = document.querySelector("h1")?.textContent ?? sentence
  if (said !== sentence && !(isLed && isByKey)) voice.textContent = said
  sentence = said
}

/** A typed day counts once its field is left; so it is told of that, and the keyboard stays in it. */
function takeDay(part) {
  const field = part.role === "spinbutton" && part.closest("[data-testid=stDateInputField]")
  if (!field) return
  const last = field.querySelector("[data-testid=stDateInputCalendarButton]")
  last.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true })) // its calendar closes
  part.dispatchEvent(new FocusEvent("focusout", { bubbles: true })) // without one open
}

/** A popover takes the keyboard from its button, and gives it back behind its last control. */
function enter(popover, button) {
  opener = null
  popover.tabIndex = -1
  popover.focus()
  const end = document.createElement("span")
  end.tabIndex = 0
  end.onfocus = () => {
    popover.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))
    button.focus()
  }
  popover.append(end)
}

function later() {
  waits.forEach(clearTimeout)
  waits = PATIENCE.map((wait, at) => setTimeout(giveBack, wait, at === PATIENCE.length - 1))
}

/** What had the keyboard leads to another page: its sentence takes it. */
export function leaveForPage() {
  isLed = true
  later()
}

function remember(event) {
  const box = event.target.closest?.('[class*="st-key-"]')
  if (!event.target.matches?.("main, h1") && !event.target.closest?.(OVER)) {
    held.node = event.composedPath()[0]
    held.key = [...(box?.classList ?? [])].find(name => name.startsWith("st-key-")) ?? ""
    held.said = document.querySelector("h1")?.textContent
  }
}

/** The control of the same key; of a numbered one that is folded away its like in what is open. */
function sameControl() {
  const stem = /^.*_(?=\d+$)/.exec(held.key)?.[0]
  const boxes = [...document.querySelectorAll([`.${CSS.escape(held.key)}`, ...(stem ? [`[class*="${stem}"]`] : [])])]
  return boxes.map(box => box.querySelector(CONTROL)).find(one => one?.checkVisibility({ visibilityProperty: true }))
}

function giveBack(isLast) {
  if (!isByKey || !held.node || document.activeElement !== document.body || document.querySelector(OVER)) return
  const head = document.querySelector("h1")
  const hasCome = head && head.textContent !== held.said
  if (hasCome || (head && isLed && isLast)) {
    if (hasCome) isLed = false
    sentence = head.textContent
    head.tabIndex = -1
    return head.focus()
  }
  if (isLed) return
  const again = held.node.isConnected ? held.node : held.key && sameControl()
  if (again) return again.focus()
  if (isLast && head) head.tabIndex = -1, head.focus()
}
