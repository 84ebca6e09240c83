// From what a chart is to show to what ECharts is to draw.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
const TITLE_FONT = "600 15px";
const LEGEND_FONT = "12px";
const BUTTON_WIDTH = 60;
const TITLE_HEIGHT = 31;
const ROW_HEIGHT = 20;
const LEGEND_GAP = 14;
const ICON = 16;
const LINE_ICON = 26;
const MOST_LEGEND_ROWS = 2;
const SHOW_POINTS_UP_TO = 30;
const MANY_LINES = 4;

function textWidth(text, font) {
  return echarts.format.getTextRect(text, font + " " + FONT).width;
}

/** A name that fits: of one that is too long both ends, which tell more than its middle. */
function shorten(name, width, font) {
  let shown = name;
  for (let kept = name.length - 1; kept > 2 && textWidth(shown, font) > width; kept--) {
    shown = name.slice(0, Math.ceil(kept / 2)) + "…" + name.slice(-Math.floor(kept / 2));
  }
  return shown;
}

/** A legend's name has a row to itself at most. */
function legendText(name, width, icon) {
  return shorten(name, width - icon - 10, LEGEND_FONT);
}

/** How many rows the names take, laid out as ECharts does it. */
function legendRows(names, width, icon = ICON) {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const entry = icon + 5 + textWidth(legendText(name, width, icon), LEGEND_FONT);
    if (used > 0 && used + entry > width) {
      rows++;
      used = 0;
    }
    used += entry + LEGEND_GAP;
  }
  return rows;
}

/**
 * The names for the legend. Of too many layers some, evenly, so that the order of the colours can be read; of too many runs
 * none, for the tables have them all.
 */
function legendNames(spec, width) {
  const names = spec.lines.map((line) => line.name);
  if (names.length < 2) {
    return [];
  }
  if (spec.legend === "all") {
    return legendRows(names, width, LINE_ICON) <= MOST_LEGEND_ROWS ? names : [];
  }
  if (spec.legend === "ends") {
    return sample(names, 2);
  }
  let most = names.length;
  let shown = names;
  while (most > 2 && legendRows(shown, width) > MOST_LEGEND_ROWS) {
    most--;
    shown = sample(names, most);
  }
  return shown;
}

function titled(spec, theme, width) {
  const names = legendNames(spec, width);
  const icon = spec.legend === "all" ? LINE_ICON : ICON;
  const rows = names.length === 0 ? 0 : legendRows(names, width, icon);
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: FONT },
    title: {
      text: shorten(spec.title, width - BUTTON_WIDTH, TITLE_FONT),
      left: 0,
      top: 0,
      padding: [4, 0, 0, 1],
      textStyle: { color: theme.ink, fontSize: 15, fontWeight: 600 },
    },
    legend: {
      show: rows > 0,
      data: names,
      formatter: (name) => legendText(name, width, icon),
      left: 0,
      top: TITLE_HEIGHT,
      padding: 0,
      width: width,
      itemGap: LEGEND_GAP,
      itemWidth: icon,
      itemHeight: 8,
      // Runs may share a colour and differ in their dashes, which only the icon of a line shows.
      icon: spec.legend === "all" ? null : "roundRect",
      textStyle: { color: theme.muted, fontSize: 12 },
      inactiveColor: theme.line,
    },
    grid: { left: 12, right: 18, top: TITLE_HEIGHT + rows * ROW_HEIGHT + (hasMarks(spec) ? 42 : 30), bottom: 32, containLabel: true },
  };
}

/** A point between two gaps has no line that would show it. */
function isAlone(heights, i) {
  const gap = (at) => !isNumber(heights[at]);
  return !gap(i) && gap(i - 1) && gap(i + 1);
}

function points(line, spec, height) {
  const heights = line.y.map(height);
  const few = heights.length <= (spec.lines.length > MANY_LINES ? 2 : SHOW_POINTS_UP_TO);
  const alone = few ? [] : heights.map((_, i) => isAlone(heights, i));
  const some = alone.includes(true);
  return {
    symbol: some ? "none" : "circle",
    symbolSize: heights.length === 1 ? 9 : 5,
    showSymbol: few || some,
    data: line.x.map((x, i) => {
      const value = [spec.doubling ? Math.log2(x) : x, heights[i]];
      return alone[i] ? { value, symbol: "circle", symbolSize: 3 } : value;
    }),
  };
}

function curve(line, spec, theme, height) {
  const colour = line.colour(theme);
  return {
    type: "line",
    name: line.name,
    ...points(line, spec, height),
    itemStyle: { color: colour, opacity: line.faint ? 0.35 : 1 },
    lineStyle: { color: colour, width: line.faint ? 1 : 1.8, opacity: line.faint ? 0.35 : 1, type: line.dash || "solid" },
    emphasis: { disabled: true, scale: false, lineStyle: { width: line.faint ? 1 : 1.8 } },
    z: line.faint ? 1 : 2,
  };
}

/** Alarms as numbered upright lines, and what counts as healthy as a level one. */
function marks(spec, theme, height) {
  const upright = (spec.marks || []).map((mark) => ({
    xAxis: mark.step,
    label: { formatter: mark.label, position: "end", distance: 2, color: theme.bad, fontSize: 11, fontWeight: 700 },
    lineStyle: { color: theme.bad, type: [3, 3], width: 1.2 },
  }));
  const level = spec.reference
    ? [{
        yAxis: height(spec.reference.value),
        label: { formatter: spec.reference.name, position: "insideEndTop", color: theme.muted, fontSize: 11, backgroundColor: theme.surface, padding: [1, 3] },
        lineStyle: { color: theme.muted, type: [4, 4], width: 1 },
      }]
    : [];
  // By itself ECharts would round 0.001 to two decimals.
  return { silent: true, symbol: "none", precision: 20, data: upright.concat(level) };
}

/** The option of a chart of curves over the steps. */
function curves(spec) {
  return (theme, width, one) => {
    const { axis, height } = valueAxis(spec, theme);
    const series = spec.lines.map((line) => curve(line, spec, theme, height));
    series[0].markLine = marks(spec, theme, height);
    return {
      ...titled(spec, theme, width),
      xAxis: stepAxis(spec, theme),
      yAxis: axis,
      tooltip: {
        ...tooltipBox(theme),
        trigger: "axis",
        axisPointer: { type: "line", lineStyle: { color: theme.muted, width: 1 } },
        formatter: curveTooltip(spec, theme, underPointer(one, spec.lines, height)),
      },
      series: series,
    };
  };
}
