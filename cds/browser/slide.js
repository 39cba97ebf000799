// A slide in small: markup that the server made and escaped, shrunk to the width there is.

export function draw({ data, parentElement }) {
  const frame = parentElement.querySelector(".small")
  frame.innerHTML = new TextDecoder().decode(data)
  const fit = () => frame.firstChild?.style.setProperty("transform", `scale(${frame.clientWidth / 1920})`)
  const watch = new ResizeObserver(fit)
  watch.observe(frame)
  fit()
  return () => watch.disconnect()
}
