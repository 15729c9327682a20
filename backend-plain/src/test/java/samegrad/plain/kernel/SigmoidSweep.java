package samegrad.plain.kernel;

import java.util.stream.IntStream;
import samegrad.tensor.UnaryFunction;

/**
 * Compares float32 σ with the exact value for each of the 2³² inputs, and the kernel of this JVM
 * with the scalar twin bit for bit. Exits with 1 if an error is above 1 ulp or a bit differs.
 *
 * <p>The reference is computed in float64 from {@link Math#exp}, which is within 1 ulp of e⁻ᶻ; an
 * addition and a division add half an ulp each. So it is within 4·2⁻⁵³ of the exact value
 * relatively, which is at most 2⁻²⁷ of a float32 ulp. That margin is added to what is found.
 */
final class SigmoidSweep {
  private static final double REFERENCE_ULPS = 0x1p-27;
  private static final int CHUNK = 1 << 16;

  private record Worst(double ulps, float z, long differing) {
    Worst and(Worst other) {
      Worst larger = other.ulps > ulps ? other : this;
      return new Worst(larger.ulps, larger.z, differing + other.differing);
    }
  }

  private SigmoidSweep() {}

  public static void main(String[] args) {
    Worst worst =
        IntStream.range(0, 1 << 16)
            .parallel()
            .mapToObj(chunk -> sweep(chunk * CHUNK))
            .reduce(new Worst(0, 0, 0), Worst::and);
    double bound = worst.ulps + REFERENCE_ULPS;
    System.out.printf(
        "largest error %.8f ulp (reference within %.1e) at z = %s; %d of 2^32 differ from the"
            + " scalar twin at %d bits%n",
        worst.ulps, REFERENCE_ULPS, worst.z, worst.differing, VectorWidth.bits());
    System.exit(bound <= 1 && worst.differing == 0 ? 0 : 1);
  }

  private static Worst sweep(int firstBits) {
    float[] z = new float[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      z[i] = Float.intBitsToFloat(firstBits + i);
    }
    float[] result = new float[CHUNK];
    Kernels.FLOAT.map(UnaryFunction.SIGMOID, z, 0, result, 0, CHUNK);
    double worst = 0;
    float at = 0;
    long differing = 0;
    for (int i = 0; i < CHUNK; i++) {
      float twin = FloatKernels.sigmoid(z[i]);
      if (Float.floatToIntBits(twin) != Float.floatToIntBits(result[i])) {
        differing++;
      }
      double ulps = ulps(z[i], result[i]);
      if (ulps > worst) {
        worst = ulps;
        at = z[i];
      }
    }
    return new Worst(worst, at, differing);
  }

  /** The distance in ulps of the smaller of the two binades; infinite for a wrong NaN. */
  static double ulps(float z, float result) {
    if (Float.isNaN(z) || Float.isNaN(result)) {
      return Float.isNaN(z) && Float.isNaN(result) ? 0 : Double.POSITIVE_INFINITY;
    }
    double reference = 1 / (1 + Math.exp(-(double) z));
    double ulp = Math.scalb(1.0, Math.max(Math.getExponent(reference) - 23, -149));
    return Math.abs(result - reference) / Math.min(ulp, Math.ulp(result));
  }
}
