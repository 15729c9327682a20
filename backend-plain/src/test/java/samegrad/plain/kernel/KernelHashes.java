package samegrad.plain.kernel;

/** Prints one hash of what every kernel of this JVM makes of fixed inputs. */
final class KernelHashes {
  /** The hash at every vector width, for the scalar twins, and on every JDK. */
  static final String GOLDEN = "3c1c48b0";

  private KernelHashes() {}

  public static void main(String[] args) {
    System.out.println(VectorWidth.bits() + " " + hash());
  }

  static String hash() {
    int hash = 1;
    for (int seed = 0; seed < 3; seed++) {
      hash = 31 * hash + FloatKernelHash.of(seed);
      hash = 31 * hash + DoubleKernelHash.of(seed);
    }
    return Integer.toHexString(hash);
  }
}
