// Several runs in tables.

const LONGEST_SETTING = 60;
const MOST_UNFOLDED = 6;

/** The run's name, behind a piece of its curves, leading to its details. */
function runLink(run) {
  const { colour, dash } = category(run.index);
  const swatch = element("span", "swatch");
  swatch.style.borderTopColor = colour(colours());
  swatch.style.borderTopStyle = dash === "solid" ? "solid" : dash[0] > 5 ? "dashed" : "dotted";
  // The table stands through a change of theme; its colours have to follow.
  onThemeChange(() => { swatch.style.borderTopColor = colour(colours()); });
  const link = element("a", "", run.name);
  link.href = "#run-" + run.index;
  return element("span", "run", swatch, link);
}

/** The metrics that some of the runs can be measured by. */
function metricsOf(runs) {
  return METRICS.filter(({ key }) =>
    runs.some((run) => isNumber(metricOf(run, "validation", key)) || isNumber(metricOf(run, "test", key))));
}

/** NaN where the run has none. */
function metricOf(run, rows, key) {
  const told = run.summary && run.summary[rows] ? run.summary[rows][key] : NaN;
  if (isNumber(told) || rows === "test") {
    return told;
  }
  const series = run.series["validation." + key];
  return series ? series.y[series.y.length - 1] : NaN;
}

function ratio(run) {
  const { firstRms, lastRms } = run.figures;
  return isNumber(firstRms) && lastRms > 0 ? firstRms / lastRms : NaN;
}

/** A run's result; with the metric's name where not all runs are measured by one. */
function resultColumn(runs, rows) {
  const metrics = metricsOf(runs);
  const of = (run) => metrics.find(({ key }) => isNumber(metricOf(run, rows, key)));
  if (!runs.some(of)) {
    return null;
  }
  const show = (run, { key, name }) => (metrics.length > 1 ? name + " " : "") + metricOf(run, rows, key).toFixed(4);
  return {
    title: metrics.length > 1 ? rows : rows + " " + metrics[0].name,
    number: true,
    cell: (run) => (of(run) ? show(run, of(run)) : "–"),
  };
}

function overviewTable(runs) {
  const column = (title, read, show) => (
    runs.some((run) => isNumber(read(run))) ? { title, number: true, cell: (run) => show(read(run)) } : null);
  const made = table([
    { title: "run", cell: runLink },
    { title: "status", cell: (run) => badge(run.status) },
    column("steps", stepsMade, whole),
    column("hidden layers", (run) => run.figures.depth, whole),
    resultColumn(runs, "test"),
    resultColumn(runs, "validation"),
    column("train loss", (run) => run.figures.trainLoss, figure),
    column("first layer’s gradient RMS", (run) => run.figures.firstRms, figure),
    column("last layer’s", (run) => run.figures.lastRms, figure),
    column("first / last", ratio, figure),
    column("dead units", (run) => run.figures.deadShare, percent),
    column("clipped steps", (run) => run.figures.clipRate, percent),
    column("alarms", (run) => run.figures.alarms, whole),
    column("time", seconds, duration),
  ].filter(Boolean), runs);
  made.classList.add("dense");
  return made;
}

/** The whole of a long value is told when the pointer rests on it. */
function setting(value) {
  if (value.length <= LONGEST_SETTING) {
    return value;
  }
  const made = element("span", "", value.slice(0, LONGEST_SETTING - 1) + "…");
  made.title = value;
  return made;
}

function differencesTable(runs, differences) {
  const rows = runs.map((run, i) => ({ run, values: differences.map((difference) => difference.values[i]) }));
  const made = table([
    { title: "run", cell: (row) => runLink(row.run) },
    ...differences.map((difference, i) => ({ title: difference.key, cell: (row) => setting(row.values[i]) })),
  ], rows);
  made.classList.add("settings");
  return made;
}

function differencesSection(runs, differences) {
  const title = "What was set differently";
  if (differences.length === 0) {
    return section(title, "Nothing but the names of the runs and their directories.");
  }
  const made = differencesTable(runs, differences);
  return section(title, "", differences.length <= MOST_UNFOLDED
    ? made
    : element("details", "", element("summary", "", differences.length + " keys"), element("div", "within", made)));
}

/** What the page of this run alone would say in words, folded. */
function details(run) {
  const made = element(
    "details", "",
    element("summary", "", run.name, badge(run.status), element("span", "aside", headline(run).name + " " + headline(run).value)),
    element(
      "div", "within",
      element("p", "path", run.directory),
      tiles(run),
      element("h3", "", "Alarms"), alarmList(run),
      run.nonFinite.length > 0 ? element("h3", "", "Steps that were not finite") : null,
      run.nonFinite.length > 0 ? nonFiniteTable(run) : null,
      element("h3", "", "Time"), element("p", "", run.ledger.verdict),
      run.summary ? element("h3", "", "Environment") : null,
      run.summary ? environmentTable(run) : null,
      run.configuration ? element("h3", "", "Configuration") : null,
      run.configuration ? element("pre", "", run.configuration) : null));
  made.id = "run-" + run.index;
  return made;
}

/** A link to something folded unfolds it. */
function unfoldTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}
