// A row of periods below the map: a slider, and a button that goes through them one by one.

const PAUSE = 1100 // ms a period stays on screen

// `tell` is called with the key of the period wanted.
export function installTimeline(make, tell) {
  const node = make("div", { class: "timeline", hidden: "" })
  const button = make("button", { type: "button" })
  const slider = make("input", { type: "range", min: 0, step: 1 })
  const output = make("output", {})
  node.append(button, slider, output)
  let data = null
  let timer = null

  function label() {
    const word = timer ? data.words.pause : data.words.play
    button.textContent = timer ? "\u275a\u275a" : "\u25b6"
    button.setAttribute("aria-label", word)
    button.title = word
    output.textContent = data.timeline[slider.value][1]
    slider.setAttribute("aria-valuetext", output.textContent)
  }

  function stop() {
    clearInterval(timer)
    timer = null
    if (!node.hidden) label()
  }

  function go(place) {
    slider.value = place
    label()
    tell(data.timeline[place][0])
  }

  slider.oninput = label
  slider.onchange = () => {
    stop()
    go(Number(slider.value))
  }
  button.onclick = () => {
    if (timer) return stop()
    const last = data.timeline.length - 1
    timer = setInterval(() => (Number(slider.value) < last ? go(Number(slider.value) + 1) : stop()), PAUSE)
    go(Number(slider.value) < last ? Number(slider.value) + 1 : 0)
  }

  return {
    node,
    stop,
    show(shown) {
      data = shown
      node.hidden = data.timeline.length < 2
      if (node.hidden) return stop()
      slider.max = data.timeline.length - 1
      slider.setAttribute("aria-label", data.words.timeline)
      if (!timer) slider.value = data.timeline.findIndex(([key]) => key === data.at)
      label()
    },
  }
}
