package samegrad.plain.kernel;

/**
 * σ(z) = 1/(1 + e⁻ᶻ) in float32 at most 1 ulp from the exact value, as one fixed sequence of IEEE
 * 754 operations: on one number in {@link FloatKernels#sigmoid(float)}, on vectors in {@code
 * FloatVectorSigmoid}. This is how it is derived, and its constants; {@link DoubleSigmoid} has
 * those of the same sequence in float64.
 *
 * <p><b>Sequence.</b> With m the integer nearest z/ln 2, r = m·ln 2 − z, S = 2ᵐ and E = eʳ, σ(z) =
 * S/(S + E) = S·y. The range reduction is that of W. J. Cody and W. Waite, <i>Software Manual for
 * the Elementary Functions</i> (1980), ch. 6, with ln 2 = LN2_HIGH + LN2_LOW; E = 1 + r + r²Q(r),
 * where Q has degree 4 (9 in float64) and was fitted by Remez' exchange. The denominator S + E is
 * rounded to d, what that lost is collected in rest, and one Newton step takes −1/d to −1/(d +
 * rest); the last factor turns the sign back.
 *
 * <p><b>Error.</b> With unit roundoff u = 2⁻²⁴ (2⁻⁵³ in float64), to first order, for |r| ≤ 0.3467:
 *
 * <ul>
 *   <li>m·LN2_HIGH − z is exact: a multiple of u/2 below ½ in size (S. Boldo, M. Daumas, R.-C. Li,
 *       "Formally verified argument reduction with a fused multiply-add", IEEE Trans. Comput. 58,
 *       2009, doi:10.1109/TC.2008.216). What ln 2 has beyond LN2_LOW contributes below 10⁻¹³
 *       (10⁻³⁰). Adding m·LN2_LOW rounds r by at most u/4, and E by E·u/4.
 *   <li>E has further errors of 0.053u·E (0.034u·E in float64) from the approximation, 0.041u from
 *       the roundings within Q (each coefficient after the first is divided by |r| at least), and
 *       Q·u/16 from that of r².
 *   <li>a = 1 + S loses at most lost, which is exact: Dekker's Fast2Sum while S ≤ 1, by inspection
 *       up to S = 1/u. a − d is exact (Sterbenz), so is a − d + r but for O(u²), and the product in
 *       rest is the one in d, so that d + rest is S + E but for O(u²).
 *   <li>1 − d/d is exact, the step squares the few u that d is off, and its end rounds by ½ ulp.
 * </ul>
 *
 * <p>The sum is largest for S → 0 at r = −ln 2/2, where E = 1/√2 and y = √2: (0.177 + 0.037 + 0.041
 * + 0.028)u/E is 0.28 ulp, hence 0.78 ulp in all (0.77 in float64). Multiplying by S is exact
 * unless the result is subnormal; then its ulp is at least twice y's, and the second rounding makes
 * it ½ + 0.78/2 &lt; 1 ulp. S itself never appears, only scale = 2⁶⁴·S, so that all but the result
 * stays in the normal range. Beyond LOW and HIGH σ rounds to 0 and 1; at m = 25 (54), where S + 1
 * loses more than lost has, the result is 1, which is at most 0.71 ulp off. {@code SigmoidSweep}
 * checks all 2³² inputs.
 */
final class FloatSigmoid {
  /** Below, σ(z) &lt; 2⁻¹⁵⁰ and rounds to 0. */
  static final float LOW = -104f;

  /** Above, 1 − σ(z) &lt; 2⁻²⁵ and σ(z) rounds to 1. */
  static final float HIGH = 17.5f;

  static final float LOG2_E = 0x1.715476p0f;

  /** ln 2 rounded to float32; m·LN2_HIGH is subtracted exactly. */
  static final float LN2_HIGH = 0x1.62e43p-1f;

  static final float LN2_LOW = -0x1.05c61p-29f;

  /** Exponent bias 127, and 64 more so that 2^(m+64) is a normal number for every m in use. */
  private static final int BIAS = 127 + 64;

  /** 1.5·2²³ + BIAS: adding it rounds to an integer and leaves that plus BIAS in the low bits. */
  static final float ROUND = 0x1.8p23f + BIAS;

  /** Moves the low bits of a number near ROUND into the exponent field. */
  static final int EXPONENT_SHIFT = 23;

  static final float UNSCALE = 0x1p-64f;

  static final float Q0 = 0x1.fffffcp-2f;
  static final float Q1 = 0x1.55548cp-3f;
  static final float Q2 = 0x1.555858p-5f;
  static final float Q3 = 0x1.123dep-7f;
  static final float Q4 = 0x1.6ac74ep-10f;

  private FloatSigmoid() {}

  /**
   * Q(r) ≈ (eʳ − 1 − r)/r², pairwise (G. Estrin, 1960) for short chains of dependent operations but
   * with Q0 added last for accuracy.
   */
  static float polynomial(float r, float r2) {
    float q12 = Fma.fma(Q2, r, Q1);
    float q34 = Fma.fma(Q4, r, Q3);
    float q14 = Fma.fma(q34, r2, q12);
    return Fma.fma(q14, r, Q0);
  }
}
