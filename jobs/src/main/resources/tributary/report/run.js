// The page of one run.

/** What lies further below the top is as good as nothing, and would press all else together. */
const LAYER_DECADES = 12;

/** What a step is called in a tooltip. */
function placeOf(run) {
  return (step) => "step " + whole(step) + ", epoch " + (Math.floor(step / Math.max(1, run.stepsPerEpoch)) + 1);
}

function line(run, key, name, colour, more) {
  const series = run.series[key] || { x: [], y: [] };
  return { name, x: series.x, y: series.y, colour: (theme) => theme[colour], ...more };
}

/** A curve for each layer, coloured from the first to the last. */
function layerLines(run, key) {
  const names = run.layers.map((layer) => layer.layer);
  return (run.layerSeries[key] || []).map((series) => (
    { name: series.layer, x: series.x, y: series.y, colour: ordered(Math.max(0, names.indexOf(series.layer)), names.length) }));
}

/** The alarms that a chart is about; of several at almost the same place only the first has its number. */
function alarmMarks(run, kinds) {
  let last = -Infinity;
  return numbered(run.alarms)
    .filter((alarm) => alarm.raised && (kinds === undefined || kinds.includes(alarm.alarm)))
    .map((alarm) => {
      const room = alarm.step - last > run.lastStep / 30;
      last = room ? alarm.step : last;
      return { step: alarm.step, label: room ? String(alarm.number) : "" };
    });
}

function learningCards(run) {
  const at = { place: placeOf(run) };
  const smooth = run.series["loss.smooth"] !== undefined;
  const r2 = run.series["validation.r2"];
  return [
    curveCard({
      ...at, title: "Loss", yName: "loss, mean over the examples", marks: alarmMarks(run, ["plateau", "lossSpike", "divergence"]),
      lines: [
        line(run, "loss", "step", "accent", { faint: smooth }),
        line(run, "loss.smooth", "step, smoothed", "accent"),
        line(run, "epoch.trainLoss", "epoch", "third"),
        line(run, "validation.loss", "validation", "second"),
      ],
      note: "A validation loss that climbs while the others fall is overfitting.",
    }),
    curveCard({
      ...at, title: "Validation accuracy", yName: "share of the validation rows", share: true,
      lines: [line(run, "validation.accuracy", "accuracy", "second"), line(run, "validation.auc", "AUC", "accent")],
    }),
    curveCard({
      ...at, title: "Validation R²", yName: "R², 1 is perfect", min: r2 && smallest(r2.y.filter(isNumber)) < -1 ? -1 : undefined,
      lines: [line(run, "validation.r2", "R²", "second")],
    }),
    curveCard({
      ...at, title: "Learning rate", yName: "learning rate", min: 0, scale: "linear",
      lines: [line(run, "learningRate", "learning rate", "accent")],
    }),
    curveCard({
      ...at, title: "Speed", yName: "examples per second", min: 0, scale: "linear",
      lines: [
        line(run, "examplesPerSecond", "step", "accent", { faint: true }),
        line(run, "epoch.examplesPerSecond", "epoch", "accent"),
      ],
    }),
  ];
}

function gradientCards(run) {
  const at = { place: placeOf(run) };
  const clipped = (run.series.clipRate || { y: [] }).y.some((value) => value > 0);
  return [
    curveCard({
      ...at, title: "Gradient norm", yName: "‖gradient‖₂ of all weights", scale: "log", marks: alarmMarks(run),
      lines: [
        line(run, "gradientNorm", clipped ? "before clipping" : "gradient norm", "accent"),
        ...(clipped ? [line(run, "clippedNorm", "after clipping", "second")] : []),
      ],
      note: (clipped ? "" : "No reported step was clipped. ") + (run.alarms.length > 0 ? "Numbers mark the alarms." : ""),
    }),
    clipped
      ? curveCard({
          ...at, title: "Clipped steps", yName: "share since the last reported step", share: true, min: 0, max: "share", scale: "linear",
          marks: alarmMarks(run, ["clipping"]), lines: [line(run, "clipRate", "clipped", "second")],
        })
      : null,
    curveCard({
      ...at, title: "Gradient by layer", yName: "gradient RMS", scale: "log", decades: LAYER_DECADES, lines: layerLines(run, "gradientRms"),
      marks: alarmMarks(run, ["vanishingGradient", "explodingGradient"]),
      note: "Colours run from the first layer to the last; first layers far below the last ones mean that the gradient vanishes.",
    }),
    curveCard({
      ...at, title: "Update to weights by layer", yName: "‖update‖₂ / ‖weights‖₂", scale: "log", decades: LAYER_DECADES,
      lines: layerLines(run, "updateRatio"),
      reference: { value: 1e-3, name: "about right: 10⁻³" },
      note: "Far above, the learning rate is high; far below, the layer hardly learns.",
    }),
  ];
}

function layerCards(run) {
  const at = { place: placeOf(run), scale: "linear" };
  const share = { share: true, min: 0, max: "share" };
  return [
    curveCard({ ...at, title: "Mean activation", yName: "mean of what the units give", lines: layerLines(run, "activation.mean") }),
    curveCard({ ...at, title: "Spread of activations", yName: "standard deviation", scale: "auto", lines: layerLines(run, "activation.deviation"),
      note: "It should neither die out nor grow from layer to layer." }),
    curveCard({ ...at, ...share, title: "Zero activations", yName: "share that is exactly 0", lines: layerLines(run, "activation.zeroShare") }),
    curveCard({ ...at, ...share, title: "Dead units", yName: "share of the layer's units", lines: layerLines(run, "deadShare"),
      marks: alarmMarks(run, ["deadUnits"]),
      note: "Units that were active for no example of the window." }),
  ];
}

function chartSection(title, lead, made) {
  const charts = made.filter((one) => one !== null);
  return charts.length === 0 ? null : section(title, lead, element("div", "charts", ...charts));
}

function nothingDrawn(run) {
  return run.lastStep < 0 ? section("Curves", "The run ended before its first reported step: there is nothing to draw.") : null;
}

function runPage(run) {
  return [
    element("header", "", element("h1", "", run.name), badge(run.status), element("p", "path", run.directory), tiles(run)),
    section("Alarms", "", alarmList(run)),
    nothingDrawn(run),
    run.nonFinite.length > 0 ? section("Steps that were not finite", "", nonFiniteTable(run)) : null,
    chartSection("Learning", "", learningCards(run)),
    chartSection("Gradients and updates", "", gradientCards(run)),
    chartSection("Layers", "", layerCards(run)),
    chartSection("Time", "", timeCards(run)),
    run.configuration ? section("Configuration", "", configuration(run)) : null,
    run.summary ? section("Environment", "", environmentTable(run)) : null,
  ];
}
