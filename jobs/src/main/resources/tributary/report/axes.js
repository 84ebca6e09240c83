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

/** Whole decades round the values; at least one. */
function decades(values) {
  const low = Math.floor(Math.log10(smallest(values)) + 1e-6);
  const high = Math.ceil(Math.log10(largest(values)) - 1e-6);
  return { min: low, max: Math.max(high, low + 1) };
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

/** Shares end at the whole where they come near it, and never look large for being alone. */
function linearRange(spec, values) {
  if (spec.max !== "share") {
    return { min: spec.min, max: spec.max };
  }
  const most = largest(values);
  return { min: spec.min, max: most > 0.5 ? 1 : most < 0.05 ? 0.05 : undefined };
}

/** Marks have their numbers between the drawing and the axis' name. */
function hasMarks(spec) {
  return spec.marks !== undefined && spec.marks.length > 0;
}

function valueAxis(spec, theme) {
  const values = finite(spec.lines).concat(spec.reference ? [spec.reference.value] : []);
  const scale = isLogarithmic(spec, values)
    ? logarithmicScale(spec.range || decades(values.filter((value) => value > 0)))
    : linearScale(spec, values);
  return {
    log: scale.log,
    axis: {
      type: "value",
      name: spec.yName,
      nameLocation: "end",
      nameGap: hasMarks(spec) ? 23 : 11,
      nameTextStyle: { ...axisText(theme), align: "left", padding: [0, 0, 0, -6] },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: theme.grid } },
      ...scale.axis,
      axisLabel: { ...axisText(theme), hideOverlap: true, formatter: scale.label },
    },
  };
}

/**
 * The chart is of logarithms, on an even scale. ECharts' own logarithmic axis rounds to ten decimals, at which a vanishing
 * gradient is nothing.
 */
function logarithmicScale(range) {
  return {
    log: true,
    axis: { ...range, interval: Math.ceil((range.max - range.min) / 6) },
    label: (exponent) => tick(Number("1e" + Math.round(exponent))),
  };
}

function linearScale(spec, values) {
  const range = linearRange(spec, values);
  return {
    log: false,
    axis: {
      ...range,
      scale: spec.min === undefined,
      splitNumber: 4,
      interval: spec.share && range.max === 1 ? 0.25 : undefined,
    },
    label: spec.share ? (value) => percent(value) : tick,
  };
}
