package samegrad.nd4j;

import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One of ND4J's native operations with its fixed arguments, made once and run often.
 *
 * <p>ND4J's usual calls make a native context for each operation and leave it to the garbage
 * collector, whose time the native heap does not wait for; here each thread keeps one a kernel.
 */
final class Kernel {
  private final Consumer<OpContext> operation;
  private final ThreadLocal<OpContext> contexts;

  private Kernel(
      Consumer<OpContext> operation, long[] integers, double[] numbers, boolean[] flags) {
    this.operation = operation;
    contexts =
        ThreadLocal.withInitial(
            () -> {
              OpContext context = Nd4j.getExecutioner().buildContext();
              context.setIArguments(integers);
              context.setTArguments(numbers);
              context.setBArguments(flags);
              return context;
            });
  }

  private static Kernel of(String name, long[] integers, double[] numbers, boolean[] flags) {
    DynamicCustomOp op = DynamicCustomOp.builder(name).build();
    return new Kernel(context -> Nd4j.getExecutioner().exec(op, context), integers, numbers, flags);
  }

  /** The operation that libnd4j knows by that name, with integer arguments. */
  static Kernel of(String name, long... integers) {
    return of(name, integers, new double[0], new boolean[0]);
  }

  /** The function that libnd4j knows by that name, with one number as its argument. */
  static Kernel of(String name, double number) {
    return of(name, new long[0], new double[] {number}, new boolean[0]);
  }

  /** One of the oldest operations, which libnd4j knows by number. */
  static Kernel of(Op op) {
    return new Kernel(
        context -> Nd4j.getExecutioner().exec(op, context),
        new long[0],
        new double[0],
        new boolean[0]);
  }

  /** A sum or a maximum over a dimension, which stays with length 1. */
  static Kernel reduce(String name, long dimension) {
    return of(name, new long[] {dimension}, new double[0], new boolean[] {true});
  }

  /** Writes the result of the operation on one input. */
  void run(INDArray result, INDArray input) {
    OpContext context = contexts.get();
    context.setInputArray(0, input);
    run(context, result);
  }

  /** Writes the result of the operation on two inputs. */
  void run(INDArray result, INDArray left, INDArray right) {
    OpContext context = contexts.get();
    context.setInputArray(0, left);
    context.setInputArray(1, right);
    run(context, result);
  }

  private void run(OpContext context, INDArray result) {
    try {
      context.setOutputArray(0, result);
      operation.accept(context);
    } finally {
      // Each array that was set stays in the native context, some hundred bytes, until this.
      context.purge();
    }
  }
}
