// Turns to a page of ours as the browser's own buttons do, so that the address is the new one at
// once. Were the server to turn, what a page tells it meanwhile would go on about the page before.

const FRAMING = ["version", "programme", "boundaries"] // what stays from page to page
const HOME = "overview"

export function lead(address) {
  const base = window.__streamlit?.BACKEND_BASE_URL ?? new URL("./", location.href)
  const to = new URL(address, base)
  if (to.pathname === new URL(HOME, base).pathname) to.pathname = new URL(base).pathname
  const here = new URLSearchParams(location.search)
  for (const name of FRAMING)
    if (here.has(name) && !to.searchParams.has(name)) to.searchParams.set(name, here.get(name))
  history.pushState({}, "", to)
  dispatchEvent(new PopStateEvent("popstate", { state: {} }))
}
