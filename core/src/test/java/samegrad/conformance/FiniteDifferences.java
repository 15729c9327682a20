package samegrad.conformance;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import samegrad.DType;
import samegrad.HostTensor;
import samegrad.Shape;
import samegrad.autograd.Op;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * Difference quotients of L = Σ op(…) ∘ C in exact arithmetic: a derivative that follows from the
 * definition alone, without any rule.
 *
 * <p>For f on a line, with x' = x + h₁ and x″ = x − h₂, Taylor's theorem gives
 *
 * <pre>
 *   |(f(x') − f(x″))/(h₁ + h₂) − f'(x)| ≤ ½ max|f″| |h₁ − h₂| + ⅙ max|f‴| max(h₁, h₂)²
 * </pre>
 *
 * <p>Every operation but the sigmoid is linear in each element of each operand, so its quotient is
 * exact. σ″ is at most 1/(6√3) {@literal <} 1/10 and σ‴ at most 1/8. The two points are rounded to
 * float64, which makes h₁ and h₂ differ by an ulp of x at most.
 */
final class FiniteDifferences {
  private static final MathContext DIGITS = new MathContext(60);
  private static final double STEP = 0x1p-26;

  private FiniteDifferences() {}

  /**
   * A difference quotient and how far from the derivative it can be.
   *
   * @param value the quotient
   * @param truncation the bound on |value − derivative|
   */
  record Quotient(BigDecimal value, double truncation) {
    /** Fails unless a computed derivative is within its own bound and the truncation. */
    void require(String what, int element, double computed, double bound) {
      double distance =
          Double.isFinite(computed)
              ? new BigDecimal(computed).subtract(value).abs().doubleValue()
              : Double.POSITIVE_INFINITY;
      if (distance > bound + truncation) {
        Assertions.fail(
            "%s: element %d is %s, the difference quotient %s: they are %s apart, more than %s + %s"
                .formatted(what, element, computed, value, distance, bound, truncation));
      }
    }
  }

  /** The quotients for each element of an operand. */
  static List<Quotient> of(Sample sample, HostTensor c, int operand) {
    List<Quotient> quotients = new ArrayList<>();
    for (int i = 0; i < sample.operand(operand).shape().size(); i++) {
      double x = sample.operand(operand).get(i);
      double above = x + STEP;
      double below = x - STEP;
      BigDecimal rise =
          value(sample, c, operand, i, above).subtract(value(sample, c, operand, i, below));
      BigDecimal run = new BigDecimal(above).subtract(new BigDecimal(below));
      quotients.add(new Quotient(rise.divide(run, DIGITS), truncation(sample, c, i, x)));
    }
    return quotients;
  }

  private static double truncation(Sample sample, HostTensor c, int i, double x) {
    if (!(sample.op() instanceof Op.Sigmoid)) {
      return 0;
    }
    double step = STEP + Math.ulp(x);
    return Math.abs(c.get(i)) * (Math.ulp(x) / 20 + step * step / 48);
  }

  /** L with one element of one operand replaced. */
  private static BigDecimal value(Sample sample, HostTensor c, int operand, int i, double x) {
    List<Reference> operands = new ArrayList<>();
    for (int k = 0; k < sample.operands().size(); k++) {
      double[] elements = sample.operand(k).toArray();
      if (k == operand) {
        elements[i] = x;
      }
      operands.add(
          OracleOperations.of(HostTensor.of(DType.FLOAT64, sample.operand(k).shape(), elements)));
    }
    OracleOperations exact = OracleOperations.INSTANCE;
    Reference weighted =
        exact.multiply(sample.apply(exact, operands), OracleOperations.of(c.to(DType.FLOAT64)));
    return exact.sum(weighted, Shape.scalar()).exact(0);
  }
}
