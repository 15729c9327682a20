package samegrad.plain.kernel;

/** {@link FloatKernels} one element at a time: the twin for JVMs without the Vector API. */
public final class FloatScalarKernels implements FloatKernels {
  @Override
  public void sigmoid(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = sigmoid(x[xFrom + i]);
    }
  }

  /** σ(z), at most 1 ulp from the exact value: {@link FloatSigmoid} says why. */
  public static float sigmoid(float z) {
    float x = z < FloatSigmoid.LOW ? -FloatSigmoid.LOW : -z;
    x = z > FloatSigmoid.HIGH ? -FloatSigmoid.HIGH : x;
    float rounded = Math.fma(x, -FloatSigmoid.LOG2_E, FloatSigmoid.ROUND);
    float m = rounded - FloatSigmoid.ROUND;
    float scale =
        Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << FloatSigmoid.EXPONENT_SHIFT);
    float r = Math.fma(m, FloatSigmoid.LN2_LOW, Math.fma(m, FloatSigmoid.LN2_HIGH, x));
    float r2 = r * r;
    float q = FloatSigmoid.polynomial(r, r2);
    float a = Math.fma(scale, FloatSigmoid.UNSCALE, 1);
    float d = Math.fma(r2, q, a + r);
    float lost = Math.fma(scale, FloatSigmoid.UNSCALE, 1 - a);
    float rest = Math.fma(r2, q, (a - d) + r) + lost;
    float y = -1 / d;
    float e = Math.fma(y, rest, Math.fma(y, d, 1));
    float scaled = y * scale;
    return Math.fma(scaled, e, scaled) * -FloatSigmoid.UNSCALE;
  }

  @Override
  public void sigmoidGradient(
      float[] g, int gFrom, float[] a, int aFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      float activation = a[aFrom + i];
      float slope = activation * (1 - activation);
      dst[dstFrom + i] = g[gFrom + i] * slope;
    }
  }

  @Override
  public void add(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] + y[yFrom + i];
    }
  }

  @Override
  public void subtract(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] - y[yFrom + i];
    }
  }

  @Override
  public void multiply(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] * y[yFrom + i];
    }
  }

  @Override
  public void addScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] + y;
    }
  }

  @Override
  public void subtractFromScalar(
      float y, float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = y - x[xFrom + i];
    }
  }

  @Override
  public void multiplyScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] * y;
    }
  }

  @Override
  public float sumBlock(float[] x, int xFrom, int length) {
    int bound = length - length % SUM_LANES;
    float lanes = bound == 0 ? 0 : treeOfLanes(x, xFrom, xFrom + bound, SUM_LANES);
    return chain(lanes, x, xFrom + bound, length - bound);
  }

  /** sum + x[from], + x[from + 1], … in ascending order. */
  static float chain(float sum, float[] x, int from, int length) {
    for (int i = from; i < from + length; i++) {
      sum += x[i];
    }
    return sum;
  }

  private static float treeOfLanes(float[] x, int from, int to, int lanes) {
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

  @Override
  public void accumulateRows(
      float[] x, int xFrom, int stride, int rows, float[] dst, int dstFrom, int length) {
    for (int row = 0; row < rows; row++) {
      add(dst, dstFrom, x, xFrom + row * stride, dst, dstFrom, length);
    }
  }
}
