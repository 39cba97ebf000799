// Which unit an arrow key leads to.

// The nearest unit that way; going sideways counts double. The same unit when there is none.
export function neighbour(units, index, [dx, dy]) {
  const here = units[index]
  let best = index
  let least = Infinity
  units.forEach((unit, i) => {
    const along = (unit.x - here.x) * dx + (unit.y - here.y) * dy
    const aside = Math.abs((unit.x - here.x) * dy) + Math.abs((unit.y - here.y) * dx)
    if (along <= 0 || aside > 2 * along || along + 2 * aside >= least) return
    best = i
    least = along + 2 * aside
  })
  return best
}

export function nearestToCentre(units, [left, top, width, height]) {
  const far = unit => Math.hypot(unit.x - left - width / 2, unit.y - top - height / 2)
  return units.reduce((best, unit, i) => (far(unit) < far(units[best]) ? i : best), 0)
}
