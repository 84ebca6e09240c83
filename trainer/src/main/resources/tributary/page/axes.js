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

/** Whole decades round the positive values; at least one, and none that is more than so many below the top. */
function decades(values, most = Infinity) {
  const low = Math.floor(Math.log10(smallest(values)) + 1e-6);
  const high = Math.max(low + 1, Math.ceil(Math.log10(largest(values)) - 1e-6));
  return { min: Math.max(low, high - most), max: high };
}

/** The decades of a logarithmic chart; null of another one. */
function logarithmicRange(spec) {
  const values = finite(spec.lines).concat(spec.reference ? [spec.reference.value] : []);
  return isLogarithmic(spec, values) ? spec.range || decades(values.filter((value) => value > 0), spec.decades) : null;
}

/** Where a value stands on the chart's even scale; null where it has no place. */
function heightIn(range) {
  return (value) => {
    if (range === null || !isNumber(value)) {
      return value;
    }
    return value > 0 ? Math.min(range.max, Math.max(range.min, Math.log10(value))) : null;
  };
}

function axisText(theme) {
  return { color: theme.muted, fontSize: 12 };
}

/** Depths double from one to the next. */
function doublingAxis(spec, theme) {
  const xs = spec.lines.flatMap((line) => line.x);
  const low = Math.floor(Math.log2(smallest(xs)));
  return {
    ...stepAxis({ ...spec, doubling: false }, theme),
    interval: 1,
    min: low,
    max: Math.max(low + 1, Math.ceil(Math.log2(largest(xs)))),
    axisLabel: { ...axisText(theme), hideOverlap: true, formatter: (exponent) => tick(2 ** exponent) },
  };
}

function stepAxis(spec, theme) {
  if (spec.doubling) {
    return doublingAxis(spec, theme);
  }
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
    // At the bottom: on a logarithmic chart ECharts would take the height of 1 for zero, and draw the axis there.
    axisLine: { onZero: false, lineStyle: { color: theme.line } },
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
  const range = logarithmicRange(spec);
  const scale = range ? logarithmicScale(range) : linearScale(spec, finite(spec.lines));
  return {
    height: heightIn(range),
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
    axis: { ...range, interval: Math.ceil((range.max - range.min) / 6) },
    label: (exponent) => tick(Number("1e" + Math.round(exponent))),
  };
}

function linearScale(spec, values) {
  const range = linearRange(spec, values);
  return {
    axis: {
      ...range,
      scale: spec.min === undefined,
      splitNumber: 4,
      interval: spec.share && range.max === 1 ? 0.25 : undefined,
    },
    label: spec.share ? (value) => percent(value) : tick,
  };
}
