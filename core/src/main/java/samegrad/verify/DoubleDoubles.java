package samegrad.verify;

import java.math.BigDecimal;

/** Numbers held as unevaluated sums high + low of two doubles, |low| ≤ ½ ulp(high). */
final class DoubleDoubles implements Numbers {
  private final double[] high;
  private final double[] low;
  private final double[] slack;

  /** Numbers around the arrays themselves; low is 0 where high is infinite or NaN. */
  DoubleDoubles(double[] high, double[] low, double[] slack) {
    this.high = high;
    this.low = low;
    this.slack = slack;
  }

  /** The high parts: not to be written to. */
  double[] high() {
    return high;
  }

  /** The low parts: not to be written to. */
  double[] low() {
    return low;
  }

  @Override
  public int size() {
    return high.length;
  }

  @Override
  public double nearest(int i) {
    return high[i];
  }

  DoubleDouble get(int i) {
    return new DoubleDouble(high[i], low[i]);
  }

  @Override
  public BigDecimal exact(int i) {
    return get(i).exact();
  }

  @Override
  public int signum(int i) {
    return (int) Math.signum(high[i]);
  }

  /** Not if an overflow has struck the low part either. */
  @Override
  public boolean isFinite(int i) {
    return Double.isFinite(high[i]) && Double.isFinite(low[i]);
  }

  /** The difference of the high parts is exact when they are close (Sterbenz). */
  @Override
  public double distance(int i, double x) {
    return Math.abs((x - high[i]) - low[i]);
  }

  @Override
  public double slack(int i) {
    return slack[i];
  }

  @Override
  public Numbers gather(int[] places) {
    double[] highs = new double[places.length];
    double[] lows = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      highs[i] = high[places[i]];
      lows[i] = low[places[i]];
    }
    return new DoubleDoubles(highs, lows, new double[places.length]);
  }
}
