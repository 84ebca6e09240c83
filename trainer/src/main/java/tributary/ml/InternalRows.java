package tributary.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.DeserializeToObject;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MapPartitions;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Some;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;

/**
 * Tables in the form their rows have inside Spark, which its public {@link Row} is made from value
 * by value. The one place that asks Spark for it.
 *
 * <p>A row may be overwritten as soon as the next is asked for.
 */
final class InternalRows {
  private InternalRows() {}

  /** What is done with the rows of one partition; travels to the executors. */
  @FunctionalInterface
  interface Work extends Serializable {
    Iterator<InternalRow> of(Iterator<InternalRow> rows);
  }

  static JavaRDD<InternalRow> of(Dataset<Row> table) {
    return table.queryExecution().toRdd().toJavaRDD();
  }

  /**
   * What came of reading a row, with the file that this task was reading; Spark does not say it of
   * a row that is malformed.
   */
  static RuntimeException naming(Exception e) {
    String file = InputFileBlockHolder.getInputFilePath().toString();
    if (file.isEmpty() && e instanceof RuntimeException unnamed) {
      return unnamed;
    }
    return new IllegalStateException("file: " + file, e);
  }

  /**
   * A table of what {@code work} makes of the rows, which is done when Spark asks for them and not
   * before; a part of any plan, of a streaming one too.
   *
   * <p>Spark knows the table's own columns again, as those of {@code withColumn}: what {@code
   * table.col} gave before can be asked of the new table, too.
   *
   * @param schema of the rows that {@code work} gives: the table's own columns, then others
   */
  static Dataset<Row> map(Dataset<Row> table, StructType schema, Work work) {
    LogicalPlan source = table.queryExecution().analyzed();
    List<Attribute> own = JavaConverters.seqAsJavaList(source.output());
    List<Expression> values = new ArrayList<>();
    for (Attribute column : own) {
      values.add(Literal.create("c" + values.size(), DataTypes.StringType));
      values.add(column);
    }
    CreateNamedStruct row = new CreateNamedStruct(seq(values));
    LogicalPlan rows = new DeserializeToObject(row, object(row.dataType()), source);
    LogicalPlan mapped = new MapPartitions(new OnPartition(work), object(schema), rows);
    return Dataset.ofRows(
        table.sparkSession(), new SerializeFromObject(columns(schema, own), mapped));
  }

  private static Attribute object(StructType type) {
    return new AttributeReference(
        "row", type, false, Metadata.empty(), NamedExpression.newExprId(), seq(List.of()));
  }

  private static Seq<NamedExpression> columns(StructType schema, List<Attribute> own) {
    Expression row = new BoundReference(0, schema, false);
    List<NamedExpression> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      int i = columns.size();
      columns.add(
          new Alias(
              new GetStructField(row, i, new Some<>(field.name())),
              field.name(),
              i < own.size() ? own.get(i).exprId() : NamedExpression.newExprId(),
              i < own.size() ? own.get(i).qualifier() : seq(List.of()),
              new Some<>(field.metadata()),
              seq(List.of())));
    }
    return seq(columns);
  }

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }

  /** {@link Work} as Spark's plans take it: rows are objects there. */
  private static final class OnPartition
      extends AbstractFunction1<
          scala.collection.Iterator<Object>, scala.collection.Iterator<Object>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Work work;

    OnPartition(Work work) {
      this.work = work;
    }

    @Override
    @SuppressWarnings("unchecked")
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Object> rows) {
      Iterator<?> source = JavaConverters.asJavaIterator(rows);
      Iterator<?> made = work.of((Iterator<InternalRow>) source);
      return (scala.collection.Iterator<Object>) JavaConverters.asScalaIterator(made);
    }
  }
}
