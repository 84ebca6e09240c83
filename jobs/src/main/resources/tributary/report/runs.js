// The page of several runs side by side.

/** Of a gradient that vanishes more is to be seen than of one layer beside another. */
const FIRST_LAYER_DECADES = 20;

/** One curve a run. */
function overlay(runs, keys, spec) {
  return curveCard({
    ...spec,
    legend: "all",
    place: (step) => "step " + whole(step),
    lines: runs.map((run) => {
      const series = keys.map((key) => run.series[key]).find(Boolean) || { x: [], y: [] };
      return { name: run.name, x: series.x, y: series.y, ...category(run.index) };
    }),
  });
}

/** Only of the runs that have the metric. */
function metricOverlay(runs, { key, name }) {
  const series = "validation." + key;
  const measured = runs.filter((run) => run.series[series]);
  const worst = smallest(measured.flatMap((run) => run.series[series].y.filter(isNumber)));
  return overlay(measured, [series], { title: "Validation " + name, yName: key === "r2" ? "R², 1 is perfect" : name,
    scale: "linear", share: key === "accuracy", min: key === "r2" && worst < -1 ? -1 : undefined });
}

/** A run that diverged went through all decades, and would leave no room for the others. */
function sharedDecades(runs, read, most) {
  const positive = (some) => some.flatMap((run) => finite(read(run))).filter((value) => value > 0);
  const steady = positive(runs.filter((run) => run.status !== "diverged"));
  const values = steady.length > 0 ? steady : positive(runs);
  return values.length > 0 ? decades(values, most) : undefined;
}

function overlays(runs) {
  const first = (run) => [run.series.firstRms].filter(Boolean);
  return [
    overlay(runs, ["loss"], { title: "Train loss", yName: "loss of a step, smoothed" }),
    overlay(runs, ["validation.loss"], { title: "Validation loss", yName: "loss, mean over the rows" }),
    ...metricsOf(runs).map((metric) => metricOverlay(runs, metric)),
    overlay(runs, ["gradientNorm"], { title: "Gradient norm", yName: "‖gradient‖₂ before clipping, smoothed", scale: "log" }),
    overlay(runs, ["firstRms"], { title: "Gradient of the first layer", yName: "gradient RMS, smoothed", scale: "log",
      range: sharedDecades(runs, first, FIRST_LAYER_DECADES) }),
    overlay(runs, ["deadShare"], { title: "Dead units", yName: "share of all units", scale: "linear", share: true, min: 0, max: "share" }),
    overlay(runs, ["clipRate"], { title: "Clipped steps", yName: "share of the steps, smoothed", scale: "linear", share: true, min: 0, max: "share" }),
  ];
}

/** A chart a run, all with the same scale, so that they can be laid side by side by eye. */
function multiples(runs) {
  const range = sharedDecades(runs, (run) => run.layerSeries.gradientRms || [], LAYER_DECADES);
  if (range === undefined) {
    return null;
  }
  const charts = runs.map((run) => curveCard({
    title: run.name, yName: "gradient RMS", scale: "log", range, height: 250, legend: "ends",
    place: placeOf(run), lines: layerLines(run, "gradientRms"),
  })).filter((one) => one !== null);
  return section("Gradient by layer", "One chart a run, all on one scale. Colours run from the first layer to the last; " +
    "first layers far below the last ones mean that the gradient vanishes.", element("div", "charts multiples", ...charts));
}

function alarmsOfAll(runs) {
  const alarmed = runs.filter((run) => run.alarms.length > 0);
  if (alarmed.length === 0) {
    return [element("p", "calm good", "✓ No alarm was raised in any run.")];
  }
  const calm = runs.length - alarmed.length;
  return alarmed.flatMap((run) => [element("h3", "", runLink(run)), alarmList(run)])
    .concat(calm > 0 ? [element("p", "calm good", "✓ No alarm in the other " + (calm === 1 ? "run." : calm + " runs."))] : []);
}

function runsPage({ runs, differences, depthSeries }) {
  runs.forEach((run, index) => { run.index = index; });
  addEventListener("hashchange", unfoldTarget);
  return [
    element("header", "", element("h1", "", runs.length + " runs side by side")),
    section("Overview", "", overviewTable(runs)),
    chartSection("Curves", "One kind of line a run, the same as in the tables.", overlays(runs)),
    chartSection("Depth", "", depthSeries.flatMap((group) => depthCards(runs, group, depthSeries.length > 1))),
    multiples(runs),
    section("Alarms", "", ...alarmsOfAll(runs)),
    differencesSection(runs, differences),
    section("Each run", "", ...runs.map(details)),
  ];
}
