package samegrad.plain.kernel;

/**
 * The constants of σ(z) in float64, at most 1 ulp from the exact value, by the sequence that {@link
 * FloatSigmoid} derives.
 */
final class DoubleSigmoid {
  /** Below, σ(z) &lt; 2⁻¹⁰⁷⁵ and rounds to 0. */
  static final double LOW = -746;

  /** Above, 1 − σ(z) &lt; 2⁻⁵⁴ and σ(z) rounds to 1. */
  static final double HIGH = 37.5;

  static final double LOG2_E = 0x1.71547652b82fep0;

  /** ln 2 rounded to float64; m·LN2_HIGH is subtracted exactly. */
  static final double LN2_HIGH = 0x1.62e42fefa39efp-1;

  static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

  /** Exponent bias 1023, and 512 more so that 2^(m+512) is a normal number for every m in use. */
  private static final int BIAS = 1023 + 512;

  /** 1.5·2⁵² + BIAS: adding it rounds to an integer and leaves that plus BIAS in the low bits. */
  static final double ROUND = 0x1.8p52 + BIAS;

  /** Moves the low bits of a number near ROUND into the exponent field. */
  static final int EXPONENT_SHIFT = 52;

  static final double UNSCALE = 0x1p-512;

  static final double Q0 = 0x1.000000000000ap-1;
  static final double Q1 = 0x1.5555555555508p-3;
  static final double Q2 = 0x1.55555555506cdp-5;
  static final double Q3 = 0x1.11111111248cep-7;
  static final double Q4 = 0x1.6c16c18472851p-10;
  static final double Q5 = 0x1.a01a013a48c49p-13;
  static final double Q6 = 0x1.a019996ae5713p-16;
  static final double Q7 = 0x1.71df03e500813p-19;
  static final double Q8 = 0x1.28adf2e5bfb8ap-22;
  static final double Q9 = 0x1.adb1bce6b8769p-26;

  private DoubleSigmoid() {}

  /**
   * Q(r) ≈ (eʳ − 1 − r)/r², pairwise (G. Estrin, 1960) for short chains of dependent operations but
   * with Q0 added last for accuracy.
   */
  static double polynomial(double r, double r2) {
    double r4 = r2 * r2;
    double q12 = Fma.fma(Q2, r, Q1);
    double q34 = Fma.fma(Q4, r, Q3);
    double q56 = Fma.fma(Q6, r, Q5);
    double q78 = Fma.fma(Q8, r, Q7);
    double q14 = Fma.fma(q34, r2, q12);
    double q58 = Fma.fma(q78, r2, q56);
    double q59 = Fma.fma(Q9, r4, q58);
    double q19 = Fma.fma(q59, r4, q14);
    return Fma.fma(q19, r, Q0);
  }
}
