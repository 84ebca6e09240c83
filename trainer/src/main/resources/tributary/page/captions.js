// What a caption says of the values that a logarithmic chart cannot show where they are.

const MOST_NAMES = 3;

function captions(spec) {
  const range = logarithmicRange(spec);
  return [spec.note, ...(range ? [beyond(spec, range), zeros(spec)] : [])].filter(Boolean);
}

function beyond(spec, range) {
  const values = finite(spec.lines).filter((value) => value > 0).map(Math.log10);
  const power = (exponent) => tick(Number("1e" + exponent));
  // The axis ends at whole decades, give or take the rounding of a logarithm.
  const low = values.some((value) => value < range.min - 1e-5) ? "below " + power(range.min) + " along the bottom edge" : "";
  const high = values.some((value) => value > range.max + 1e-5) ? "above " + power(range.max) + " along the top edge" : "";
  return low || high ? "Values " + [low, high].filter(Boolean).join(" and ") + "." : "";
}

/** Of a line that ends in zeros, where they begin; of the others how many there are. */
function zeros(spec) {
  const ended = [];
  let between = 0;
  for (const line of spec.lines) {
    const count = line.y.filter((value) => value === 0).length;
    let from = line.y.length;
    while (from > 0 && line.y[from - 1] === 0) {
      from--;
    }
    between += count - (line.y.length - from);
    if (from < line.y.length) {
      ended.push({ name: line.name, at: line.x[from] });
    }
  }
  return [...endings(ended, spec), inBetween(between)].filter(Boolean).join(" ");
}

function endings(ended, spec) {
  if (ended.length > MOST_NAMES) {
    const first = smallest(ended.map((end) => end.at));
    return [ended.length + " of " + spec.lines.length + " curves end in exactly 0, the first from " + spec.place(first) + " on."];
  }
  return ended.map((end) => end.name + " is exactly 0 from " + spec.place(end.at) + " on.");
}

function inBetween(count) {
  if (count === 0) {
    return "";
  }
  return count === 1 ? "One more value is exactly 0: a gap." : whole(count) + " more values are exactly 0: gaps.";
}
