// What depth does to the gradient and to the result, of runs that are alike but for their layers.

/** A point a run, joined from depth to depth. */
function byDepth(runs, read) {
  const measured = runs.filter((run) => isNumber(read(run)))
    .sort((one, other) => one.figures.depth - other.figures.depth || read(one) - read(other));
  return { x: measured.map((run) => run.figures.depth), y: measured.map(read) };
}

function depthLines(runs, read) {
  return [
    { name: "with skips", ...byDepth(runs.filter((run) => run.figures.skips), read), colour: (theme) => theme.third },
    { name: "without skips", ...byDepth(runs.filter((run) => !run.figures.skips), read), colour: (theme) => theme.second },
  ];
}

function depthCards(all, group, oneOfSeveral) {
  const runs = group.runs.map((index) => all[index]);
  const title = (words) => words + (oneOfSeveral && group.differs ? ", " + group.differs : "");
  const members = " Runs: " + runs.map((run) => run.name).join(", ") + "." +
    (oneOfSeveral && group.differs ? " All have " + group.differs + "." : "");
  const at = {
    xName: "depth: hidden layers",
    // A network without a hidden layer has no place on a logarithmic scale.
    doubling: runs.every((run) => run.figures.depth > 0),
    place: (depth) => "depth " + depth,
  };
  return [
    curveCard({ ...at, title: title("Depth and gradient"), yName: "first layer’s gradient RMS", scale: "log",
      lines: depthLines(runs, (run) => run.figures.firstRms), note: "Median over the reported steps of each run." + members }),
    ...metricsOf(runs).map((metric) =>
      curveCard({ ...at, title: title("Depth and " + metric.name), yName: "validation " + metric.name, scale: "linear",
        share: metric.key === "accuracy", lines: depthLines(runs, (run) => metricOf(run, "validation", metric.key)),
        note: "At the end of each run." + members })),
  ];
}
