package samegrad.plain.kernel;

/**
 * tanh z in float32 at most 1 ulp from the exact value, as one fixed sequence of IEEE 754
 * operations: here on one number, in {@code FloatVectorTanh} on vectors. The sequence is that of
 * float64 as well, with the constants of {@link FloatSigmoid}, where more is derived.
 *
 * <p>With x = 2|z|, m the integer nearest x/ln 2, r = x − m·ln 2, E = eʳ = 1 + r + r²Q(r) and T =
 * 2⁻ᵐ, tanh |z| = (E − T)/(E + T). Numerator and denominator are sums of two parts each, n + nLow
 * and d + dLow: 1 − T and 1 + T with what they lost, r with what its second step lost, and r²Q,
 * each added by Dekker's Fast2Sum. A quotient y = n·(1/d) is corrected by its remainder, which a
 * fused multiply-add has exactly. So errors come from E alone: u being the unit roundoff, 0.053u·E
 * from the approximation, 0.041u from the roundings within Q and Q·u/16 from that of r².
 *
 * <p>An error ε of E changes the quotient by 2Tε/(E+T)², relatively 2Tε/(E² − T²). That is largest
 * for m = 1 at r = −ln 2/2, E = 0.71: 0.106u · 1/0.25 = 0.43u, and for m = 0 at r = ln 2/2, E =
 * 1.41: 0.145u · 2/1 = 0.29u. A relative error of u is one ulp at most; with the last rounding it
 * is less than 0.93 ulp. Where z is small, m is 0, T is 1, the first part of n is r itself, and the
 * result is z. Tests compare with the exact value.
 */
final class FloatTanh {
  /** Beyond, 1 − tanh z &lt; 2⁻⁵⁷, and tanh z rounds to 1 in float64 too. */
  static final float HIGH = 20;

  private FloatTanh() {}

  static float tanh(float z) {
    float magnitude = Math.min(Math.abs(z), HIGH);
    float x = magnitude + magnitude;
    float rounded = Fma.fma(x, -FloatSigmoid.LOG2_E, FloatSigmoid.ROUND);
    float m = rounded - FloatSigmoid.ROUND;
    float scale =
        Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << FloatSigmoid.EXPONENT_SHIFT);
    float t = scale * FloatSigmoid.UNSCALE;
    float high = Fma.fma(m, FloatSigmoid.LN2_HIGH, x);
    float r = Fma.fma(m, FloatSigmoid.LN2_LOW, high);
    float rLow = Fma.fma(m, FloatSigmoid.LN2_LOW, high - r);
    float r2 = r * r;
    float q = FloatSigmoid.polynomial(r, r2);
    float less = 1 - t;
    float a = less + r;
    float n = Fma.fma(r2, q, a);
    float nLost = ((1 - less) - t) + ((less - a) + r);
    float nLow = Fma.fma(r2, q, a - n) + (nLost + rLow);
    float more = 1 + t;
    float b = more + r;
    float d = Fma.fma(r2, q, b);
    float dLost = ((1 - more) + t) + ((more - b) + r);
    float dLow = Fma.fma(r2, q, b - d) + (dLost + rLow);
    float inverse = 1 / d;
    float y = n * inverse;
    float rest = Fma.fma(-y, d, n) + Fma.fma(-y, dLow, nLow);
    return Math.copySign(Fma.fma(rest, inverse, y), z);
  }
}
