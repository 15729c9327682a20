package samegrad.shard;

import java.io.Serializable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;

/**
 * A sum of tensors whose bits depend on the terms alone: not on their order, nor on how they are
 * grouped into partial sums.
 *
 * <p>Binned, as in Demmel, Ahrens and Nguyen, <em>Efficient Reproducible Floating Point Summation
 * and BLAS</em> (UCB/EECS-2016-121), but on integers, as in Neal, <em>Fast Exact Summation Using
 * Small and Large Superaccumulators</em> (arXiv:1505.05571). The places that a double's bits can
 * have are cut into bins of 32, at borders that are the same for all numbers. A term is cut at the
 * borders, and each piece is added to its bin's limb, an integer of 64 bits: integers add up in any
 * order. Each element of the sum keeps the limbs of three bins, from the highest one that a term
 * has reached on. What lies below is dropped, of terms before as of terms behind, so that what is
 * kept does not depend on the order either.
 *
 * <p>For n terms of magnitude m at most, an element is off by less than n·2⁻⁶⁴·m before its one
 * rounding to the dtype. ±∞ and NaN among the terms give what IEEE 754 makes of them; the sum
 * overflows only if its value does. A sum of zeros is +0.
 *
 * <p>It takes 26 bytes an element, and is for one thread at a time.
 */
public final class ReproducibleSum implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int BIN_BITS = 32;
  private static final long PIECE = (1L << BIN_BITS) - 1;
  private static final int LIMBS = 3;

  /** Each piece has 32 bits; a limb is to have 3 bits to spare beside its sign. */
  private static final long MOST_TERMS = 1 << 28;

  /** The exponent of the smallest subnormal double, where bin 0 begins. */
  private static final int LOWEST = Double.MIN_EXPONENT - 52;

  private static final int NOT_FINITE = 0x7ff;

  private static final byte PLUS_INFINITY = 1;
  private static final byte MINUS_INFINITY = 2;
  private static final byte NAN = 4;

  private final TensorType type;

  /** Of each element the limbs of the bins top, top − 1 and top − 2. */
  private final long[] limbs;

  private final byte[] top;

  /** Which of ±∞ and NaN have been among an element's terms. */
  private final byte[] specials;

  private long terms;

  /** A sum without terms, of that dtype and shape. */
  public ReproducibleSum(TensorType type) {
    this.type = type;
    limbs = new long[Math.multiplyExact(LIMBS, type.shape().size())];
    top = new byte[type.shape().size()];
    specials = new byte[top.length];
  }

  /** The dtype and shape of the terms and of the sum. */
  public TensorType type() {
    return type;
  }

  /**
   * Adds a tensor.
   *
   * @throws IllegalArgumentException if it is of another type
   * @throws ArithmeticException if it is one term more than 2²⁸
   */
  public void add(HostTensor term) {
    requireSame(term.type());
    count(1);
    if (type.dtype() == DType.FLOAT32) {
      float[] elements = term.sharedFloat32();
      for (int i = 0; i < elements.length; i++) {
        add(i, elements[i]);
      }
    } else {
      double[] elements = term.sharedFloat64();
      for (int i = 0; i < elements.length; i++) {
        add(i, elements[i]);
      }
    }
  }

  /**
   * Adds all terms of another sum.
   *
   * @throws IllegalArgumentException if it is of another type
   * @throws ArithmeticException if there are more than 2²⁸ terms then
   */
  public void add(ReproducibleSum other) {
    requireSame(other.type);
    count(other.terms);
    for (int i = 0; i < top.length; i++) {
      raise(i, other.top[i]);
      int below = top[i] - other.top[i];
      for (int j = 0; j < LIMBS - below; j++) {
        limbs[LIMBS * i + below + j] += other.limbs[LIMBS * i + j];
      }
      specials[i] |= other.specials[i];
    }
  }

  private void requireSame(TensorType other) {
    if (!type.equals(other)) {
      throw new IllegalArgumentException("the sum is " + type + ", the term " + other);
    }
  }

  private void count(long more) {
    if (terms + more > MOST_TERMS) {
      throw new ArithmeticException("a sum has at most " + MOST_TERMS + " terms");
    }
    terms += more;
  }

  private void add(int i, double x) {
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >>> 52) & NOT_FINITE;
    if (exponent == NOT_FINITE) {
      specials[i] |= x > 0 ? PLUS_INFINITY : x < 0 ? MINUS_INFINITY : NAN;
      return;
    }
    // Its first bit is the highest of the long. Those of zero and of a subnormal begin with zeros,
    // and the bins that are kept then reach below all numbers.
    long mantissa = bits << 11 | (exponent == 0 ? 0 : Long.MIN_VALUE);
    int highest = Math.max(exponent, 1) + 51;
    raise(i, highest / BIN_BITS);
    int below = BIN_BITS * top[i] + BIN_BITS - 1 - highest;
    long negative = bits >> 63;
    if (below < 2 * BIN_BITS) {
      long first = mantissa >>> below;
      long next = mantissa << 63 - below << 1;
      addPiece(LIMBS * i, first >>> BIN_BITS, negative);
      addPiece(LIMBS * i + 1, first & PIECE, negative);
      addPiece(LIMBS * i + 2, next >>> BIN_BITS, negative);
    } else if (below < LIMBS * BIN_BITS) {
      addPiece(LIMBS * i + 2, mantissa >>> below - BIN_BITS, negative);
    }
  }

  /** Adds a piece to a limb or, where {@code negative} is −1, subtracts it. */
  private void addPiece(int limb, long piece, long negative) {
    limbs[limb] += (piece ^ negative) - negative;
  }

  /** Makes that bin the highest that is kept, if it is higher than the one until now. */
  private void raise(int i, int bin) {
    int by = bin - top[i];
    if (by > 0) {
      for (int j = LIMBS - 1; j >= 0; j--) {
        limbs[LIMBS * i + j] = j < by ? 0 : limbs[LIMBS * i + j - by];
      }
      top[i] = (byte) bin;
    }
  }

  /** The sum, each element rounded once to the dtype. */
  public HostTensor total() {
    return mean(1);
  }

  /**
   * The sum divided by a number: each element is rounded to the dtype, and so is its quotient.
   *
   * @param divisor 1 or more
   */
  public HostTensor mean(double divisor) {
    if (type.dtype() == DType.FLOAT32) {
      float[] elements = new float[top.length];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) element(i, divisor);
      }
      return HostTensor.share(type.shape(), elements);
    }
    double[] elements = new double[top.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = element(i, divisor);
    }
    return HostTensor.share(type.shape(), elements);
  }

  private double element(int i, double divisor) {
    if (specials[i] != 0) {
      return specials[i] == PLUS_INFINITY
          ? Double.POSITIVE_INFINITY
          : specials[i] == MINUS_INFINITY ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    long middle = limbs[LIMBS * i + 1] + (limbs[LIMBS * i + 2] >> BIN_BITS);
    long high = limbs[LIMBS * i] + (middle >> BIN_BITS);
    long low = middle << BIN_BITS | limbs[LIMBS * i + 2] & PIECE;
    boolean negative = high < 0;
    if (negative) {
      low = -low;
      high = low == 0 ? -high : ~high;
    }
    int exponent = LOWEST + BIN_BITS * (top[i] - LIMBS + 1);
    if (high != 0 || low < 0) {
      // The first 62 bits and, in the last of them, whether there is a further one.
      int shift = Long.SIZE + 2 - Long.numberOfLeadingZeros(high);
      long rest = low << Long.SIZE - shift;
      low = high << Long.SIZE - shift | low >>> shift | (rest == 0 ? 0 : 1);
      exponent += shift;
    }
    double rounded = type.dtype() == DType.FLOAT32 ? (float) low : (double) low;
    return Math.scalb((negative ? -rounded : rounded) / divisor, exponent);
  }
}
