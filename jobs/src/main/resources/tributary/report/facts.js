// What is told of a run in words and figures.

const ALARMS = {
  deadUnits: "dead units",
  vanishingGradient: "vanishing gradient",
  explodingGradient: "exploding gradient",
  clipping: "clipping",
  plateau: "plateau",
  lossSpike: "loss spike",
  divergence: "divergence",
};

const STATUS = { completed: "good", "early-stopped": "good", interrupted: "warn", diverged: "bad", unfinished: "warn" };

function badge(status) {
  return element("span", "badge " + (STATUS[status] || ""), status);
}

/** What a task's result is told by. */
const METRICS = [["accuracy", "accuracy"], ["r2", "R²"]].map(([key, name]) => ({ key, name }));

/** The figure that people look at first: of the test rows if there are any. */
function headline(run) {
  const summary = run.summary || {};
  for (const rows of ["test", "validation"]) {
    for (const { key, name } of METRICS) {
      if (summary[rows] && isNumber(summary[rows][key])) {
        return { name: rows + " " + name, value: summary[rows][key].toFixed(4) };
      }
    }
  }
  for (const { key, name } of METRICS) {
    const series = run.series["validation." + key];
    if (series) {
      return { name: "last validation " + name, value: figure(series.y[series.y.length - 1]) };
    }
  }
  return { name: "train loss", value: figure(run.figures.trainLoss) };
}

function seconds(run) {
  return run.summary ? run.summary.seconds.total : run.secondsElapsed;
}

/** Steps are numbered from 0, so the last one's number and one more were made. */
function stepsMade(run) {
  return run.summary ? run.summary.steps : run.lastStep + 1;
}

function rate(run) {
  const told = run.summary ? run.summary.examplesPerSecond : 0;
  const epochs = run.series["epoch.examplesPerSecond"];
  return told > 0 ? told : epochs ? epochs.y[epochs.y.length - 1] : NaN;
}

function tile(name, value, small) {
  return element("div", "", element("dt", "", name), element("dd", "", value, small ? element("span", "small", small) : null));
}

function tiles(run) {
  const summary = run.summary;
  const top = headline(run);
  const weights = run.layers.reduce((sum, layer) => sum + layer.weights, 0);
  const loss = isNumber(run.figures.trainLoss) && top.name !== "train loss";
  return element(
    "dl", "tiles",
    tile(top.name, top.value, summary && summary.test && summary.test.auc ? "AUC " + summary.test.auc.toFixed(4) : ""),
    loss ? tile("train loss", figure(run.figures.trainLoss), "of the last epoch") : null,
    tile("steps", whole(stepsMade(run)), "of " + whole(run.plannedSteps) + " in " + whole(run.plannedEpochs) + " epochs"),
    tile("duration", duration(seconds(run)), summary ? duration(summary.seconds.train) + " of training" : "until the last whole epoch"),
    tile("examples per second", whole(rate(run)), "batches of " + whole(run.batchSize)),
    tile("weights", whole(weights), summary ? "sha256 " + summary.weightsSha256.slice(0, 12) : run.layers.length + " layers"));
}

/** The alarms with the number that marks each in the charts; one that clears has the number of the one it clears. */
function numbered(alarms) {
  const open = new Map();
  let count = 0;
  return alarms.map((alarm) => {
    const about = alarm.alarm + " " + (alarm.layer || "");
    if (alarm.raised) {
      open.set(about, ++count);
    }
    return { ...alarm, number: alarm.raised ? count : open.get(about) };
  });
}

function noAlarm(run) {
  if (run.healthOff) {
    return element("p", "calm warn", "Nobody watched: health.enabled is false.");
  }
  return run.status === "diverged"
    ? element("p", "calm warn", "No alarm was raised before the run diverged.")
    : element("p", "calm good", "✓ No alarm was raised.");
}

function alarmList(run) {
  if (run.alarms.length === 0) {
    return noAlarm(run);
  }
  const list = element("ol", "alarms");
  for (const alarm of numbered(run.alarms)) {
    const kind = (ALARMS[alarm.alarm] || alarm.alarm) + (alarm.raised ? "" : " – cleared");
    const where = "step " + whole(alarm.step) + ", epoch " + whole(alarm.epoch + 1) + (alarm.layer ? ", " + alarm.layer : "");
    list.append(element(
      "li", alarm.raised ? "raised" : "cleared",
      element("span", "mark", alarm.number ? String(alarm.number) : ""),
      element("span", "kind", (alarm.raised ? "▲ " : "✓ ") + kind),
      element("span", "where", where),
      element("span", "what", alarm.message)));
  }
  return list;
}

function nonFiniteTable(run) {
  return table([
    { title: "step", number: true, cell: (line) => whole(line.step) },
    { title: "what", cell: (line) => line.what },
    { title: "layer", cell: (line) => line.layer || "–" },
    { title: "shard", number: true, cell: (line) => (isNumber(line.shard) ? whole(line.shard) : "–") },
    { title: "row", number: true, cell: (line) => (isNumber(line.row) ? whole(line.row) : "–") },
    { title: "what was done", cell: (line) => line.action },
  ], run.nonFinite);
}

function environmentTable(run) {
  const summary = run.summary;
  return keyTable([
    ["began", run.began],
    ["attempts", run.attempts],
    ["rows to train on", whole(summary.rows)],
    ["shards", summary.shards],
    ["seed", summary.seed],
    ["weights", "sha256 " + summary.weightsSha256],
    ["Spark", summary.spark.version + " on " + summary.spark.master + ", executors: " + summary.spark.executors],
    ["Java", summary.environment.java],
    ["driver", summary.environment.os + ", " + summary.environment.processors + " cores, " +
      figure(summary.environment.memory / 2 ** 30) + " GiB of heap"],
    ["matrix product", summary.gemm],
    ["Tributary", summary.version],
  ]);
}

function configuration(run) {
  return element("details", "", element("summary", "", "resolved.conf"), element("pre", "", run.configuration));
}
