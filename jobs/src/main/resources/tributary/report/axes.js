// Which part of the numbers a chart shows, and on what kind of scale.

/** A range that spans more than this many times itself is easier to read in decades. */
const WORTH_A_LOGARITHM = 20;

function finite(lines) {
  return lines.flatMap((line) => line.y.filter(isNumber));
}

function isLogarithmic(spec, values) {
  const positive = values.filter((value) => value > 0);
  if (spec.scale === "linear" || positive.length === 0) {
    return false;
  }
  if (spec.scale === "log") {
    return true;
  }
  return positive.length === values.length && smallest(values) * WORTH_A_LOGARITHM < largest(values);
}

// Spread arguments would overflow the stack on long series.
function smallest(values) {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

function largest(values) {
  return values.reduce((high, value) => Math.max(high, value), -Infinity);
}

/** The values between two of 1, 2, 5, 10, 20, …, at least a decade apart. */
function decades(values) {
  const low = roundNumber(smallest(values), Math.floor);
  const high = roundNumber(largest(values), Math.ceil);
  return { min: low, max: Math.max(high, low * 10) };
}

function roundNumber(value, direction) {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const steps = direction === Math.floor ? [5, 2, 1] : [1, 2, 5, 10];
  const lead = steps.find((step) => (direction === Math.floor ? step <= value / decade + 1e-9 : step >= value / decade - 1e-9));
  return Number((lead * decade).toPrecision(1));
}

function axisText(theme) {
  return { color: theme.muted, fontSize: 12 };
}

function stepAxis(spec, theme) {
  const last = spec.xMax || Math.max(1, largest((spec.lines || []).map((line) => line.x[line.x.length - 1])));
  return {
    type: "value",
    name: spec.xName || "step",
    nameLocation: "middle",
    nameGap: 27,
    nameTextStyle: axisText(theme),
    minInterval: 1,
    min: spec.xMin,
    max: last,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { lineStyle: { color: theme.line } },
    // The last step is rarely a round number, and stands too close to the one before it.
    axisLabel: { ...axisText(theme), formatter: tick, hideOverlap: true, showMaxLabel: last > 10 ? false : null },
    splitLine: { show: false },
  };
}

function valueAxis(spec, theme) {
  const values = finite(spec.lines).concat(spec.reference ? [spec.reference.value] : []);
  const log = isLogarithmic(spec, values);
  const range = spec.range || (log ? decades(values.filter((value) => value > 0)) : { min: spec.min, max: spec.max });
  return {
    type: log ? "log" : "value",
    name: spec.yName,
    nameLocation: "end",
    nameGap: 11,
    nameTextStyle: { ...axisText(theme), align: "left", padding: [0, 0, 0, -6] },
    ...range,
    scale: spec.min === undefined,
    splitNumber: 4,
    interval: spec.share && range.max === 1 ? 0.25 : undefined,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...axisText(theme), formatter: spec.share ? (value) => percent(value) : tick, hideOverlap: true },
    splitLine: { lineStyle: { color: theme.grid } },
  };
}
