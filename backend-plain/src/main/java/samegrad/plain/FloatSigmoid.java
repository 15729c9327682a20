package samegrad.plain;

/**
 * σ(z) = 1/(1 + e⁻ᶻ) in float32 at most 1 ulp from the exact value, as one fixed sequence of IEEE
 * 754 operations: on one number here, on vectors in {@link FloatVectorKernels}. {@link
 * DoubleSigmoid} is the same sequence in float64.
 *
 * <p><b>Sequence.</b> With m the integer nearest z/ln 2, r = z − m·ln 2, S = 2ᵐ and E = e⁻ʳ, σ(z) =
 * S/(S + E) = S·y. The range reduction is that of W. J. Cody and W. Waite, <i>Software Manual for
 * the Elementary Functions</i> (1980), ch. 6, with ln 2 = L₁ + L₂ + tiny; E = 1 − r − p, where p =
 * r²Q(r) has Q of degree 4 (9 in float64) fitted by Remez' exchange. y = 1/(S + 1 − r − p) is
 * divided once and then corrected by one Newton step whose residual 1 − y·((S + 1) − r₀ − (p −
 * mL₂)) sees the summands before they were rounded into one. Working with a = −(S + 1), instead of
 * its negative, makes every sign a plus, so that no operation is spent on negations.
 *
 * <p><b>Error.</b> With unit roundoff u = 2⁻²⁴ (2⁻⁵³ in float64), to first order, |r| ≤ 0.3467:
 *
 * <ul>
 *   <li>r₀ = z − m·L₁ is exact: a multiple of u/2 below ½ in size (S. Boldo, M. Daumas, R.-C. Li,
 *       "Formally verified argument reduction with a fused multiply-add", IEEE Trans. Comput. 58,
 *       2009, doi:10.1109/TC.2008.216). m·(ln 2 − L₁ − L₂) is below 10⁻¹³ (10⁻³⁰).
 *   <li>r = r₀ − m·L₂ has an error of u/4, which p, the only one to use it, passes on |E − 1|-fold.
 *   <li>p gets that, the approximation (0.053u·E; 0.034u·E in float64), and the roundings of r², of
 *       Horner's rule and of the product: together at most 0.21u at r = ln 2/2, where the sum of
 *       all this is largest.
 *   <li>p − m·L₂ and adding what S + 1 lost: 2⁻⁵u each. The loss s − (a + 1) is exact: Dekker's
 *       Fast2Sum while S ≤ 1, and by inspection up to S = 1/u.
 *   <li>y is first within a few u; its residual is rounded by u/4 in 1 + y·a, by u/16 when y·r₀ is
 *       added, by O(u²) at last. The step squares the error of y and rounds by ½ ulp.
 * </ul>
 *
 * <p>Largest are all of these together for S → 0 and r = ln 2/2, where y = √2: (0.27·√2 + 1/4 +
 * 1/16)u relative is 0.49 ulp, hence 0.99 ulp in all (0.98 in float64). Multiplying by S is exact
 * unless the result is subnormal; then its ulp is at least twice y's, and the second rounding makes
 * it ½ + 0.99/2 &lt; 1 ulp. S is split into scale·2⁻⁶⁴ so that no other step leaves the normal
 * range. Beyond LOW and HIGH σ rounds to 0 and 1; at m = 25 (54), where S + 1 loses more than
 * Fast2Sum returns, the result is 1, which is 0.71·u off. The sweep over all 2³² inputs finds 0.80
 * ulp.
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

  static final float Q0 = -0x1.fffffcp-2f;
  static final float Q1 = 0x1.55548cp-3f;
  static final float Q2 = -0x1.555858p-5f;
  static final float Q3 = 0x1.123dep-7f;
  static final float Q4 = -0x1.6ac74ep-10f;

  private FloatSigmoid() {}

  /** σ(z), at most 1 ulp from the exact value. */
  static float sigmoid(float z) {
    float c = z < LOW ? LOW : z;
    c = z > HIGH ? HIGH : c;
    float rounded = Math.fma(c, LOG2_E, ROUND);
    float m = rounded - ROUND;
    float r0 = Math.fma(m, -LN2_HIGH, c);
    float r = Math.fma(m, -LN2_LOW, r0);
    float scale = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    float s = scale * -UNSCALE;
    float p = (r * r) * polynomial(r);
    float a = s - 1;
    float d = a + (r + p);
    float lost = s - (a + 1);
    float low = Math.fma(m, -LN2_LOW, p) + lost;
    float y = -1 / d;
    float e = Math.fma(y, a, 1);
    e = Math.fma(y, r0, e);
    e = Math.fma(y, low, e);
    y = Math.fma(y, e, y);
    return (y * scale) * UNSCALE;
  }

  /** Apart, so that each method is small enough for the JIT compiler: Q(r) ≈ −(e⁻ʳ − 1 + r)/r². */
  private static float polynomial(float r) {
    float q = Math.fma(Q4, r, Q3);
    q = Math.fma(q, r, Q2);
    q = Math.fma(q, r, Q1);
    return Math.fma(q, r, Q0);
  }
}
