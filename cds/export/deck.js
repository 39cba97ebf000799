// Shows a deck: one slide at a time on a 16:9 canvas, led by the keyboard.
// The same script runs in the dashboard and in the offline page. Slides arrive as markup that
// the server made and escaped; whatever a person types only ever becomes text.

const LOST_AFTER = 5000 // ms without a word from the server
const SEND_AGAIN = 1200
const POINT_EVERY = 300 // ms between two places of the pointer that followers hear of
const STRIP = 40 // px below the slide, for words and the menu: they never lie on a slide
const PHONE = "(max-width: 900px), (max-height: 480px)" // or a tablet upright; as in deck_sheet.css
const THINGS = "h1, .sentence, tr, path[data-unit], .legend > *" // that a slide and its sheet both show
const SHEET = `@page { size: 1920px 1080px !important; margin: 0 !important } body { margin: 0 }
  body:has(> .cds-deck) > :not(.cds-deck) { display: none }` // of paper, in the dashboard too
const LETTER = /^\p{L}$/u // begins a name; no letter is ever a command

function foldText(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐðÐ]/g, "d").toLowerCase().trim()
}

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  node.append(...children)
  return node
}

function findUnits(units, typed) {
  const tokens = foldText(typed).split(/\s+/).filter(Boolean)
  if (!tokens.length) return []
  const rank = unit => (unit.folded.split(" ").some(word => word.startsWith(tokens[0])) ? 0 : 1)
  return units
    .filter(unit => tokens.every(token => unit.folded.includes(token)))
    .sort((a, b) => rank(a) - rank(b) || a.folded.length - b.folded.length)
    .slice(0, 8)
}

class DeckView {
  // hooks: place(position), ask(unitId), command(name, value), point([x, y]); each may be missing
  constructor(root, deck, hooks, start) {
    Object.assign(this, { root, deck, hooks, answers: deck.answers ?? {}, leaves: new Map() })
    this.units = deck.units.map(([id, name, place]) => ({
      id, name, place, folded: foldText(`${name} ${place}`),
    }))
    this.here = { slide: 0, spotlight: null, unit: null, is_blank: false, ...start }
    this.mode = deck.mode
    this.mine = /(?:^|; )cds_unit=([^;]+)/.exec(document.cookie)?.[1] ?? "" // as the dashboard keeps it
    this.live = null // last word from the server
    this.wanted = null // a position sent and not yet confirmed
    this.wanders = false
    this.digits = ""
    this.build()
    this.stop = new AbortController()
    const listen = (target, name, heard, more = {}) =>
      target.addEventListener(name, heard, { signal: this.stop.signal, ...more })
    listen(window, "keydown", event => this.key(event), { capture: true })
    listen(window, "resize", () => this.scale())
    listen(window, "beforeprint", () => this.spread())
    listen(window, "afterprint", () => this.sheet.remove())
    listen(window, "mousemove", event => this.aim(event))
    listen(window, "keyup", event => event.key === "Shift" && this.aim(event))
    listen(this.stage, "click", event => this.click(event))
    listen(this.stage, "contextmenu", event => this.panel || this.openMenu(event))
    listen(this.stage, "touchstart", event => (this.touch = event.touches.length > 1 ? null : event.touches[0]), { passive: true })
    listen(this.stage, "touchend", event => this.swipe(event.changedTouches[0]))
    listen(visualViewport, "resize", () => this.stage.classList.toggle("near", visualViewport.scale > 1.01))
    this.ticker = setInterval(() => this.tick(), 500)
    if (deck.dwell) this.dwell = setInterval(() => this.turn(), deck.dwell * 1000)
    this.show()
  }

  close() {
    this.stop.abort()
    clearInterval(this.ticker)
    clearInterval(this.dwell)
    this.stage.remove()
  }

  build() {
    const { words } = this.deck
    this.canvas = element("div", { class: "canvas" })
    this.number = element("div", { class: "number" })
    this.chip = element("button", { class: "chip", type: "button", hidden: "" })
    this.quiet = element("button", { class: "chip quiet", type: "button", hidden: "" })
    const menu = element("button", { class: "chip menu", type: "button", "aria-haspopup": "dialog" }, words.menu, element("kbd", {}, " (Tab)"))
    this.page = element("span", { class: "page" })
    this.crowd = element("button", { class: "chip crowd", type: "button", hidden: "" })
    this.crowd.onclick = event => {
      event.stopPropagation()
      this.openLink()
    }
    this.turner = element("div", { class: "turner" }, // shown on a phone, which has no keyboard
      this.button("‹", words.before, () => this.go(-1)), this.page, this.button("›", words.after, () => this.go(1)),
      this.button(words.mine, "", () => this.openMine()))
    this.own = this.button("", "", () => this.openMine()) // shown on a phone: one's own unit beside a slide
    this.own.className = "own"
    this.strip = element("div", { class: "strip" }, menu, this.chip, this.quiet, this.crowd, this.turner)
    this.spoken = element("div", { "aria-live": "polite", style: "position:absolute;clip-path:inset(50%)" })
    this.black = element("div", { class: "blank", hidden: "" })
    this.dot = element("div", { class: "dot", hidden: "" })
    this.canvas.append(this.number, this.spoken, this.black, this.dot)
    this.sheet = element("style", {}, SHEET)
    this.stage = element("div", { class: "stage", tabindex: "0", role: "region", "aria-label": this.deck.title })
    this.stage.append(this.canvas, this.own, this.strip)
    this.root.append(this.stage)
    menu.onclick = event => this.openMenu(event)
    this.chip.onclick = () => this.back()
    this.quiet.onclick = () => this.live?.newer && this.command("refresh")
    this.strip.onclick = () => this.panel || this.stage.focus({ preventScroll: true })
    this.scale()
    this.stage.focus({ preventScroll: true })
  }

  button(text, name, deed) {
    const button = element("button", { class: "chip", type: "button", ...(name && { "aria-label": name }) }, text)
    button.onclick = event => {
      event.stopPropagation()
      deed()
    }
    return button
  }

  // A wall has nobody to command it: its strip shows only while there is something to say.
  scale() {
    this.strip.hidden = this.mode === "kiosk" && this.chip.hidden
    const height = innerHeight - (this.strip.hidden ? 0 : STRIP)
    const k = Math.min(innerWidth / 1920, height / 1080)
    this.stage.style.setProperty("--k", k)
    this.canvas.style.top = `${height / 2}px`
    this.canvas.style.transform = `scale(${k}) translate(-50%, -50%)`
  }

  get drives() {
    return this.live?.in_control ?? !this.live
  }

  // ---- what is shown -------------------------------------------------------------------------

  show() {
    const { slide, unit, is_blank } = this.here
    if (this.mode === "notes") return this.showNotes()
    const leaf = unit ? this.answerLeaf(unit) : this.leaf(slide)
    for (const other of this.canvas.querySelectorAll(".leaf.shown"))
      if (other !== leaf) other.classList.remove("shown")
    leaf.classList.add("shown")
    this.light(leaf)
    this.tellOwn(leaf)
    this.black.hidden = !is_blank
    this.count(unit ? "" : slide)
    this.spoken.textContent = leaf.querySelector("h1")?.textContent ?? ""
    this.stage.dataset.slide = String(slide)
    this.stage.dataset.asked = unit ?? ""
    this.stage.dataset.spotlight = this.here.spotlight ?? ""
    this.hints()
    setTimeout(() => [slide + 1, slide - 1].forEach(place => this.leaf(place)), 0)
  }

  count(slide) {
    const told = slide === "" ? "" : `${slide + 1}/${this.deck.slides.length}`
    this.number.textContent = this.page.textContent = told
  }

  leaf(place) {
    if (place < 0 || place >= this.deck.slides.length) return null
    if (!this.leaves.has(place)) this.leaves.set(place, this.newLeaf(this.deck.slides[place]))
    return this.leaves.get(place)
  }

  newLeaf(markup) {
    const leaf = element("div", { class: "leaf" })
    this.fill(leaf, markup)
    this.canvas.prepend(leaf)
    return leaf
  }

  // On paper stands every slide, seen so far or not, in their order, each on a sheet of its shape.
  spread() {
    for (let place = this.deck.slides.length - 1; place >= 0; place--) this.canvas.prepend(this.leaf(place))
    document.head.append(this.sheet)
  }

  fill(leaf, markup) {
    leaf.innerHTML = markup
    for (const path of leaf.querySelectorAll("[data-shape]")) {
      path.setAttribute("d", this.deck.shapes[path.dataset.shape])
      path.removeAttribute("data-shape")
    }
  }

  answerLeaf(unit) {
    this.answer ??= this.newLeaf("")
    this.answer.classList.add("answer")
    const known = this.answers[unit]
    if (this.answer.dataset.shows !== `${unit}${known ? "" : "?"}`) {
      this.answer.dataset.shows = `${unit}${known ? "" : "?"}`
      this.answer.scrollTop = 0
      if (known) this.fill(this.answer, known)
      else this.answer.replaceChildren(this.message(this.deck.words.loading))
    }
    if (!known) this.ask(unit)
    return this.answer
  }

  message(text) {
    const body = element("div", { class: "body" }, element("p", { class: "message" }, text))
    return element("section", { class: "slide" }, body)
  }

  ask(unit) {
    if (this.asked === unit && performance.now() - this.askedAt < 2000) return
    this.asked = unit
    this.askedAt = performance.now()
    this.hooks.ask?.(unit)
  }

  light(leaf) {
    const unit = this.here.unit ? null : this.here.spotlight
    for (const other of leaf.querySelectorAll(".light")) other.classList.remove("light")
    const found = unit ? leaf.querySelectorAll(`[data-unit="${CSS.escape(unit)}"]`) : []
    for (const node of found) node.classList.add("light")
    leaf.classList.toggle("lit", found.length > 0)
    this.isLit = found.length > 0
  }

  // What this slide, or else the unit's own, says of the unit that a visitor calls his.
  tellOwn(leaf) {
    const unit = this.units.find(one => one.id === this.mine)
    const node = leaf.querySelector(`[data-unit="${CSS.escape(this.mine)}"]`)
    for (const other of leaf.querySelectorAll(".mine")) other.classList.remove("mine")
    this.own.hidden = !unit || this.here.unit === this.mine || this.mode === "kiosk" || Boolean(this.live && this.drives)
    if (this.own.hidden || !matchMedia(PHONE).matches) return
    node?.classList.add("mine")
    let told = node?.querySelector("title")?.textContent.split("\n").at(-1)
    if (node?.cells) told = [...node.cells].slice(1).map(cell => cell.textContent && `${cell.dataset.head}: ${cell.textContent}`).filter(Boolean).join(" · ")
    if (!told && this.answers[this.mine]) {
      const slide = element("template")
      slide.innerHTML = this.answers[this.mine]
      told = slide.content.querySelector("h1").textContent.replace(unit.name, "").trim()
    } else if (!told) this.ask(this.mine)
    this.own.textContent = ""
    this.own.append(element("b", {}, unit.name), ` ${told ?? "…"}`)
  }

  openMine() {
    if (!this.units.some(one => one.id === this.mine)) this.openFind("", true)
    else if (this.here.unit === this.mine) this.back()
    else this.move({ unit: this.mine, is_blank: false })
  }

  hints() {
    const { words } = this.deck
    const { unit, spotlight } = this.here
    let text = ""
    if (this.digits) text = this.digits
    else if (this.note) text = this.note
    else if (this.isLost()) text = words.lost
    else if (this.live?.ended) text = words.ended
    else if (this.wanders) text = words.wander.replace("{page}", String(this.live.position.slide + 1))
    else if (unit && this.drives) text = words.back
    else if (spotlight) text = this.isLit ? this.nameOf(spotlight) : words.not_here.replace("{unit}", this.nameOf(spotlight))
    this.put(this.chip, matchMedia(PHONE).matches ? text.replace(" (Esc)", "") : text) // no such key
    const isLed = this.drives && this.live?.link && !this.live.ended
    this.put(this.crowd, isLed ? words.crowd.replace("{count}", String(this.live.followers ?? 0)) : "")
    this.put(this.quiet, this.live?.newer && this.drives ? words.newer : "")
    this.scale()
    this.stage.dataset.role = this.live ? (this.drives ? "drive" : "follow") : ""
  }

  put(chip, text) {
    if (chip.textContent !== text) chip.textContent = text
    chip.hidden = !text
  }

  nameOf(id) {
    return this.units.find(unit => unit.id === id)?.name ?? id
  }

  isLost() {
    const now = performance.now()
    if (this.missedAt) return now - this.missedAt > LOST_AFTER
    return this.heardAt && now - this.heardAt > Math.max(LOST_AFTER, (this.live.every ?? 0) * 4000)
  }

  // ---- moving --------------------------------------------------------------------------------

  move(change) {
    const next = { ...this.here, ...change }
    next.slide = Math.max(0, Math.min(this.deck.slides.length - 1, next.slide))
    this.here = next
    this.note = ""
    if (this.live && !this.drives) this.wanders = !samePlace(next, this.live.position)
    this.show()
    if (this.live && this.drives && !this.live.ended) this.send(next)
  }

  send(position) {
    this.wanted = position
    this.sentAt = performance.now()
    this.hooks.place?.(position)
  }

  turn() {
    this.move({ slide: (this.here.slide + 1) % this.deck.slides.length, unit: null, is_blank: false })
  }

  go(by) {
    if (this.here.is_blank) return this.move({ is_blank: false })
    this.move({ slide: this.here.slide + (this.here.unit ? 0 : by), unit: null })
  }

  // Who follows has one way back: to the meeting. There it leads nowhere, however often it is pressed.
  back() {
    if (this.wanders) {
      this.wanders = false
      this.here = { ...this.live.position }
      this.show()
    } else if (!this.drives) return
    else if (this.here.unit) this.move({ unit: null })
    else if (this.here.spotlight) this.move({ spotlight: null })
    else if (this.here.is_blank) this.move({ is_blank: false })
  }

  // What the server says: role, position, answers. A position of our own that is not yet
  // confirmed is sent again rather than undone.
  hear(live) {
    if (live.holder !== this.live?.holder) this.note = "" // a code is used once
    this.live = live
    this.heardAt = performance.now()
    this.missedAt = null
    Object.assign(this.answers, live.answers ?? {})
    if (live.offer) this.note = this.deck.words.offer.replace("{code}", live.offer)
    if (live.error) this.note = live.error
    if (!live.in_control) this.wanted = null
    if (!this.drives) this.point(this.wanders ? null : live.pointer)
    if (this.wanted && samePlace(this.wanted, live.position)) this.wanted = null
    if (this.wanted) this.insist()
    else if (!this.wanders) this.here = { ...live.position }
    if (this.wanders && samePlace(this.here, live.position)) this.wanders = false
    this.show()
  }

  miss() {
    this.missedAt ??= performance.now()
  }

  insist() {
    if (this.wanted && !this.missedAt && performance.now() - this.sentAt > SEND_AGAIN) this.send(this.wanted)
  }

  tick() {
    this.insist()
    if (this.here.unit && !this.answers[this.here.unit]) this.ask(this.here.unit)
    if (this.mode === "notes") this.clock()
    else this.hints()
    this.hooks.tick?.()
  }

  get things() {
    return [...this.canvas.querySelectorAll(`.leaf.shown :is(${THINGS})`)]
  }

  // Who leads points with Shift held; the others see where, on a sheet the thing that lies there.
  aim(event) {
    if (!this.live || !this.drives || this.live.ended) return
    const { left, top, width, height } = this.canvas.getBoundingClientRect()
    const at = [(event.clientX - left) / width, (event.clientY - top) / height]
    const isOn = event.shiftKey && at.every(share => share >= 0 && share <= 1)
    if (!isOn && this.dot.hidden) return
    at.push(this.things.indexOf(event.composedPath()[0].closest?.(THINGS)))
    this.point(isOn ? at : null)
    clearTimeout(this.aimed)
    const tell = () => {
      this.pointedAt = performance.now()
      this.hooks.point?.(isOn ? at : null)
    }
    this.aimed = setTimeout(tell, isOn ? Math.max(0, POINT_EVERY + (this.pointedAt ?? 0) - performance.now()) : 0)
  }

  point(at) {
    this.dot.hidden = !at
    if (at) Object.assign(this.dot.style, { left: `${at[0] * 100}%`, top: `${at[1] * 100}%` })
    this.stage.dataset.pointed = at ? at.slice(0, 2).map(share => share.toFixed(2)).join(" ") : ""
    const thing = at && !this.drives && matchMedia(PHONE).matches ? this.things[at[2]] : null
    for (const other of this.canvas.querySelectorAll(".pointed")) if (other !== thing) other.classList.remove("pointed")
    if (!thing || thing.classList.contains("pointed")) return
    thing.classList.add("pointed")
    thing.scrollIntoView({ block: "nearest" })
  }

  command(name, value = "") {
    this.hooks.command?.(name, value)
  }

  // ---- hands ---------------------------------------------------------------------------------

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    event.stopImmediatePropagation() // the dashboard's own shortcuts rest while slides show
    if (this.panel) return this.panelKey(event)
    const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }
    if (event.key in steps) this.go(steps[event.key])
    else if (event.key === "Home") this.move({ slide: 0, unit: null })
    else if (event.key === "End") this.move({ slide: this.deck.slides.length - 1, unit: null })
    else if (/^[0-9]$/.test(event.key)) this.digits = `${this.digits}${event.key}`.slice(-3)
    else if (event.key === "Enter" && this.digits) return this.jump(event)
    else if (event.key === "Escape" || event.key === "Backspace") this.digits ? (this.digits = "") : this.back()
    else if (event.key === "?") this.openHelp()
    else if (event.key === "/") this.openFind("")
    else if (event.key === ".") this.move({ is_blank: !this.here.is_blank })
    else if (event.key === "Tab") return this.openMenu(event)
    else if (LETTER.test(event.key)) this.openFind(event.key)
    else return
    event.preventDefault()
    this.hints()
  }

  jump(event) {
    const place = Number(this.digits) - 1
    this.digits = ""
    event.preventDefault()
    this.move({ slide: place, unit: null, is_blank: false })
  }

  // What the menu offers here and now: word, deed.
  commands() {
    const { live, drives, hooks, deck: { words } } = this
    const isOn = live && !live.ended
    return [
      [words.do_find, () => this.openFind("")],
      !drives && [words.do_mine, () => this.openFind("", true)],
      [words.do_blank, () => this.move({ is_blank: !this.here.is_blank })],
      [words.do_full, () => this.fullScreen()],
      live?.link && [words.do_link, () => this.openLink()],
      isOn && drives && this.mode !== "notes" && [words.do_notes, () => this.openNotes("")],
      isOn && drives && [words.do_offer, () => this.offerControl()],
      isOn && !drives && [words.do_take, () => this.openCode()],
      [words.do_help, () => this.openHelp()],
      hooks.leave && [isOn && drives ? words.do_end : words.do_leave, () => this.quit()],
      live?.newer && drives && [words.do_newer, () => this.command("refresh")],
    ].filter(Boolean)
  }

  openNotes(errand) {
    const isOpen = this.hooks.notes(errand)
    this.note = isOpen ? (errand && this.deck.words.offer_there) : this.deck.words.no_window
  }

  // The code shows in the presenter's own window alone, never on the screen that all see.
  offerControl() {
    if (this.mode === "notes") this.command("offer")
    else this.openNotes("offer")
  }

  quit() {
    if (!(this.live && this.drives && !this.live.ended)) return this.hooks.leave()
    const { words } = this.deck
    this.openList(words.end_ask, [[words.end_no, () => {}], [words.end_yes, () => this.hooks.leave()]])
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen()
    else document.documentElement.requestFullscreen?.().catch(() => {})
  }

  click(event) {
    const path = event.composedPath()
    if (this.panel) return path.includes(this.panel) || this.closePanel()
    const unit = path[0].closest?.("[data-unit]")?.dataset.unit
    if (unit) this.move({ spotlight: unit === this.here.spotlight ? null : unit })
  }

  // A finger that moves down a sheet reads on; only one that moves across turns it, and neither two
  // nor one that moves about what was brought near.
  swipe({ clientX, clientY }) {
    if (!this.touch || this.panel || this.stage.classList.contains("near")) return
    const [across, down] = [clientX - this.touch.clientX, clientY - this.touch.clientY]
    if (Math.abs(across) > 60 && Math.abs(across) > Math.abs(down)) this.go(across < 0 ? 1 : -1)
  }

  // ---- panels --------------------------------------------------------------------------------

  openPanel(node) {
    this.closePanel()
    this.panel = node
    node.classList.add("panel")
    this.stage.append(node)
  }

  closePanel() {
    this.panel?.remove()
    this.panel = null
    this.chosen = 0
    this.stage.focus({ preventScroll: true })
  }

  openMenu(event) {
    event.preventDefault()
    event.stopPropagation()
    this.openList("", this.commands())
  }

  openList(title, deeds) {
    const panel = element("div", { class: "list", role: "dialog", "aria-label": title || this.deck.words.menu })
    if (title) panel.append(element("h2", {}, title))
    deeds.forEach(([word, deed], place) => {
      const item = element("button", { type: "button" }, element("kbd", {}, String(place + 1)), word)
      item.onclick = event => {
        event.stopPropagation()
        this.closePanel()
        deed()
        this.hints()
      }
      panel.append(item)
    })
    this.openPanel(panel)
    panel.querySelector("button").focus()
  }

  openLink() {
    const { words } = this.deck
    const { address, qr, is_local: isLocal } = this.live.link
    const input = element("input", { type: "text", readonly: "", value: address, "aria-label": words.link_title })
    const copy = element("button", { type: "button" }, words.link_copy)
    const picture = element("div", { class: "qr" })
    picture.innerHTML = qr
    copy.onclick = async () => {
      input.select()
      await navigator.clipboard?.writeText(address).catch(() => {}) // there on https alone
      document.execCommand("copy")
      copy.textContent = words.link_copied
    }
    const note = element("small", {}, isLocal ? words.link_local : "")
    this.openPanel(element("div", { class: "link", role: "dialog" }, element("h2", {}, words.link_title), picture, input, copy, note))
    copy.focus()
  }

  openHelp() {
    const { words } = this.deck
    const rows = words.help.split("\n").map(line => {
      const [keys, what] = line.split("|")
      return element("tr", {}, element("td", {}, keys), element("td", {}, what))
    })
    this.openPanel(element("div", { class: "help", role: "dialog" }, element("h2", {}, words.help_title), element("table", {}, ...rows)))
  }

  openFind(first, isMine = false) {
    const { words } = this.deck
    this.digits = ""
    this.seeksMine = isMine
    const input = element("input", { type: "text", placeholder: words.find, "aria-label": words.find })
    const list = element("ol")
    this.openPanel(element("div", { class: "find", role: "dialog" }, input, list, element("small", {}, words.find_hint)))
    this.chosen = 0
    const offer = () => {
      this.found = findUnits(this.units, input.value)
      list.replaceChildren(...this.found.map((unit, place) => {
        const item = element("li", place === this.chosen ? { class: "chosen" } : {}, unit.place ? `${unit.name} · ${unit.place}` : unit.name)
        item.onclick = () => this.choose(unit, false)
        return item
      }))
      if (input.value.trim() && !this.found.length) list.append(element("li", {}, words.find_none))
    }
    this.offer = offer
    input.oninput = () => { this.chosen = 0; offer() }
    input.value = first
    offer()
    input.focus()
    input.setSelectionRange(first.length, first.length)
  }

  openCode() {
    const { words } = this.deck
    const input = element("input", { type: "text", inputmode: "numeric", maxlength: "6", placeholder: words.take, "aria-label": words.take })
    this.openPanel(element("div", { class: "find code", role: "dialog" }, input))
    input.focus()
  }

  panelKey(event) {
    const { panel } = this
    const step = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 }[event.key]
    if (event.key === "Escape") this.closePanel()
    else if (panel.classList.contains("find")) return this.findKey(event, step)
    else if (LETTER.test(event.key)) this.openFind(event.key)
    else {
      const items = [...panel.querySelectorAll("button")]
      const held = items.indexOf(this.stage.getRootNode().activeElement)
      if (!items.length) this.closePanel()
      else if (step) items[(held + step + items.length) % items.length].focus()
      else if (/^[1-9]$/.test(event.key)) items[event.key - 1]?.click()
      else return // Enter and Space press the button that is chosen
    }
    event.preventDefault()
  }

  findKey(event, step) {
    const { panel } = this
    const input = panel.querySelector("input")
    if (event.key === "Enter" && panel.classList.contains("code")) {
      this.command("take", input.value)
      this.closePanel()
    } else if (event.key === "Enter" && this.found?.[this.chosen]) this.choose(this.found[this.chosen], event.shiftKey)
    else if (step) {
      const last = Math.max(0, (this.found?.length ?? 1) - 1)
      this.chosen = Math.max(0, Math.min(last, this.chosen + step))
      this.offer?.()
    } else return
    event.preventDefault()
  }

  choose(unit, isLight) {
    this.closePanel()
    if (this.seeksMine) {
      this.mine = unit.id
      document.cookie = `cds_unit=${unit.id};path=/;max-age=31536000;samesite=lax`
    }
    this.move(isLight ? { spotlight: unit.id, unit: null } : { unit: unit.id, is_blank: false })
  }

  // ---- the presenter's second window ---------------------------------------------------------

  showNotes() {
    const { words, slides } = this.deck
    if (!this.panes) {
      this.panes = { now: element("div", { class: "pane" }), next: element("div", { class: "pane" }) }
      this.panes.text = element("div", { class: "text" })
      this.panes.clock = element("div", { class: "clock" })
      const right = element("div", {}, element("h3", {}, words.next), this.panes.next)
      const below = element("div", {}, element("h3", {}, words.notes), this.panes.text)
      const corner = element("div", {}, element("h3", {}, `${words.clock} · ${words.elapsed}`), this.panes.clock)
      this.canvas.prepend(element("div", { class: "notes" }, this.panes.now, right, below, corner))
    }
    const place = this.here.slide
    const now = this.here.unit ? this.answers[this.here.unit] ?? "" : slides[place]
    this.pane(this.panes.now, now)
    this.pane(this.panes.next, slides[place + 1] ?? `<section class="slide"><p class="message">${words.last}</p></section>`)
    this.panes.text.textContent = this.live?.notes?.[place] || words.no_notes
    this.count(place)
    this.number.style.color = "#eef2f7"
    this.stage.dataset.slide = String(place)
    this.stage.dataset.asked = this.here.unit ?? ""
    this.clock()
    this.hints()
  }

  pane(pane, markup) {
    if (pane.shows === markup) return
    pane.shows = markup
    this.fill(pane, markup)
    const slide = pane.querySelector(".slide")
    if (slide) slide.style.transform = `scale(${pane.clientWidth / 1920})`
  }

  clock() {
    const started = new Date(this.live?.started_at ?? Date.now())
    const minutes = Math.max(0, Math.floor((Date.now() - started) / 60000))
    const now = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })
    if (this.panes) this.panes.clock.textContent = `${now} · ${minutes}′`
    this.hints()
  }
}

function samePlace(a, b) {
  return a.slide === b.slide && (a.unit ?? null) === (b.unit ?? null) &&
    (a.spotlight ?? null) === (b.spotlight ?? null) && Boolean(a.is_blank) === Boolean(b.is_blank)
}
