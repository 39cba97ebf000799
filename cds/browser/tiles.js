// Sectors as tiles: name, a block for each target, what is reported, the worst target's glyph.
// Text from data only ever becomes text nodes or attributes, never markup.

const LOOKS = new URL("tiles.css", import.meta.url)

function make(name, looks, text = "") {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(looks)) node.setAttribute(key, value)
  node.append(text)
  return node
}

export function draw({ data, parentElement, setTriggerValue }) {
  const { tiles } = JSON.parse(new TextDecoder().decode(data))
  const root = parentElement.querySelector(".tiles")
  root.replaceChildren(make("link", { rel: "stylesheet", href: LOOKS }))
  for (const each of tiles) {
    const tile = make("button", { type: "button", class: "tile" })
    tile.append(make("strong", {}, each.name))
    const blocks = make("span", { class: "blocks" })
    for (const [colour, sign, word] of each.blocks) {
      const block = make("i", { title: word, role: "img", "aria-label": word }, sign)
      block.style.setProperty("--standing", colour)
      blocks.append(block)
    }
    if (each.note) blocks.append(make("em", {}, each.note))
    tile.append(blocks, make("small", {}, each.known))
    if (each.worst) {
      const worst = make("span", { class: "worst" })
      worst.append(make("span", {}, each.worst.name), make("b", {}, each.worst.value))
      tile.append(worst)
    }
    tile.onclick = () => setTriggerValue("opened", each.key)
    root.append(tile)
  }
}
