// The live link: hands what the server says to the deck, and what the presenter does to the
// server. The control token stays in this browser's storage, never in an address.

export default function ({ data: message, setTriggerValue }) {
  const live = JSON.parse(new TextDecoder().decode(message))
  const key = `cds-control-${live.meeting}`
  if (live.token) localStorage.setItem(key, live.token)
  const token = localStorage.getItem(key) ?? ""
  window.cdsSay = said => {
    const held = localStorage.getItem(key) ?? ""
    setTriggerValue("said", JSON.stringify({ ...said, token: held, nonce: Math.random() }))
  }
  live.unsure = Boolean(token) && !live.knows_token
  if (live.unsure) window.cdsSay({ command: "hello" })
  window.cdsLive = live
  window.cdsDeck?.view.hear(live)
}
