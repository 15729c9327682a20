package samegrad.plain.kernel;

import java.util.function.IntUnaryOperator;

/** Prints hashes of what every kernel of this JVM makes of fixed inputs. */
final class KernelHashes {
  /**
   * The hashes at every vector width, for the scalar twins, and on every JDK: of what there was
   * from the first, then of the functions that came later.
   */
  static final String GOLDEN = "3c1c48b0 1494f85b";

  private KernelHashes() {}

  public static void main(String[] args) {
    System.out.println(VectorWidth.bits() + " " + hash());
  }

  static String hash() {
    return hash(FloatKernelHash::of, DoubleKernelHash::of)
        + " "
        + hash(FloatKernelHash::functions, DoubleKernelHash::functions);
  }

  private static String hash(IntUnaryOperator float32, IntUnaryOperator float64) {
    int hash = 1;
    for (int seed = 0; seed < 3; seed++) {
      hash = 31 * hash + float32.applyAsInt(seed);
      hash = 31 * hash + float64.applyAsInt(seed);
    }
    return Integer.toHexString(hash);
  }
}
