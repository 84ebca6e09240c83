// The page of curves: a title, and a chart for each panel.

/** Steps and epochs are whole, seconds are not. */
function placeOn(axis) {
  return (x) => axis + " " + (Number.isInteger(x) ? whole(x) : figure(x));
}

function panelCard(panel) {
  return curveCard({
    title: panel.title, xName: panel.xAxis, yName: panel.yAxis, legend: "all", place: placeOn(panel.xAxis),
    lines: panel.lines.map((line, i) => ({ ...line, ...category(i) })),
  });
}

const data = JSON.parse(document.getElementById("data").textContent);
const charts = data.panels.map(panelCard).filter((made) => made !== null);
document.getElementById("page").replaceChildren(
  element("header", "", element("h1", "", data.title), element("p", "path", data.subtitle)),
  charts.length > 0 ? element("div", "charts", ...charts) : element("p", "lead", "Nothing was measured that could be drawn."));
drawAll();
keepDrawn();
