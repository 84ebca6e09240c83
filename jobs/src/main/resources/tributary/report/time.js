// Where the time went.

const PARTS = [
  ["compute", "compute"],
  ["waiting", "waiting for the slowest"],
  ["scheduling", "Spark: scheduling and messages"],
  ["broadcast", "broadcast"],
  ["aggregation", "aggregation"],
  ["update", "update"],
  ["evaluation", "evaluation"],
  ["other", "other"],
];

function total(ledger) {
  return PARTS.reduce((sum, [part]) => sum + ledger[part], 0);
}

function barSeries(name, index, data, theme) {
  const colour = theme.categories[index];
  return { type: "bar", stack: "time", name, data, itemStyle: { color: colour, borderColor: theme.surface, borderWidth: 0.5 }, barCategoryGap: "18%" };
}

/** One bar: the shares of the whole run. */
function shareOption(title, ledger) {
  const names = shareNames(ledger);
  return (theme, width) => {
    const base = titled({ title, lines: [] }, theme, width);
    const rows = legendRows(names, width);
    return {
      ...base,
      legend: { ...base.legend, show: true, data: names, icon: "roundRect" },
      grid: { ...base.grid, right: 26, top: TITLE_HEIGHT + rows * ROW_HEIGHT + 8 },
      xAxis: { ...stepAxis({ xName: "share of the time", xMin: 0, xMax: 1 }, theme), minInterval: 0, interval: 0.25, axisLabel: { ...axisText(theme), formatter: (v) => percent(v) } },
      yAxis: { type: "category", data: ["run"], name: "whole run", show: false },
      tooltip: { ...tooltipBox(theme), trigger: "item", formatter: (bar) => tooltipRow(bar.color, bar.seriesName, "") },
      series: PARTS.map(([part], i) => barSeries(names[i], i, [ledger[part] / total(ledger)], theme)),
    };
  };
}

/** The bar keeps its height; the legend takes what it needs. */
function shareHeight(ledger) {
  return (width) => 145 + ROW_HEIGHT * legendRows(shareNames(ledger), width);
}

function shareNames(ledger) {
  return PARTS.map(([part, name]) => name + " " + percent(ledger[part] / total(ledger)));
}

/** A bar an epoch: what a step took, in milliseconds. */
function epochsOption(title, bars) {
  const labels = bars.map((bar) => (bar.from === bar.to ? String(bar.from + 1) : bar.from + 1 + "–" + (bar.to + 1)));
  const names = PARTS.map(([, name]) => name);
  return (theme, width) => {
    const base = titled({ title, lines: [] }, theme, width);
    const rows = legendRows(names, width);
    const { axis } = valueAxis({ lines: [], yName: "milliseconds a step", scale: "linear", min: 0 }, theme);
    return {
      ...base,
      legend: { ...base.legend, show: true, data: names, icon: "roundRect" },
      grid: { ...base.grid, top: TITLE_HEIGHT + rows * ROW_HEIGHT + 30 },
      xAxis: { ...stepAxis({ xName: "epoch" }, theme), type: "category", data: labels, max: null, axisLabel: { ...axisText(theme), hideOverlap: true } },
      yAxis: axis,
      tooltip: { ...tooltipBox(theme), trigger: "axis", axisPointer: { type: "shadow" }, formatter: epochTooltip(bars, theme) },
      series: PARTS.map(([part, name], i) =>
        barSeries(name, i, bars.map((bar) => (1000 * bar.ledger[part]) / Math.max(1, bar.ledger.steps)), theme)),
    };
  };
}

function epochTooltip(bars, theme) {
  return (points) => {
    const { ledger } = bars[points[0].dataIndex];
    const each = (seconds) => figure((1000 * seconds) / Math.max(1, ledger.steps)) + " ms";
    const box = element("div", "", element("b", "", "epoch " + points[0].axisValueLabel + ": " + each(total(ledger)) + " a step"));
    PARTS.forEach(([part, name], i) => box.append(tooltipRow(theme.categories[i], name, each(ledger[part]))));
    box.append(element("div", "", "garbage collection within: " + each(ledger.garbageCollection)));
    return box;
  };
}

function timeCards(run) {
  const { whole: ledger, epochs, verdict } = run.ledger;
  if (total(ledger) === 0) {
    return [];
  }
  const collected = "Garbage collection took " + duration(ledger.garbageCollection) + " (" +
    percent(ledger.garbageCollection / total(ledger)) + "), within these parts.";
  const made = [card("Where the time went", verdict[0].toUpperCase() + verdict.slice(1) + ". " + collected,
    shareOption("Where the time went", ledger), { height: shareHeight(ledger), wide: true })];
  if (epochs.length > 1) {
    made.push(card("Time of a step, by epoch", "", epochsOption("Time of a step, by epoch", epochs), { height: 340, wide: true }));
  }
  return made;
}
