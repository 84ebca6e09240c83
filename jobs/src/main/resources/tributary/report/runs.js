// The page of several runs side by side.

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

function overlays(runs) {
  const metric = commonMetric(runs);
  return [
    overlay(runs, ["loss"], { title: "Train loss", yName: "loss of a step, smoothed" }),
    overlay(runs, ["validation.loss"], { title: "Validation loss", yName: "loss, mean over the rows" }),
    metric
      ? overlay(runs, ["validation." + metric.key], { title: "Validation " + metric.name, yName: metric.name, scale: "linear",
          share: metric.key === "accuracy" })
      : null,
    overlay(runs, ["gradientNorm"], { title: "Gradient norm", yName: "‖gradient‖₂ before clipping, smoothed", scale: "log" }),
    overlay(runs, ["firstRms"], { title: "Gradient of the first layer", yName: "gradient RMS, smoothed", scale: "log" }),
    overlay(runs, ["deadShare"], { title: "Dead units", yName: "share of all units", scale: "linear", share: true, min: 0, max: "share" }),
    overlay(runs, ["clipRate"], { title: "Clipped steps", yName: "share of the steps, smoothed", scale: "linear", share: true, min: 0, max: "share" }),
  ];
}

/** A chart a run, all with the same scale, so that they can be laid side by side by eye. */
function multiples(runs) {
  const values = runs.flatMap((run) => finite(run.layerSeries.gradientRms || [])).filter((value) => value > 0);
  if (values.length === 0) {
    return null;
  }
  const range = decades(values);
  const charts = runs.map((run) => curveCard({
    title: run.name, yName: "gradient RMS", scale: "log", range, height: 230, legend: "none",
    place: placeOf(run), lines: layerLines(run, "gradientRms"),
  })).filter((one) => one !== null);
  return section("Gradient by layer", "One chart a run, all on one scale. Colours run from the first layer to the last; " +
    "first layers far below the last ones mean that the gradient vanishes.", element("div", "charts multiples", ...charts));
}

/** A point for each depth: the median of its runs. */
function byDepth(runs, read) {
  const depths = [...new Set(runs.filter((run) => isNumber(read(run))).map((run) => run.figures.depth))].sort((a, b) => a - b);
  const median = (depth) => {
    const values = runs.filter((run) => run.figures.depth === depth).map(read).filter(isNumber).sort((a, b) => a - b);
    return (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2;
  };
  return { x: depths, y: depths.map(median) };
}

/** With skips and without: what depth does to the gradient and to the result. */
function depthCards(runs) {
  if (new Set(runs.map((run) => run.figures.depth)).size < 3) {
    return [];
  }
  const metric = commonMetric(runs);
  const groups = (read) => [
    { name: "with skips", ...byDepth(runs.filter((run) => run.figures.skips), read), colour: (theme) => theme.third },
    { name: "without skips", ...byDepth(runs.filter((run) => !run.figures.skips), read), colour: (theme) => theme.second },
  ];
  const at = { xName: "depth: layers with units", place: (depth) => "depth " + depth };
  return [
    curveCard({ ...at, title: "Depth and gradient", yName: "first layer’s gradient RMS", scale: "log",
      lines: groups((run) => run.figures.firstRms), note: "Median over the reported steps of each run; runs of one depth and kind are one point." }),
    metric && curveCard({ ...at, title: "Depth and result", yName: "validation " + metric.name, scale: "linear",
      lines: groups((run) => metricOf(run, "validation", metric.key)), note: "At the end of each run." }),
  ];
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

function runsPage({ runs, differences }) {
  runs.forEach((run, index) => { run.index = index; });
  addEventListener("hashchange", unfoldTarget);
  return [
    element("header", "", element("h1", "", runs.length + " runs side by side")),
    section("Overview", "", overviewTable(runs)),
    differences.length > 0
      ? section("What was set differently", "", differencesTable(runs, differences))
      : section("What was set differently", "Nothing but the run directory."),
    chartSection("Curves", "One kind of line a run, the same as in the tables.", overlays(runs)),
    chartSection("Depth", "", depthCards(runs)),
    multiples(runs),
    section("Alarms", "", ...alarmsOfAll(runs)),
    section("Each run", "", ...runs.map(details)),
  ];
}
