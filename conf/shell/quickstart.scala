// The first minute with Tributary in a Spark shell: the price of diamonds from their measures.
//
//   jobs/tributary shell -i conf/shell/quickstart.scala
//
// or, at the prompt of any Spark shell that was started with --jars tributary.jar:  :load conf/shell/quickstart.scala

import tributary.ml._

val data = "conf/diamonds.csv.gz" // as seen from the top of the checkout
val out = "runs/quickstart"       // what is written goes here

// Any DataFrame will do: 53,940 rows, numbers and words.
val diamonds = spark.read.option("header", true).option("inferSchema", true).csv(data)
val Array(train, test) = diamonds.randomSplit(Array(0.8, 0.2), seed = 42)

// Columns go in as they are: words become one-hot codes, numbers and the label are standardised.
val mlp = new MlpRegressor().
  setFeatureCols("carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z").
  setLabelCol("price").
  setHiddenLayers(128, 128, 128).
  setOptimizer("adamW").
  setLearningRate(0.003).
  setSchedule("cosine").
  setWeightDecay(0.01).
  setClipNorm(1).
  setBatchSize(512).
  setEpochs(10).
  setValidationFraction(0.1)

// Says how far it is while it runs; Ctrl-C cancels it and leaves the shell as it was.
val model = mlp.fit(train)

// How it went: a table here, the curves in a page for the browser.
model.summary.show()
println("curves: " + model.summary.plot(out + "/curves.html"))

// Rows that it has never seen.
model.transform(test).select("carat", "cut", "clarity", "price", "prediction").show(5)
println("test: " + model.evaluate(test))

// Save, load: the same model, to the bit.
model.write.overwrite().save(out + "/model")
val loaded = MlpRegressionModel.load(out + "/model")
println("weightsSha256: " + loaded.weightsSha256)
