// What of a list the first window holds, for components whose lists go on below it.

/** Calls back with the height, as the window counts, at which the page's first window ends, and
 *  again whenever that or what stands above may have moved. Returns how to stop. */
export function followFirstWindow(root, fit) {
  const page = root.getRootNode().host?.closest("[data-testid=stMain]")
  if (!page) return () => {} // a drawer: all of it
  const end = () => document.querySelector("[data-testid=stBottom]")?.getBoundingClientRect().top
  const watch = new ResizeObserver(() => fit((end() ?? innerHeight) - page.scrollTop))
  watch.observe(page)
  watch.observe(page.querySelector("[data-testid=stMainBlockContainer]"))
  return () => watch.disconnect()
}
