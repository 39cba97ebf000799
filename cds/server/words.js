// Puts our words in place of those that Streamlit writes itself, in texts and in names for screen
// readers, in the very turn in which they are written: before the browser paints them.

;(told => {
  const NAMES = ["aria-label", "placeholder", "title", "alt"]
  const plain = text => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&")
  const forms = Object.keys(told).filter(key => key.includes("{}"))
    .map(key => [new RegExp(`^${key.split("{}").map(plain).join("(.+)")}$`), told[key]])

  function ours(text) {
    const english = text.trim()
    if (Object.hasOwn(told, english)) return told[english]
    for (const [form, words] of forms) {
      const kept = form.exec(english)?.slice(1)
      if (kept) return words.replaceAll("{}", () => kept.shift())
    }
    return text
  }

  function name(node) {
    const icon = /^\w+ icon$/.test(node.getAttribute("aria-label") ?? "")
    if (icon) { // it repeats the word beside it
      node.removeAttribute("aria-label")
      node.setAttribute("aria-hidden", "true")
    }
    for (const one of NAMES) {
      const text = node.getAttribute(one)
      if (text && ours(text) !== text) node.setAttribute(one, ours(text))
    }
  }

  function write(node) {
    const words = ours(node.data)
    if (words !== node.data) node.data = words
  }

  function walk(node) {
    if (node.nodeType === Node.TEXT_NODE) write(node)
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("script, style, svg")) return
    name(node)
    node.childNodes.forEach(walk)
  }

  new MutationObserver(changes => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") write(target)
      else if (type === "attributes") name(target)
      else addedNodes.forEach(walk)
    }
  }).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
  })
})(TOLD)
