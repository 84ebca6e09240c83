// What is told of the place under the pointer.

const MOST_ROWS = 20;

/** The index of the x nearest to a place; the xs ascend. */
function nearest(xs, place) {
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= place) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.abs(xs[high] - place) < Math.abs(xs[low] - place) ? high : low;
}

/** Some of many, evenly, the first and the last among them. */
function sample(items, most) {
  if (items.length <= most) {
    return items;
  }
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]);
}

function tooltipBox(theme) {
  return {
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.line,
    borderWidth: 1,
    padding: [8, 11],
    textStyle: { color: theme.ink, fontSize: 12 },
  };
}

function tooltipRow(colour, name, value) {
  const swatch = element("span", "swatch");
  swatch.style.borderTopColor = colour;
  const row = element("div", "", swatch, name + "  ", element("b", "", value));
  // A long name breaks, or the box would stand out of the page.
  row.style.whiteSpace = name.length > 40 ? "normal" : "nowrap";
  row.style.overflowWrap = "anywhere";
  return row;
}

/** Calls for the line whose point at a place is the nearest to the pointer; null where there is none. */
function underPointer(one, lines, height) {
  return (place) => {
    let found = null;
    let least = Infinity;
    for (const line of one.pointer === null ? [] : lines) {
      const at = height(line.y[nearest(line.x, place)]);
      const distance = isNumber(at) ? Math.abs(one.drawn.convertToPixel({ yAxisIndex: 0 }, at) - one.pointer) : Infinity;
      if (distance < least) {
        found = line;
        least = distance;
      }
    }
    return found;
  };
}

/** Each curve's own nearest point, for thinned curves do not share their steps. */
function curveTooltip(spec, theme, pointedAt) {
  return (points) => {
    const place = spec.doubling ? 2 ** points[0].axisValue : points[0].axisValue;
    const row = (line, before) => {
      const value = line.y[nearest(line.x, place)];
      return tooltipRow(line.colour(theme), before + line.name, spec.share ? percent(value, 2) : figure(value));
    };
    const shown = sample(spec.lines.filter((line) => line.x.length > 0), MOST_ROWS);
    const leader = shown[0];
    const step = leader.x[nearest(leader.x, place)];
    const box = element("div", "", element("b", "", spec.place(step)));
    const pointed = spec.lines.length > MANY_LINES ? pointedAt(place) : null;
    if (pointed) {
      box.append(row(pointed, "nearest: "));
    }
    shown.forEach((line) => box.append(row(line, "")));
    if (shown.length < spec.lines.length) {
      box.append(element("div", "", "… " + shown.length + " of " + spec.lines.length + " shown"));
    }
    return box;
  };
}
