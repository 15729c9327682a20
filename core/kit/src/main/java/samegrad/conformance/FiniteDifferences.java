package samegrad.conformance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
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
 * <p>Every operation but a function of each element and the softmax is linear in each element of
 * each operand, so its quotient is exact. The two points are rounded to float64, which makes h₁ and
 * h₂ differ by an ulp of x at most. A quotient over a kink or a jump says nothing.
 *
 * <p>The oracle keeps 70 digits, so each of the three numbers that a term of L goes through (the
 * result, its product with C, the sum) is off by 10⁻⁶⁹ of itself at most.
 */
final class FiniteDifferences {
  private static final int STEP_EXPONENT = -26;
  private static final BigDecimal ORACLE = BigDecimal.valueOf(3, 69);

  private FiniteDifferences() {}

  /**
   * A difference quotient and how far from the derivative it can be.
   *
   * @param rise f(x') − f(x″)
   * @param run x' − x″
   * @param error the bound on |rise − derivative·run|
   */
  record Quotient(BigDecimal rise, BigDecimal run, BigDecimal error) {
    /** Fails unless a computed derivative is within its own bound and the quotient's error. */
    void require(String what, int element, double computed, double bound) {
      Assertions.assertTrue(
          Double.isFinite(computed) && within(computed, bound),
          () ->
              "%s: element %d is %s, but the function rises by %s over %s; the bounds are %s and %s"
                  .formatted(what, element, computed, rise, run, bound, error));
    }

    private boolean within(double computed, double bound) {
      BigDecimal off = new BigDecimal(computed).multiply(run).subtract(rise).abs();
      return bound == Double.POSITIVE_INFINITY
          || off.compareTo(new BigDecimal(bound).multiply(run).add(error)) <= 0;
    }
  }

  /**
   * The quotients for each element of an operand.
   *
   * @param numbers the operands and then C
   */
  static List<Quotient> of(Op op, List<HostTensor> numbers, int operand) {
    Curvature curvature = Curvature.of(op);
    HostTensor c = numbers.get(numbers.size() - 1);
    List<Quotient> quotients = new ArrayList<>();
    for (int i = 0; i < numbers.get(operand).shape().size(); i++) {
      double x = numbers.get(operand).get(i);
      double step = Math.scalb(1.0, STEP_EXPONENT + Math.max(0, Math.getExponent(x)));
      Value above = value(op, numbers, operand, i, x + step);
      Value below = value(op, numbers, operand, i, x - step);
      BigDecimal run = new BigDecimal(x + step).subtract(new BigDecimal(x - step));
      BigDecimal error =
          new BigDecimal(truncation(curvature, c, x, step))
              .multiply(run)
              .add(above.terms().add(below.terms()).multiply(ORACLE));
      quotients.add(new Quotient(above.value().subtract(below.value()), run, error));
    }
    return quotients;
  }

  /** With all of c, since an element of the operand may count in several of the result. */
  private static double truncation(Curvature curvature, HostTensor c, double x, double step) {
    double larger = step + Math.ulp(x);
    if (curvature.kink() && Math.abs(x) <= larger) {
      return Double.MAX_VALUE;
    }
    double weight = Arrays.stream(c.toArray()).map(Math::abs).sum();
    return Math.nextUp(
        weight * (curvature.second() * Math.ulp(x) / 2 + curvature.third() * larger * larger / 6));
  }

  /**
   * Bounds on |f″| and |f‴|.
   *
   * @param kink whether f or f' jumps at 0
   */
  record Curvature(double second, double third, boolean kink) {
    static Curvature of(Op op) {
      if (op instanceof Op.LogSoftmax) {
        return new Curvature(0.25, 0.1, false); // p(1−p) and p(1−p)(1−2p), p a probability
      }
      return op instanceof Op.Map map ? of(map.function()) : new Curvature(0, 0, false);
    }

    private static Curvature of(UnaryFunction function) {
      return switch (function) {
        case SIGMOID -> new Curvature(0.1, 0.125, false); // 1/(6√3) and 1/8
        case TANH -> new Curvature(0.77, 2, false); // 4/(3√3) and 2
        case EXP -> new Curvature(3000, 3000, false); // e⁸
        case RELU, STEP -> new Curvature(0, 0, true);
      };
    }
  }

  /** L and the sum of the magnitudes of its terms. */
  private record Value(BigDecimal value, BigDecimal terms) {}

  /**
   * L with one element of one operand replaced, the factor rounded to the dtype as it is defined.
   */
  private static Value value(Op op, List<HostTensor> numbers, int operand, int i, double x) {
    OracleOperations exact = OracleOperations.INSTANCE;
    List<Reference> given = new ArrayList<>();
    for (int k = 0; k < numbers.size(); k++) {
      double[] elements = numbers.get(k).toArray();
      if (k == operand) {
        elements[i] = x;
      }
      given.add(
          OracleOperations.of(HostTensor.of(DType.FLOAT64, numbers.get(k).shape(), elements)));
    }
    Reference result =
        op instanceof Op.Scale scale
            ? exact.scale(given.get(0), numbers.get(0).dtype().round(scale.factor()))
            : op.apply(exact, given.subList(0, given.size() - 1));
    Reference terms = exact.multiply(result, given.get(given.size() - 1));
    BigDecimal magnitudes = BigDecimal.ZERO;
    for (int k = 0; k < terms.size(); k++) {
      magnitudes = magnitudes.add(terms.exact(k).abs());
    }
    return new Value(exact.sum(terms, Shape.scalar()).exact(0), magnitudes);
  }
}
