// The colours of the moment, as the style sheet has them.

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue("--" + name).trim();
  return {
    surface: read("surface"),
    ink: read("ink"),
    muted: read("muted"),
    line: read("line"),
    grid: read("grid"),
    accent: read("accent"),
    second: read("second"),
    third: read("third"),
    bad: read("bad"),
    categories: read("categories").split(/\s+/),
    sequence: read("sequence").split(/\s+/),
  };
}

const DASHES = ["solid", [7, 4], [2, 3]];

/** A colour for the nth of many things; past the last colour the line's dashes change. */
function category(index) {
  return {
    colour: (theme) => theme.categories[index % theme.categories.length],
    dash: DASHES[Math.floor(index / 8) % DASHES.length],
  };
}

/** A colour between the first and the last of some things in order. */
function ordered(index, count) {
  return (theme) => {
    const at = count === 1 ? 0.4 : index / (count - 1);
    return blend(theme.sequence, at);
  };
}

function blend(stops, at) {
  const place = at * (stops.length - 1);
  const from = Math.min(Math.floor(place), stops.length - 2);
  const mix = (channel) => {
    const low = parseInt(stops[from].slice(channel, channel + 2), 16);
    const high = parseInt(stops[from + 1].slice(channel, channel + 2), 16);
    return Math.round(low + (high - low) * (place - from));
  };
  return "rgb(" + mix(1) + "," + mix(3) + "," + mix(5) + ")";
}

/** Calls back when the reader's system turns dark or light, and round a print, which is always light. */
function onThemeChange(redraw) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  const printing = (on) => () => {
    document.documentElement.classList.toggle("printing", on);
    redraw();
  };
  addEventListener("beforeprint", printing(true));
  addEventListener("afterprint", printing(false));
}
