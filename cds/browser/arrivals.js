// Brings what has just come onto a page into view, once, wherever it stands, with the keyboard on
// its deed where what had it went away. Held in place for a moment, because what stands above may
// still grow; any hand ends it.

const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"]
const HOLD = 2000, PAUSE = 100, PATIENCE = 10000 // ms

export function draw({ data, parentElement }) {
  const own = parentElement.getRootNode().host?.closest('[data-testid="stElementContainer"]')
  if (own) own.style.display = "none"
  const told = JSON.parse(new TextDecoder().decode(data))
  const brought = (window.cdsBrought ??= new Set())
  if (brought.has(told.occasion)) return
  brought.add(told.occasion)
  const stop = new AbortController()
  const leave = () => stop.abort()
  for (const hand of HANDS) addEventListener(hand, leave, { signal: stop.signal, capture: true })
  const started = performance.now()
  let until = null
  const look = () => {
    const now = performance.now()
    const node = document.querySelector(`.st-key-${CSS.escape(told.key)}`)
    if (stop.signal.aborted || now > (until ?? started + PATIENCE)) return leave()
    if (node) {
      until ??= now + HOLD
      node.style.scrollMarginTop = "5rem"
      node.scrollIntoView({ block: "start" })
      if (document.activeElement.matches("body, h1")) // keyboard.js gives it to the sentence
        node.querySelector("button")?.focus({ preventScroll: true })
    }
    setTimeout(look, PAUSE)
  }
  look()
}
