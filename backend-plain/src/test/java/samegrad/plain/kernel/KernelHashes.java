package samegrad.plain.kernel;

import static samegrad.tensor.UnaryFunction.SIGMOID;

import java.util.Arrays;

/** Prints one hash of what every kernel of this JVM makes of fixed inputs. */
final class KernelHashes {
  /** The hash at every vector width, for the scalar twins, and on every JDK. */
  static final String GOLDEN = "3c1c48b0";

  private static final int LENGTH = 3 * FloatReductions.SUM_BLOCK + 13;
  private static final int COLUMNS = 37;
  private static final int ROWS = 100;

  private KernelHashes() {}

  public static void main(String[] args) {
    System.out.println(VectorWidth.bits() + " " + hash());
  }

  static String hash() {
    int hash = 1;
    for (int seed = 0; seed < 3; seed++) {
      hash = 31 * hash + hashFloat(seed);
      hash = 31 * hash + hashDouble(seed);
    }
    return Integer.toHexString(hash);
  }

  /** Of NaN, {@link Arrays#hashCode(float[])} sees no payload. */
  private static int hashFloat(int seed) {
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
    FloatElementwise.addRowMap(SIGMOID, finite.clone(), y, dst, COLUMNS, 0, ROWS);
    hash = 31 * hash + Arrays.hashCode(dst);
    hash = 31 * hash + Float.hashCode(FloatReductions.sum(finite, 0, LENGTH));
    FloatReductions.sumRows(finite, ROWS, COLUMNS, dst, 0, COLUMNS);
    hash = 31 * hash + Arrays.hashCode(dst);
    FloatReductions.sumColumns(finite, COLUMNS, dst, 0, ROWS);
    return 31 * hash + Arrays.hashCode(dst);
  }

  private static int hashDouble(int seed) {
    double[] x = DoubleInputs.withSpecial(LENGTH, seed);
    double[] y = DoubleInputs.withSpecial(LENGTH, seed + 5);
    double[] finite = DoubleInputs.finite(LENGTH, seed);
    double[] dst = new double[LENGTH];
    DoubleKernels kernels = Kernels.DOUBLE;
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
    DoubleElementwise.addRowMap(SIGMOID, finite.clone(), y, dst, COLUMNS, 0, ROWS);
    hash = 31 * hash + Arrays.hashCode(dst);
    hash = 31 * hash + Double.hashCode(DoubleReductions.sum(finite, 0, LENGTH));
    DoubleReductions.sumRows(finite, ROWS, COLUMNS, dst, 0, COLUMNS);
    hash = 31 * hash + Arrays.hashCode(dst);
    DoubleReductions.sumColumns(finite, COLUMNS, dst, 0, ROWS);
    return 31 * hash + Arrays.hashCode(dst);
  }
}
