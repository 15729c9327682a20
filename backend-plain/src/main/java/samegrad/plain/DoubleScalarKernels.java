package samegrad.plain;

import samegrad.tensor.UnaryFunction;

/** {@link DoubleKernels} one element at a time: the twin for JVMs without the Vector API. */
final class DoubleScalarKernels implements DoubleKernels {
  @Override
  public void map(UnaryFunction f, double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    switch (f) {
      case SIGMOID -> {
        for (int i = 0; i < length; i++) {
          dst[dstFrom + i] = DoubleSigmoid.sigmoid(x[xFrom + i]);
        }
      }
    }
  }

  @Override
  public void sigmoidGradient(
      double[] g, int gFrom, double[] a, int aFrom, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      double activation = a[aFrom + i];
      double slope = activation * (1 - activation);
      dst[dstFrom + i] = g[gFrom + i] * slope;
    }
  }

  @Override
  public void add(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] + y[yFrom + i];
    }
  }

  @Override
  public void subtract(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] - y[yFrom + i];
    }
  }

  @Override
  public void multiply(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] * y[yFrom + i];
    }
  }

  @Override
  public void addScalar(double[] x, int xFrom, double y, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] + y;
    }
  }

  @Override
  public void subtractFromScalar(
      double y, double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = y - x[xFrom + i];
    }
  }

  @Override
  public void multiplyScalar(
      double[] x, int xFrom, double y, double[] dst, int dstFrom, int length) {
    for (int i = 0; i < length; i++) {
      dst[dstFrom + i] = x[xFrom + i] * y;
    }
  }

  @Override
  public double sumBlock(double[] x, int xFrom, int length) {
    int bound = length - length % SUM_LANES;
    double lanes = bound == 0 ? 0 : treeOfLanes(x, xFrom, xFrom + bound, SUM_LANES);
    return chain(lanes, x, xFrom + bound, length - bound);
  }

  /** sum + x[from], + x[from + 1], … in ascending order. */
  static double chain(double sum, double[] x, int from, int length) {
    for (int i = from; i < from + length; i++) {
      sum += x[i];
    }
    return sum;
  }

  private static double treeOfLanes(double[] x, int from, int to, int lanes) {
    if (lanes > 4) {
      int half = lanes / 2;
      return treeOfLanes(x, from, to, half) + treeOfLanes(x, from + half, to, half);
    }
    double lane0 = 0;
    double lane1 = 0;
    double lane2 = 0;
    double lane3 = 0;
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
      double[] x, int xFrom, int stride, int rows, double[] dst, int dstFrom, int length) {
    for (int row = 0; row < rows; row++) {
      add(dst, dstFrom, x, xFrom + row * stride, dst, dstFrom, length);
    }
  }
}
