// The deck inside the dashboard: above everything else on the page, kept across reruns.
// `window.cdsDeck` is how the live link (live_link.js) and the deck find each other.

const MOST_WAIT = 60_000 // ms that a window of notes may take to open

export default function ({ data: message }) {
  const deck = JSON.parse(new TextDecoder().decode(message))
  const held = window.cdsDeck
  if (held?.key !== deck.key) {
    const start = held?.view && held.story === deck.story ? held.view.here : deck.start
    held?.close()
    window.cdsDeck = opened(deck, start)
  }
  const mine = window.cdsDeck
  return () => setTimeout(() => window.cdsDeck === mine && !mine.isWanted() && mine.close(), 3000)
}

function opened(deck, start) {
  const host = document.createElement("div")
  host.className = "cds-deck"
  host.dataset.meeting = deck.meeting
  host.dataset.reactAriaTopLayer = "true" // while the connection is cut a dialog closes all else
  document.body.append(host)
  const shadow = host.attachShadow({ mode: "open" })
  const style = new CSSStyleSheet()
  style.replaceSync(CSS_TEXT)
  shadow.adoptedStyleSheets = [style]
  const say = message => window.cdsSay?.(message)
  const errands = `cds-errand-${deck.meeting}`
  const hooks = {
    place: position => say({ place: position }),
    ask: unit => say({ ask: unit }),
    point: at => deck.meeting && window.cdsPoint?.(at),
    command: (name, value) => say({ command: name, value }),
    // An errand waits in this browser's storage for the window that does it.
    notes: errand => {
      if (errand) localStorage.setItem(errands, `${errand} ${Date.now()}`)
      return window.open(deck.notes_address, `notes-${deck.meeting}`, "width=1280,height=800")
    },
    tick: () => {
      const [errand, since] = (localStorage.getItem(errands) ?? "").split(" ")
      if (!errand || deck.mode !== "notes" || !view.live?.in_control) return
      localStorage.removeItem(errands)
      if (Date.now() - since < MOST_WAIT) say({ command: errand })
    },
    leave: () => {
      if (view.live?.in_control && !view.live.ended) say({ command: "end" })
      setTimeout(() => location.assign(deck.exit), 600)
    },
  }
  const view = new DeckView(shadow, deck, hooks, start)
  if (window.cdsLive?.meeting === deck.meeting && deck.meeting) view.hear(window.cdsLive)
  return {
    key: deck.key,
    story: deck.story,
    view,
    // A rerun or a lost connection mounts the component anew; only leaving the page ends it.
    isWanted: () => new URLSearchParams(location.search).has(deck.mark),
    close: () => {
      view.close()
      host.remove()
      window.cdsDeck = null
    },
  }
}
