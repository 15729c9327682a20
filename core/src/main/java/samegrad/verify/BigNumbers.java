package samegrad.verify;

import java.math.BigDecimal;

/** Numbers held as {@link BigDecimal}s. */
final class BigNumbers implements Numbers {
  private final BigDecimal[] values;
  private final double[] nearest;
  private final double[] slack;

  /**
   * Numbers around the arrays themselves.
   *
   * @param values the numbers; 0 where one is infinite or NaN
   * @param nearest each rounded to a double; infinite or NaN exactly where the number is that
   * @param slack the bound on each number's error
   */
  BigNumbers(BigDecimal[] values, double[] nearest, double[] slack) {
    this.values = values;
    this.nearest = nearest;
    this.slack = slack;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public double nearest(int i) {
    return nearest[i];
  }

  @Override
  public BigDecimal exact(int i) {
    return values[i];
  }

  @Override
  public int signum(int i) {
    return Double.isFinite(nearest[i]) ? values[i].signum() : (int) Math.signum(nearest[i]);
  }

  @Override
  public double distance(int i, double x) {
    return values[i].subtract(new BigDecimal(x)).abs().doubleValue();
  }

  @Override
  public double slack(int i) {
    return slack[i];
  }

  @Override
  public Numbers gather(int[] places) {
    BigDecimal[] gathered = new BigDecimal[places.length];
    double[] doubles = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      gathered[i] = values[places[i]];
      doubles[i] = nearest[places[i]];
    }
    return new BigNumbers(gathered, doubles, new double[places.length]);
  }
}
