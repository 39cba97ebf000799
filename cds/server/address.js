// Streamlit begins after the first sight; where that cannot be had, at once.
addEventListener("error", ({ target }) => {
  const next = target.dataset?.next
  if (!next) return
  document.getElementById("sight").remove()
  import(new URL(next, document.baseURI))
}, true)

// Without it the browser first asks for /PAGE/_stcore/health and is answered 404 twice a visit.
window.__streamlit = { BACKEND_BASE_URL: new URL("./", location.href).href }

// The menu turns the page late: until then the server writes the next page's choices into the
// address of the page that is left, which is to be found again as it was.
let left = null
addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]")
  const turns = link?.origin === location.origin && link.pathname !== location.pathname
  left = turns && !link.target && !link.download ? location.href : null
}, true)

// What a page writes into its address before anybody has done anything on it is no step: the way
// back would lead to the same page without it, which writes it again.
let isTouched = false
for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, () => { isTouched = true }, true)
addEventListener("popstate", () => { isTouched = false, left = null })

// The server writes a visitor's choices into the address; a link to a heading keeps its heading.
const replace = history.replaceState.bind(history)
for (const name of ["pushState", "replaceState"]) {
  const change = history[name].bind(history)
  history[name] = (state, title, url) => {
    const to = new URL(url ?? location.href, location.href)
    const stays = to.pathname === location.pathname
    if (stays && !to.hash) to.hash = location.hash
    if (stays && (left || !isTouched)) return replace(state, title, to)
    if (left) replace(history.state, "", left)
    left = null
    isTouched = stays
    change(state, title, to)
  }
}
