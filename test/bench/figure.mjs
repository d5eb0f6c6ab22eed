/**
 * Prints one figure as a JSON line. A target is what we aim for, not a verdict: the bench never fails on time.
 * @param {{ name: string, value: number | Record<string, number>, unit: string, target?: string }} figure
 */
export function printFigure({ name, value, unit, target = "none" }) {
  const rounded = typeof value === "number" ? Math.round(value * 100) / 100 : value;
  console.log(JSON.stringify({ name, value: rounded, unit, target }));
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
