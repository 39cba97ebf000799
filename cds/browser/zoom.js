// Zoom and pan: wheel, two fingers, mouse drag, buttons. One finger keeps scrolling the page.

import { rescale } from "./marks.js"

const MOST = 16
const DRAG_STARTS = 4 // pixels a mouse may move and still click
const SCROLL_RESTS = 400 // ms without wheel before a page scroll counts as over

// `tell` is called after every move of this map by a person.
export function installZoom(map, tell) {
  const { svg, world, view, box } = map
  const [left, top, width, height] = box
  let drag = null
  let dragged = false
  let fingers = null
  let scrolledAt = -Infinity

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value))
  const point = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse())

  function apply() {
    show()
    tell()
  }

  function show() {
    view.x = clamp(view.x, (left + width) * (1 - view.k), left * (1 - view.k))
    view.y = clamp(view.y, (top + height) * (1 - view.k), top * (1 - view.k))
    world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`)
    map.root.classList.toggle("zoomed", view.k > 1)
    rescale(map)
  }

  function zoomAt(x, y, factor) {
    const k = clamp(view.k * factor, 1, MOST)
    view.x = x - ((x - view.x) * k) / view.k
    view.y = y - ((y - view.y) * k) / view.k
    view.k = k
    apply()
  }

  function pan(dx, dy) {
    view.x += dx
    view.y += dy
    apply()
  }

  // A page scroll that happens to pass over the map goes on scrolling.
  const onScroll = event => {
    if (!event.composedPath().includes(svg)) scrolledAt = event.timeStamp
  }
  const onWheel = event => {
    if (event.timeStamp - scrolledAt < SCROLL_RESTS && !event.ctrlKey) {
      scrolledAt = event.timeStamp
      return
    }
    const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0022))
    if (view.k === 1 && factor <= 1 && !event.ctrlKey) return
    event.preventDefault()
    const { x, y } = point(event.clientX, event.clientY)
    zoomAt(x, y, factor)
  }

  const onDown = event => {
    dragged = false
    if (event.pointerType !== "touch" && event.button === 0) drag = { x: event.clientX, y: event.clientY }
  }
  const onMove = event => {
    if (!drag) return
    if (!dragged && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < DRAG_STARTS) return
    // Captured only now: a captured pointer's click would no longer reach the shape.
    if (!dragged) svg.setPointerCapture(event.pointerId)
    dragged = true
    const from = point(drag.x, drag.y)
    const to = point(event.clientX, event.clientY)
    drag = { x: event.clientX, y: event.clientY }
    pan(to.x - from.x, to.y - from.y)
  }
  const onUp = () => (drag = null)

  const pinch = ([a, b]) => ({
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
    span: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1,
  })
  const onTouch = event => {
    if (event.touches.length !== 2) return (fingers = null)
    event.preventDefault()
    const now = pinch(event.touches)
    if (fingers) {
      const from = point(fingers.x, fingers.y)
      const to = point(now.x, now.y)
      pan(to.x - from.x, to.y - from.y)
      zoomAt(to.x, to.y, now.span / fingers.span)
      dragged = true
    }
    fingers = now
  }

  const heard = new AbortController()
  const on = (node, name, act, options) => node.addEventListener(name, act, { signal: heard.signal, ...options })
  on(window, "wheel", onScroll, { capture: true, passive: true })
  on(svg, "wheel", onWheel, { passive: false })
  on(svg, "pointerdown", onDown)
  on(svg, "pointermove", onMove)
  for (const name of ["pointerup", "pointercancel"]) on(svg, name, onUp)
  for (const name of ["touchstart", "touchmove", "touchend"]) on(svg, name, onTouch, { passive: false })
  show()

  const inside = ({ x, y }) => {
    const [at, to] = [view.x + x * view.k, view.y + y * view.k]
    return at > left && at < left + width && to > top && to < top + height
  }
  return {
    by: factor => zoomAt(left + width / 2, top + height / 2, factor),
    follow: other => {
      Object.assign(view, other)
      show()
    },
    onScreen: ({ x, y }) => new DOMPoint(x, y).matrixTransform(world.getScreenCTM()),
    reset: () => {
      view.k = 1
      apply()
    },
    reveal: unit => {
      if (inside(unit)) return
      pan(left + width / 2 - view.x - unit.x * view.k, top + height / 2 - view.y - unit.y * view.k)
    },
    uninstall: () => heard.abort(),
    wasDragged: () => dragged,
  }
}
