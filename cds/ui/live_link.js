// The live link. Where the meeting is, the server's route tells as soon as it moves; what only
// this session knows (control, notes, answers) comes with the component. The control token
// stays in this browser's storage, never in an address.

const PAUSE = 500 // ms before asking a server again that did not answer
const SPREAD = 500 // ms over which followers ask for newer slides, not all at once
const BASE = window.__streamlit?.BACKEND_BASE_URL ?? new URL("./", location.href).href
const ME = Math.random().toString(36).slice(2, 14) // one follower, for as long as this window is open
const ONCE = ["answers", "offer", "error", "token", "unsure"]

export default function ({ data: message, setTriggerValue }) {
  const told = JSON.parse(new TextDecoder().decode(message))
  const key = `cds-control-${told.meeting}`
  if (told.token) localStorage.setItem(key, told.token)
  const token = localStorage.getItem(key) ?? ""
  window.cdsSay = said => {
    const held = localStorage.getItem(key) ?? ""
    setTriggerValue("said", JSON.stringify({ ...said, token: held, nonce: Math.random() }))
  }
  window.cdsPoint = at => {
    const address = new URL(`meetings/${told.meeting}/pointer`, BASE)
    if (at) {
      const [x, y, thing] = at
      address.search = new URLSearchParams({ x: x.toFixed(3), y: y.toFixed(3), ...(thing >= 0 && { thing }) })
    }
    const control = { "X-Control": localStorage.getItem(key) ?? "" }
    fetch(address, { method: "POST", headers: control }).catch(() => {}) // the next move tells
  }
  told.unsure = Boolean(token) && !told.knows_token
  if (told.unsure) window.cdsSay({ command: "hello" })
  hear(told)
  if (told.meeting && window.cdsFollowed !== told.meeting) keepUp(told.meeting)
}

// Put together what was told by either way; an older word never undoes a newer one.
function hear(told) {
  const held = window.cdsLive?.meeting === told.meeting ? window.cdsLive : null
  if (told.unsure) told.in_control = held?.in_control ?? false // a server just restarted
  const isOld = held && told.step < held.step && !held.missed
  const live = isOld ? { ...held } : { ...held, missed: false, ...told }
  for (const name of ONCE) delete live[name]
  if (told.in_control === undefined)
    live.in_control = Boolean(held?.in_control) && held.holder === live.holder
  live.newer = live.in_control && live.newest > live.data_version
  window.cdsLive = live
  const once = Object.fromEntries(ONCE.map(name => [name, told[name]]))
  window.cdsDeck?.view.hear({ ...live, ...once })
}

async function keepUp(meeting) {
  window.cdsFollowed = meeting
  let [step, moves] = [-1, 0]
  do {
    try {
      const told = await ask(meeting, step, moves)
      step = told.step
      moves = told.moves
      hear(told)
      if (told.data_version !== window.cdsLive.shown_version) setTimeout(askAnew, Math.random() * SPREAD)
    } catch (error) {
      step = -1
      if (error.name === "AbortError") continue // asks again at once
      if (window.cdsLive) window.cdsLive.missed = true
      window.cdsDeck?.view.miss()
      await new Promise(done => setTimeout(done, PAUSE * (1 + Math.random())))
    }
  } while (window.cdsFollowed === meeting && isWanted(meeting))
  if (window.cdsFollowed === meeting) window.cdsFollowed = null
}

function isWanted(meeting) {
  return new URLSearchParams(location.search).get("meeting") === meeting
}

// A phone that wakes, or a new network, does not wait for an answer that was lost.
async function ask(meeting, step, moves) {
  const stop = new AbortController()
  const leave = () => document.hidden || stop.abort()
  const late = setTimeout(() => stop.abort(), ((window.cdsLive?.every ?? 15) + 10) * 1000)
  document.addEventListener("visibilitychange", leave)
  window.addEventListener("online", leave)
  try {
    const address = new URL(`meetings/${meeting}/now?after=${step}&moves=${moves}`, BASE)
    if (!window.cdsLive?.in_control) address.searchParams.set("who", ME)
    const answer = await fetch(address, { cache: "no-store", signal: stop.signal })
    if (!answer.ok) throw new Error(String(answer.status))
    return await answer.json()
  } finally {
    clearTimeout(late)
    document.removeEventListener("visibilitychange", leave)
    window.removeEventListener("online", leave)
  }
}

// The figures changed: the slides themselves come with a rerun of the page.
function askAnew() {
  if (window.cdsLive?.data_version !== window.cdsLive?.shown_version) window.cdsSay?.({ command: "hello" })
}
