// Streamlit begins after the first sight; where that cannot be had, at once.
addEventListener("error", ({ target }) => {
  const next = target.dataset?.next
  if (!next) return
  document.getElementById("sight").remove()
  import(new URL(next, document.baseURI))
}, true)

// Without it the browser first asks for /PAGE/_stcore/health and is answered 404 twice a visit.
window.__streamlit = { BACKEND_BASE_URL: new URL("./", location.href).href }

// The server writes a visitor's choices into the address; a link to a heading keeps its heading.
for (const name of ["pushState", "replaceState"]) {
  const change = history[name].bind(history)
  history[name] = (state, title, url) => {
    const to = url == null ? null : new URL(url, location.href)
    if (to && !to.hash && to.pathname === location.pathname) to.hash = location.hash
    change(state, title, to)
  }
}
