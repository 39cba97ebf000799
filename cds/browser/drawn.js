// Small charts made of the page's own elements: they wrap, print and are read like its text.
// Text from data only ever becomes text nodes or attributes, never markup.

import { add as make } from "./glyph.js"

const LOOKS = new URL("drawn.css", import.meta.url)
const KINDS = { spans, dates, grid, pairs, shares, strips, ruler }
const GAP = 10, DOT = 14 // pixels between the steps of a lane, and of a dot
const WIDTHS = [340, 260, 176] // pixels that the words of a step may take
const style = fetch(LOOKS).then(answer => answer.text()).then(text => new CSSStyleSheet().replace(text))

export async function draw({ data, parentElement }) {
  const told = JSON.parse(new TextDecoder().decode(data))
  parentElement.adoptedStyleSheets = [await style]
  const root = parentElement.querySelector(".drawn")
  root.cdsWatch?.disconnect()
  const isFirst = !root.hasChildNodes()
  root.replaceChildren()
  KINDS[told.kind](root, told)
  // A link to a heading was followed before what stands above it had its height.
  if (isFirst) document.getElementById(location.hash.slice(1))?.scrollIntoView()
}

const percent = share => `${(100 * share).toFixed(2)}%`

function put(node, start, end) {
  node.style.left = percent(Math.min(start, end))
  if (end !== start) node.style.width = percent(Math.abs(end - start))
  return node
}

// Before and after of each unit on one axis; or the interval of a value, held against zero.
function spans(root, { rows, ticks, zero, alt }) {
  const list = make("ul", { class: zero === null ? "spans" : "spans intervals", "aria-label": alt }, root)
  for (const [role, label, before, after, text, hover, note, middle] of rows) {
    const row = make("li", { class: role, title: hover }, list)
    const head = make("span", { class: "label" }, row, label)
    if (note) make("small", {}, head, note)
    const track = make("span", { class: "track", "aria-hidden": "true" }, row)
    for (const [share] of ticks) put(make("i", { class: "tick" }, track), share, share)
    if (zero !== null) put(make("i", { class: "tick zero" }, track), zero, zero)
    put(make("i", { class: "stroke" }, track), before, after)
    const dots = zero === null ? [[before, "dot open"], [after, "dot"]] : [[middle, "dot"]]
    for (const [share, name] of dots) if (share !== null) put(make("i", { class: name }, track), share, share)
    make("b", {}, row, text)
  }
  const foot = make("li", { class: "foot", "aria-hidden": "true" }, list)
  make("span", { class: "label" }, foot)
  const track = make("span", { class: "track" }, foot)
  for (const [share, text] of ticks) put(make("i", { class: "number" }, track, text), share, share)
  make("b", {}, foot)
}

// Lanes over a line of time; where there is no room for one, a list from early to late.
function dates(root, { lanes, ticks, today, alt }) {
  const wide = make("div", { class: "dates wide", "aria-hidden": "true" }, root)
  const heads = make("div", { class: "years" }, wide)
  for (const [share, text] of ticks) put(make("i", {}, heads, text), share, share)
  put(make("i", { class: "now" }, heads, today[1]), today[0], today[0])
  for (const [name, note, marks] of lanes) {
    const lane = make("div", { class: "lane" }, wide)
    const head = make("p", {}, lane)
    make("b", {}, head, name)
    make("small", {}, head, note)
    const track = make("div", { class: "track", "data-now": today[0] }, lane)
    for (const [share] of ticks) put(make("i", { class: "tick" }, track), share, share)
    put(make("i", { class: "tick now" }, track), today[0], today[0])
    for (const [state, from, to] of stretches(marks, today[0])) {
      put(make("i", { class: `stretch ${state}` }, track), from, to)
    }
    for (const alike of together(marks)) {
      const [share, , state, , when] = alike[0]
      const leader = put(make("i", { class: "leader" }, track), share, share)
      put(make("i", { class: `dot ${state}` }, track), share, share)
      const words = make("span", { class: `words ${state}` }, track)
      Object.assign(words, { leader }).dataset.share = share
      for (const [, , , step] of alike) make("b", {}, words, step)
      make("small", {}, words, when)
    }
  }
  const down = make("div", { class: "dates down", role: "group", "aria-label": alt }, root)
  for (const [name, note, marks] of lanes) {
    make("b", {}, down, name)
    make("small", {}, down, note)
    const list = make("ol", {}, down)
    for (const [, , state, step, when] of marks) {
      const item = make("li", { class: state }, list)
      make("i", { class: `dot ${state}` }, item)
      make("b", {}, item, step)
      make("small", {}, item, when)
    }
  }
  root.cdsWatch = new ResizeObserver(() => wide.querySelectorAll(".track").forEach(settle))
  root.cdsWatch.observe(root)
}

// Those named among the others, a strip for each period; a line joins what may be joined.
function strips(root, { rows, ticks, better, alt }) {
  const all = make("div", { class: "wide strips", role: "group", "aria-label": alt }, root)
  const lines = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  lines.setAttribute("aria-hidden", "true")
  all.append(lines)
  const lane = (label, note, name = "lane") => {
    const row = make("div", { class: name }, all)
    const head = make("p", {}, row)
    make("b", {}, head, label)
    make("small", {}, head, note)
    const track = make("div", { class: "track" }, row)
    for (const [share] of ticks) put(make("i", { class: "tick" }, track), share, share)
    return track
  }
  const joined = []
  for (const [label, note, others, marks] of rows) {
    const track = lane(label, note)
    joined.at(-1)?.forEach(one => { one.below = track })
    joined.push([])
    for (const [share, hover] of others) put(make("i", { class: "other", title: hover }, track), share, share)
    for (const [role, share, text, more, isDemo, onward] of marks) {
      const leader = put(make("i", { class: "leader" }, track), share, share)
      put(make("i", { class: `dot ${role}${isDemo ? " generated" : ""}` }, track), share, share)
      const words = make("span", { class: `words ${role}` }, track)
      Object.assign(words, { leader }).dataset.share = share
      make("b", {}, words, text)
      make("small", {}, words, more)
      if (onward !== null) joined.at(-1).push({ track, share, onward })
    }
  }
  const foot = lane("", "", "foot")
  for (const [share, text] of ticks) put(make("i", { class: "number" }, foot, text), share, share)
  make("small", { class: "better" }, foot, better)
  root.cdsWatch = new ResizeObserver(() => {
    all.querySelectorAll(".lane .track").forEach(settle)
    const { left, top } = all.getBoundingClientRect()
    lines.replaceChildren(...joined.flat().map(({ track, share, below, onward }) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line")
      for (const [end, place, at] of [[1, track, share], [2, below, onward]]) {
        const box = place.getBoundingClientRect()
        line.setAttribute(`x${end}`, box.left - left + at * box.width)
        line.setAttribute(`y${end}`, box.top - top + DOT / 2 + 2)
      }
      return line
    }))
  })
  root.cdsWatch.observe(root)
}

/** What lies between the steps of a lane: done, open, and since it was due until today. */
function stretches(marks, now) {
  const found = marks.slice(1).map(([share, , state], place) =>
    [state === "done" ? "done" : "open", marks[place][0], share])
  const [last, , state] = marks.at(-1)
  if (state !== "done" && now > last) found.push([`since ${state}`, last, now])
  return found.filter(([, from, to]) => to > from)
}

/** Steps of one day and state, which is said once. */
function together(marks) {
  const found = new Map()
  for (const mark of marks) {
    const key = JSON.stringify([mark[0], mark[2], mark[4]])
    found.set(key, [...found.get(key) ?? [], mark])
  }
  return [...found.values()]
}

// Steps stand below their dot, as wide as makes them least high, and lower where others are already.
function settle(track) {
  const width = track.clientWidth, taken = [], all = [...track.querySelectorAll(".words")]
  for (const [place, words] of all.entries()) {
    const dot = words.dataset.share * width, now = (track.dataset.now ?? 1) * width
    const end = dot < now ? now - 6 : width // words of what was leave today's line in sight
    const next = all[place + 1], room = next ? next.dataset.share * width - dot - GAP : Infinity
    const places = WIDTHS.filter(one => one <= Math.max(room, WIDTHS.at(-1))).map(widest => {
      words.style.maxWidth = `${widest}px`
      const size = words.offsetWidth, left = Math.max(0, Math.min(dot - DOT / 2, end - size))
      let top = DOT + GAP
      for (const other of taken) {
        if (left < other.right + GAP && left + size + GAP > other.left && top < other.bottom) top = other.bottom
      }
      return { widest, left, right: left + size, top, bottom: top + words.offsetHeight + 6 }
    })
    const best = places.reduce((one, other) => (other.bottom < one.bottom ? other : one))
    taken.push(best)
    words.style.maxWidth = `${best.widest}px`
    words.style.left = `${best.left}px`
    words.style.top = `${best.top}px`
    words.leader.style.height = `${best.top > DOT + GAP ? best.top : 0}px`
  }
  track.style.height = `${Math.max(...taken.map(one => one.bottom), 24)}px`
}

function grid(root, { columns, rows, alt }) {
  const table = make("table", { class: "grid", "aria-label": alt }, root)
  const head = make("tr", {}, make("thead", {}, table))
  make("td", {}, head)
  for (const [name, note] of columns) make("small", {}, make("th", { scope: "col" }, head, name), note)
  const body = make("tbody", {}, table)
  for (const [unit, cells] of rows) {
    const row = make("tr", {}, body)
    make("th", { scope: "row" }, row, unit)
    for (const [share, text, note, hover, isDemo] of cells) {
      const cell = make("div", {}, make("td", { title: hover }, row))
      const bar = make("span", { class: "bar", "aria-hidden": "true" }, cell)
      if (share) make("i", isDemo ? { class: "demo" } : {}, bar).style.width = percent(share)
      make("b", {}, cell, text)
      if (note) make("small", {}, cell, note)
    }
  }
}

function pairs(root, { rows, alt }) {
  const list = make("ul", { class: "pairs", "aria-label": alt }, root)
  for (const [name, before, after, shares, isDone, isDemo] of rows) {
    const row = make("li", {}, list)
    make("span", { class: "label" }, row, name)
    const words = make("span", { class: "words" }, row)
    if (shares) {
      const bars = make("span", { class: "bars", "aria-hidden": "true" }, words)
      for (const [place, share] of shares.entries()) {
        const bar = make("i", { class: place ? "after" : "before" }, bars)
        bar.style.width = percent(share)
        if (isDemo) bar.classList.add("demo")
      }
      make("span", { class: "value" }, words, `${before} → `)
    } else if (isDone) make("i", { class: "done", "aria-hidden": "true" }, words, "✓")
    make("b", {}, words, after)
  }
}

function shares(root, { rows, alt, mark }) {
  const list = make("ul", { class: "shares", "aria-label": alt }, root)
  for (const [label, name, share, value, change, note, isDemo] of rows) {
    const row = make("li", {}, list)
    const head = make("span", { class: "label" }, row)
    make("small", {}, head, label)
    make("span", {}, head, name)
    const bar = make("span", { class: "bar", "aria-hidden": "true" }, row)
    if (share !== null) make("i", isDemo ? { class: "demo" } : {}, bar).style.width = percent(share)
    const told = make("b", { class: share === null ? "none" : "" }, row, value)
    if (isDemo) make("small", {}, told, mark)
    const words = make("span", { class: "words" }, row)
    make("span", {}, words, change)
    make("small", {}, words, note)
  }
}

// A way walked against the way wanted, and the stretch of a ruler to which that leads.
function ruler(root, { marks, told, bands, reached: [place, words], alt }) {
  const all = make("div", { class: "ruler", role: "group", "aria-label": alt }, root)
  const way = make("div", { class: "wide way" }, all)
  const track = make("div", { class: "track" }, way)
  const [start, now, wanted, aim] = marks.map(([share]) => share)
  for (const [kind, from, to] of [["aim", start, aim], ["wanted", start, wanted], ["walked", start, now]]) {
    put(make("i", { class: `stretch ${kind}` }, track), from, to)
  }
  for (const [nth, [share, text, note]] of marks.entries()) {
    const leader = put(make("i", { class: "leader" }, track), share, share)
    put(make("i", { class: `dot ${["start", "now", "wanted", "aim"][nth]}` }, track), share, share)
    const said = make("span", { class: "words" }, track)
    Object.assign(said, { leader }).dataset.share = share
    make("b", {}, said, text)
    make("small", {}, said, note)
  }
  make("p", {}, all, told)
  const line = make("div", { class: "bands" }, all)
  let from = 0
  for (const [tone, name, bounds, end] of bands) {
    const is_here = from <= place && place < end
    const band = make("span", { class: `band ${tone}${is_here ? " here" : ""}` }, line)
    band.style.flexGrow = end - from
    make("b", {}, band, name)
    make("small", {}, band, bounds)
    if (is_here) {
      const pin = make("em", {}, band, words)
      pin.style.left = percent((place - from) / (end - from))
    }
    from = end
  }
  root.cdsWatch = new ResizeObserver(() => settle(track))
  root.cdsWatch.observe(root)
}
