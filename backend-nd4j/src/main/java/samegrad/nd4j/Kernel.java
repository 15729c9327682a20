package samegrad.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One of ND4J's native operations with its fixed arguments, made once and run often.
 *
 * <p>ND4J's usual calls make a native context for each operation and leave it to the garbage
 * collector, whose time the native heap does not wait for; here each thread keeps one a kernel.
 */
final class Kernel {
  private final DynamicCustomOp op;
  private final ThreadLocal<OpContext> contexts;

  private Kernel(String name, long[] integers, boolean[] flags) {
    op = DynamicCustomOp.builder(name).build();
    contexts =
        ThreadLocal.withInitial(
            () -> {
              OpContext context = Nd4j.getExecutioner().buildContext();
              context.setIArguments(integers);
              context.setBArguments(flags);
              return context;
            });
  }

  /** The operation that libnd4j knows by that name, with integer arguments. */
  static Kernel of(String name, long... integers) {
    return new Kernel(name, integers, new boolean[0]);
  }

  /** The sum over a dimension, which stays with length 1. */
  static Kernel sum(long dimension) {
    return new Kernel("reduce_sum", new long[] {dimension}, new boolean[] {true});
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
      Nd4j.getExecutioner().exec(op, context);
    } finally {
      // Each array that was set stays in the native context, some hundred bytes, until this.
      context.purge();
    }
  }
}
