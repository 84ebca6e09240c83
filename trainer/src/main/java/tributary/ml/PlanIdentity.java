package tributary.ml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Whether two tables come out of the same rows by the same steps. The one place that compares
 * Spark's plans.
 *
 * <p>Spark's own comparison takes the functions that its ML stages put into a plan for different
 * each time a stage is used, though a pipeline in a grid uses equal stages on the same rows. Here
 * functions are equal if they are the same bytes when serialized, captured values included.
 */
final class PlanIdentity {
  private final LogicalPlan plan;

  private PlanIdentity(LogicalPlan plan) {
    this.plan = plan;
  }

  static PlanIdentity of(Dataset<?> table) {
    LogicalPlan analyzed = table.queryExecution().analyzed();
    return new PlanIdentity(
        analyzed.transformAllExpressions(new FunctionsAsBytes()).canonicalized());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlanIdentity identity && plan.equals(identity.plan);
  }

  @Override
  public int hashCode() {
    return plan.hashCode();
  }

  /** Puts a structure of its bytes and its arguments in the place of each function. */
  private static final class FunctionsAsBytes
      extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof ScalaUDF;
    }

    @Override
    public Expression apply(Expression expression) {
      ScalaUDF function = (ScalaUDF) expression;
      byte[] bytes = bytes(function.function());
      if (bytes.length == 0) {
        return function;
      }
      List<Expression> parts = new ArrayList<>();
      parts.add(Literal.create("function", DataTypes.StringType));
      parts.add(Literal.create(bytes, DataTypes.BinaryType));
      for (Expression argument : JavaConverters.seqAsJavaList(function.children())) {
        parts.add(Literal.create("argument" + parts.size(), DataTypes.StringType));
        parts.add(argument);
      }
      return new CreateNamedStruct(JavaConverters.asScalaBuffer(parts).toList());
    }

    /** None if it cannot be serialized, which makes it equal to itself alone. */
    private static byte[] bytes(Object function) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(function);
      } catch (IOException | RuntimeException e) {
        // What a foreign function throws must not end a fit that does not need it.
        return new byte[0];
      }
      return bytes.toByteArray();
    }
  }
}
