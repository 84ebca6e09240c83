// A chart on the page: its frame, its button, and when it is drawn again.

const cards = [];

/**
 * A figure whose chart is drawn once it stands in the page.
 *
 * The height is in pixels, or a function that gives it for a width.
 */
function card(title, note, option, { height = 300, wide = false } = {}) {
  const chart = element("div", "chart");
  const save = element("button", "", "SVG");
  save.type = "button";
  save.title = "Save this chart as an SVG file";
  const made = element("figure", wide ? "wide" : "", chart, save, note ? element("figcaption", "", note) : null);
  save.addEventListener("click", () => saveSvg(chart, title));
  cards.push({ title, chart, option, height, width: 0, drawn: null, pointer: null });
  return made;
}

/** A chart of curves, if any of them has a point. */
function curveCard(spec) {
  const log = isLogarithmic(spec, finite(spec.lines));
  const lines = spec.lines.filter((line) => line.y.some((value) => isNumber(value) && (!log || value > 0)));
  if (lines.length === 0) {
    return null;
  }
  const shown = { ...spec, lines };
  return card(spec.title, captions(spec).join(" "), curves(shown), { height: spec.height });
}

function draw(one) {
  const width = one.chart.clientWidth;
  if (width === 0) {
    return;
  }
  one.chart.style.height = (typeof one.height === "function" ? one.height(width) : one.height) + "px";
  if (one.drawn === null) {
    one.drawn = echarts.init(one.chart, null, { renderer: "svg" });
    one.drawn.getZr().on("mousemove", (event) => { one.pointer = event.offsetY; });
  } else if (one.width !== width) {
    one.drawn.resize();
  }
  one.width = width;
  one.drawn.setOption(one.option(colours(), width, one), true);
  describe(one);
}

/** What a screen reader and a printer need to know of the drawing. */
function describe(one) {
  const svg = one.chart.querySelector("svg");
  svg.setAttribute("viewBox", "0 0 " + one.chart.clientWidth + " " + one.chart.clientHeight);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", one.title);
  if (!svg.querySelector("title")) {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = one.title;
    svg.prepend(title);
  }
}

function drawAll() {
  cards.forEach(draw);
  // For whoever waits until the page is whole.
  document.documentElement.dataset.drawn = String(cards.filter((one) => one.drawn).length);
}

function keepDrawn() {
  const widths = new ResizeObserver(() => {
    cards.filter((one) => one.chart.clientWidth !== one.width).forEach(draw);
  });
  cards.forEach((one) => widths.observe(one.chart));
  onThemeChange(drawAll);
}

/** Whoever shows the file has fonts and a background of their own. */
function saveSvg(chart, title) {
  const svg = chart.querySelector("svg").cloneNode(true);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", colours().surface);
  svg.prepend(ground);
  // How the drawing lies in its card.
  svg.removeAttribute("style");
  svg.querySelectorAll("text").forEach((text) => { text.style.fontFamily = "sans-serif"; });
  const link = element("a", "");
  link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }));
  link.download = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") + ".svg";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
