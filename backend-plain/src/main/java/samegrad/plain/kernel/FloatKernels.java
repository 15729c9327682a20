package samegrad.plain.kernel;

import samegrad.tensor.UnaryFunction;

/**
 * The float32 inner loops, over slices of contiguous arrays: here one element at a time, for JVMs
 * without the Vector API; {@code FloatVectorKernels} has them in vectors.
 *
 * <p>Each method works on {@code length} elements of each array from the given index on. {@code
 * dst} may be one of the sources at the same index; other overlap is undefined. Nothing is checked
 * here beyond what Java checks. Both classes give the same bits for every input, NaN being equal to
 * NaN whatever its payload.
 */
public sealed class FloatKernels permits FloatVectorKernels {
  /** How many partial sums run side by side within a block, at every vector width. */
  static final int SUM_LANES = 32;

  FloatKernels() {}

  /** dst = f(x), at most 1 ulp from the exact value. */
  public final void map(
      UnaryFunction f, float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    switch (f) {
      case SIGMOID -> sigmoid(x, xFrom, dst, dstFrom, length);
      case TANH -> tanh(x, xFrom, dst, dstFrom, length);
      case RELU -> relu(x, xFrom, dst, dstFrom, length);
      case STEP -> step(x, xFrom, dst, dstFrom, length);
      case EXP -> exp(x, xFrom, dst, dstFrom, length);
    }
  }

  void tanh(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = FloatTanh.tanh(x[xFrom + i]);
    }
  }

  void relu(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = Math.max(x[xFrom + i], 0);
    }
  }

  void step(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] > 0 ? 1 : 0;
    }
  }

  /** By StrictMath, whose bits are the same on every JVM. */
  private static void exp(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = (float) StrictMath.exp(x[xFrom + i]);
    }
  }

  void sigmoid(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = sigmoid(x[xFrom + i]);
    }
  }

  /** σ(z), at most 1 ulp from the exact value: {@link FloatSigmoid} says why. */
  public static float sigmoid(float z) {
    float x = z < FloatSigmoid.LOW ? -FloatSigmoid.LOW : -z;
    x = z > FloatSigmoid.HIGH ? -FloatSigmoid.HIGH : x;
    float rounded = Fma.fma(x, -FloatSigmoid.LOG2_E, FloatSigmoid.ROUND);
    float m = rounded - FloatSigmoid.ROUND;
    float scale =
        Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << FloatSigmoid.EXPONENT_SHIFT);
    float r = Fma.fma(m, FloatSigmoid.LN2_LOW, Fma.fma(m, FloatSigmoid.LN2_HIGH, x));
    float r2 = r * r;
    float q = FloatSigmoid.polynomial(r, r2);
    float a = Fma.fma(scale, FloatSigmoid.UNSCALE, 1);
    float d = Fma.fma(r2, q, a + r);
    float lost = Fma.fma(scale, FloatSigmoid.UNSCALE, 1 - a);
    float rest = Fma.fma(r2, q, (a - d) + r) + lost;
    float y = -1 / d;
    float e = Fma.fma(y, rest, Fma.fma(y, d, 1));
    float scaled = y * scale;
    return Fma.fma(scaled, e, scaled) * -FloatSigmoid.UNSCALE;
  }

  /** dst = g·(a·(1 − a)) with t = 1 − a, s = a·t, g·s each rounded; a is σ's result. */
  public void sigmoidGradient(
      float[] g, int gFrom, float[] a, int aFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      float activation = a[aFrom + i];
      float slope = activation * (1 - activation);
      dst[dstFrom + i] = g[gFrom + i] * slope;
    }
  }

  /** dst = x + y. */
  public void add(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] + y[yFrom + i];
    }
  }

  /** dst = x − y. */
  public void subtract(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] - y[yFrom + i];
    }
  }

  /** dst = x·y. */
  public void multiply(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] * y[yFrom + i];
    }
  }

  /** dst = x + y for a scalar y; x − y is the sum with −y, to the bit. */
  public void addScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] + y;
    }
  }

  /** dst = y − x for a scalar y. */
  public void subtractFromScalar(
      float y, float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = y - x[xFrom + i];
    }
  }

  /** dst = x·y for a scalar y. */
  public void multiplyScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] * y;
    }
  }

  /**
   * The sum of one block in the order {@link FloatReductions#sum} defines: {@link #SUM_LANES}
   * interleaved chains, their tree, then the rest.
   */
  public final float sumBlock(float[] x, int xFrom, int length) {
    int bound = length - length % SUM_LANES;
    float lanes = bound == 0 ? 0 : treeOfLanes(x, xFrom, xFrom + bound, SUM_LANES);
    return chain(lanes, x, xFrom + bound, length - bound);
  }

  /** sum + x[from], + x[from + 1], … in ascending order. */
  private static float chain(float sum, float[] x, int from, int length) {
    for (int i = from; i < from + length; i++) {
      sum += x[i];
    }
    return sum;
  }

  /**
   * The tree over {@code lanes} neighbouring chains, the first of which starts at {@code from};
   * each goes on in steps of SUM_LANES below {@code to}.
   */
  float treeOfLanes(float[] x, int from, int to, int lanes) {
    if (lanes > 4) {
      int half = lanes / 2;
      return treeOfLanes(x, from, to, half) + treeOfLanes(x, from + half, to, half);
    }
    float lane0 = 0;
    float lane1 = 0;
    float lane2 = 0;
    float lane3 = 0;
    for (int i = from; i < to; i += SUM_LANES) {
      lane0 += x[i];
      lane1 += x[i + 1];
      lane2 += x[i + 2];
      lane3 += x[i + 3];
    }
    return (lane0 + lane1) + (lane2 + lane3);
  }

  /**
   * dst[j] = (…((dst[j] + x[xFrom + j]) + x[xFrom + stride + j]) + …) over {@code rows} rows: one
   * ascending chain for each of the {@code length} columns.
   */
  public void accumulateRows(
      float[] x, int xFrom, int stride, int rows, float[] dst, int dstFrom, int length) {
    for (int row = 0; row < rows; row++) {
      int from = xFrom + row * stride;
      for (int j = 0; j < length; j++) {
        dst[dstFrom + j] += x[from + j];
      }
    }
  }
}
