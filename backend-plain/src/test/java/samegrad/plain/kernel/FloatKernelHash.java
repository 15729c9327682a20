package samegrad.plain.kernel;

import static samegrad.tensor.UnaryFunction.EXP;
import static samegrad.tensor.UnaryFunction.RELU;
import static samegrad.tensor.UnaryFunction.SIGMOID;
import static samegrad.tensor.UnaryFunction.STEP;
import static samegrad.tensor.UnaryFunction.TANH;

import java.util.Arrays;
import java.util.List;
import samegrad.tensor.UnaryFunction;

/** A hash of what the float32 kernels of this JVM make of fixed inputs. */
final class FloatKernelHash {
  private static final int LENGTH = 3 * FloatReductions.SUM_BLOCK + 13;
  private static final int COLUMNS = 37;
  private static final int ROWS = 100;

  private FloatKernelHash() {}

  static int functions(int seed) {
    float[] x = FloatInputs.withSpecial(LENGTH, seed);
    float[] finite = FloatInputs.finite(LENGTH, seed);
    float[] dst = new float[LENGTH];
    int hash = 1;
    for (UnaryFunction f : List.of(TANH, RELU, STEP, EXP)) {
      Kernels.FLOAT.map(f, x, 0, dst, 0, LENGTH);
      hash = 31 * hash + Arrays.hashCode(dst);
      Kernels.FLOAT.map(f, finite, 0, dst, 0, LENGTH);
      hash = 31 * hash + Arrays.hashCode(dst);
    }
    FloatReductions.logSoftmax(finite, COLUMNS, dst, 0, ROWS);
    return 31 * hash + Arrays.hashCode(dst);
  }

  /** Of NaN, {@link Arrays#hashCode(float[])} sees no payload. */
  static int of(int seed) {
    float[] x = FloatInputs.withSpecial(LENGTH, seed);
    float[] y = FloatInputs.withSpecial(LENGTH, seed + 5);
    float[] finite = FloatInputs.finite(LENGTH, seed);
    float[] dst = new float[LENGTH];
    FloatKernels kernels = Kernels.FLOAT;
    kernels.map(SIGMOID, x, 0, dst, 0, LENGTH);
    int hash = Arrays.hashCode(dst);
    kernels.map(SIGMOID, finite, 0, dst, 0, LENGTH);
    hash = 31 * hash + Arrays.hashCode(dst);
    kernels.sigmoidGradient(finite, 0, dst, 0, dst, 0, LENGTH);
    hash = 31 * hash + Arrays.hashCode(dst);
    kernels.add(x, 0, y, 0, dst, 0, LENGTH);
    hash = 31 * hash + Arrays.hashCode(dst);
    kernels.subtract(x, 0, y, 0, dst, 0, LENGTH);
    hash = 31 * hash + Arrays.hashCode(dst);
    kernels.multiply(x, 0, y, 0, dst, 0, LENGTH);
    hash = 31 * hash + Arrays.hashCode(dst);
    FloatElementwise.addMap(SIGMOID, finite.clone(), y, true, dst, COLUMNS, 0, ROWS);
    hash = 31 * hash + Arrays.hashCode(dst);
    hash = 31 * hash + Float.hashCode(FloatReductions.sum(finite, 0, LENGTH));
    FloatReductions.sumRows(finite, ROWS, COLUMNS, dst, 0, COLUMNS);
    hash = 31 * hash + Arrays.hashCode(dst);
    FloatReductions.sumColumns(finite, COLUMNS, dst, 0, ROWS);
    return 31 * hash + Arrays.hashCode(dst);
  }
}
