package samegrad.verify;

import java.util.Arrays;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * Each operation in exact arithmetic, with the bound on what rounding may do to a correct
 * computation of it, in any order of summation and with or without fused multiply-adds.
 *
 * <p>If the operands have bounds, so that they are results of operations themselves, the bound of
 * the result covers all of it: what the operands may be off and what the operation adds. Infinite
 * and NaN operands give what IEEE 754 gives; so does overflow, where every order of summation
 * overflows to the same side, and elsewhere the bound is +∞. The sign of a zero is not told.
 */
public final class OracleOperations implements Operations<Reference> {
  /** The operations: to 70 digits where that takes a few milliseconds, else as {@link #QUICK}. */
  public static final OracleOperations INSTANCE = new OracleOperations(20_000);

  /** The same to about 30 digits, which is many times faster where there are few elements. */
  public static final OracleOperations QUICK = new OracleOperations(-1);

  private static final TypeRules TYPES = TypeRules.INSTANCE;

  /** A function of one element in BigDecimal takes as long as this many multiply-adds. */
  private static final long FUNCTION_COST = 100;

  /** Up to so many multiply-adds BigDecimal computes, then double-double. */
  private final long bigLimit;

  private OracleOperations(long bigLimit) {
    this.bigLimit = bigLimit;
  }

  /** A tensor whose elements are exact: every bound is 0. */
  public static Reference of(HostTensor exactInput) {
    return of(exactInput, new double[exactInput.shape().size()]);
  }

  /**
   * A tensor whose elements are known to within so much only, such as printed ones.
   *
   * @param within how far what is meant may be from each element, 0 or more
   */
  public static Reference of(HostTensor input, double[] within) {
    return new Reference(
        input.type(), DoubleDoubleArithmetic.INSTANCE.of(input.toArray()), within.clone());
  }

  /**
   * a Wᵀ + b, wherever b comes in among the terms.
   *
   * @param a of shape (m, in)
   * @param weight W, of shape (out, in)
   * @param bias b, of shape (out)
   */
  public Reference linear(Reference a, HostTensor weight, HostTensor bias) {
    TYPES.matmul(a.type(), false, weight.type(), true);
    long work = (long) a.type().shape().rows() * weight.shape().size();
    return analysis(work, a.type(), a).linear(a, weight, bias);
  }

  /**
   * a / divisor, as exact arithmetic has it, computed by a quotient or a factor.
   *
   * @param terms how many terms a is the sum of, if it is one that may be divided term by term; or
   *     0
   */
  public Reference mean(Reference a, double divisor, int terms) {
    return analysis(a.size(), a.type(), a).mean(a, divisor, terms);
  }

  @Override
  public Reference matmul(Reference a, boolean transposeA, Reference b, boolean transposeB) {
    TensorType type = TYPES.matmul(a.type(), transposeA, b.type(), transposeB);
    int k = transposeA ? a.type().shape().rows() : a.type().shape().columns();
    ErrorAnalysis<?> analysis = analysis((long) type.shape().size() * k, type, a, b);
    Reference left = transposeA ? transpose(a) : a;
    Reference right = transposeB ? transpose(b) : b;
    return analysis.product(left, right, type.shape(), k);
  }

  @Override
  public Reference transpose(Reference a) {
    TYPES.transpose(a.type());
    return analysis(0, a.type()).transpose(a);
  }

  @Override
  public Reference add(Reference a, Reference b) {
    Shape shape = TYPES.add(a.type(), b.type()).shape();
    return analysis(shape.size(), a.type(), a, b).add(broadcast(a, shape), broadcast(b, shape));
  }

  @Override
  public Reference subtract(Reference a, Reference b) {
    Shape shape = TYPES.subtract(a.type(), b.type()).shape();
    return analysis(shape.size(), a.type(), a, b)
        .subtract(broadcast(a, shape), broadcast(b, shape));
  }

  @Override
  public Reference multiply(Reference a, Reference b) {
    Shape shape = TYPES.multiply(a.type(), b.type()).shape();
    return analysis(shape.size(), a.type(), a, b)
        .multiply(broadcast(a, shape), broadcast(b, shape));
  }

  @Override
  public Reference scale(Reference a, double factor) {
    return multiply(a, of(HostTensor.scalar(a.type().dtype(), factor)));
  }

  @Override
  public Reference map(UnaryFunction function, Reference a) {
    return analysis(a.size() * FUNCTION_COST, a.type(), a).function(function).image(a).value();
  }

  @Override
  public Reference logSoftmax(Reference a) {
    TYPES.logSoftmax(a.type());
    return analysis(a.size() * FUNCTION_COST, a.type(), a).logSoftmax(a);
  }

  /** As a product with a row of ones: each of n terms goes through n − 1 additions at most. */
  @Override
  public Reference sum(Reference a, Shape target) {
    TensorType type = TYPES.sum(a.type(), target);
    Shape shape = a.type().shape();
    if (target.size() == 0) {
      return repeat(a, target);
    }
    int terms = shape.size() / target.size();
    int[] places = new int[shape.size()];
    int[] filled = new int[target.size()];
    for (int i = 0; i < places.length; i++) {
      int row = target.rows() == 1 ? 0 : i / shape.columns();
      int column = target.columns() == 1 ? 0 : i % shape.columns();
      int group = row * target.columns() + column;
      places[filled[group]++ * target.size() + group] = i;
    }
    double[] ones = new double[terms];
    Arrays.fill(ones, 1);
    ErrorAnalysis<?> analysis = analysis(shape.size(), type, a);
    Reference grouped = analysis.gather(a, Shape.matrix(terms, target.size()), places);
    Reference row = of(HostTensor.of(type.dtype(), Shape.matrix(1, terms), ones));
    return analysis.product(row, grouped, target, Math.max(0, terms - 1));
  }

  @Override
  public Reference broadcast(Reference a, Shape target) {
    TYPES.broadcast(a.type(), target);
    return a.type().shape().equals(target) ? a : repeat(a, target);
  }

  private Reference repeat(Reference a, Shape target) {
    Shape shape = a.type().shape();
    int[] places = new int[target.size()];
    for (int i = 0; i < places.length; i++) {
      int row = shape.rows() == 1 ? 0 : i / target.columns();
      int column = shape.columns() == 1 ? 0 : i % target.columns();
      places[i] = row * shape.columns() + column;
    }
    return analysis(0, a.type()).gather(a, target, places);
  }

  /** In the arithmetic that is fast enough for the work and exact enough for the operands. */
  private ErrorAnalysis<?> analysis(long work, TensorType type, Reference... operands) {
    boolean big = work <= bigLimit || !Arrays.stream(operands).allMatch(OracleOperations::tame);
    return new ErrorAnalysis<>(Arithmetic.of(big), new RoundingModel(type.dtype()), 1);
  }

  /** Whether double-doubles neither overflow nor underflow in products of these numbers. */
  private static boolean tame(Reference a) {
    for (int i = 0; i < a.size(); i++) {
      double magnitude = Math.abs(a.nearest(i));
      if (magnitude != 0 && !(magnitude > 0x1p-400 && magnitude < 0x1p500)) {
        return false;
      }
    }
    return true;
  }
}
