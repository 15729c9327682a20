package samegrad.check;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * The δ of a layer that somebody must have had, from the gradients that they computed with it.
 *
 * <p>W.grad = δᵀ a holds one equation for each input of the layer and b.grad = Σ δ one more, with
 * as many unknowns as there are samples. With A = (a 1)ᵀ, or aᵀ where that is enough, and P = (Aᵀ
 * A)⁻¹ Aᵀ, δ = P g. If the equations hold to within e, and A to within ΔA, then |δ − P g| ≤ |P| e +
 * Q |δ| with Q = |I − P A| + |P| (ΔA + c |A|), c |A| |δ| being what rounding does to the products;
 * so no element of δ − P g is more than max(|P| e + Q |P g|) / (1 − q), q being the largest sum of
 * a row of Q.
 *
 * @param value δ, and how far it may be off
 * @param from the answers that say it
 */
record Recovered(Quantity delta, Reference value, Set<Quantity> from) {
  private static final int MOST_SAMPLES = 100;
  private static final double WELL_CONDITIONED = 0.5;

  /**
   * δ of a layer, if the equations tell it.
   *
   * @param own the derivation, from what else was answered
   * @param weight the answer for W.grad
   * @param bias the answer for b.grad, if there is one
   */
  static Optional<Recovered> of(Derivation own, Answer weight, @Nullable Answer bias) {
    int layer = weight.quantity().layer();
    Reference a = own.a(layer - 1);
    DType dtype = a.type().dtype();
    int samples = a.type().shape().rows();
    int inputs = a.type().shape().columns();
    boolean withBias = samples == inputs + 1 && bias != null;
    int equations = inputs + (withBias ? 1 : 0);
    if (samples > equations || samples > MOST_SAMPLES) {
      return Optional.empty();
    }
    double[][] at = new double[samples][equations];
    double[][] off = new double[samples][equations];
    double c = 2 * (samples + 1) * dtype.unitRoundoff() + 4 * equations * Math.ulp(1.0);
    for (int n = 0; n < samples; n++) {
      for (int k = 0; k < equations; k++) {
        at[n][k] = k < inputs ? a.nearest(n * inputs + k) : 1;
        off[n][k] = (k < inputs ? a.bound(n * inputs + k) : 0) + c * Math.abs(at[n][k]);
      }
    }
    double[][] p = leftInverse(at);
    double[][] q = new double[samples][samples];
    double largest = 0;
    for (int n = 0; n < samples; n++) {
      for (int m = 0; m < samples; m++) {
        double identity = n == m ? 1 : 0;
        q[n][m] = Math.abs(identity - dot(p[n], at[m])) + dot(absolute(p[n]), off[m]);
      }
      largest = Math.max(largest, Arrays.stream(q[n]).sum());
    }
    if (!(largest < WELL_CONDITIONED)) {
      return Optional.empty();
    }
    int units = own.layer(layer).out();
    double[] delta = new double[samples * units];
    double[] within = new double[samples * units];
    for (int unit = 0; unit < units; unit++) {
      double[] g = new double[equations];
      double[] e = new double[equations];
      for (int k = 0; k < equations; k++) {
        Written number =
            k < inputs ? weight.numbers().get(unit * inputs + k) : bias.numbers().get(unit);
        g[k] = number.value().doubleValue();
        e[k] = number.half().doubleValue();
      }
      double[] pg = Arrays.stream(p).mapToDouble(row -> dot(row, g)).toArray();
      double most = 0;
      for (int n = 0; n < samples; n++) {
        most = Math.max(most, dot(absolute(p[n]), e) + dot(q[n], absolute(pg)));
      }
      for (int n = 0; n < samples; n++) {
        delta[n * units + unit] = dtype.round(pg[n]);
        within[n * units + unit] =
            most / (1 - largest) + Math.abs(pg[n]) * 2 * dtype.unitRoundoff();
      }
    }
    Quantity quantity = new Quantity(Kind.DZ, layer);
    HostTensor tensor = HostTensor.of(dtype, quantity.shape(own.homework()), delta);
    Set<Quantity> from = new LinkedHashSet<>(Set.of(weight.quantity()));
    if (withBias) {
      from.add(bias.quantity());
    }
    return Optional.of(new Recovered(quantity, OracleOperations.of(tensor, within), from));
  }

  /** (a aᵀ)⁻¹ a, by elimination; not finite if there is none. */
  private static double[][] leftInverse(double[][] a) {
    int n = a.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] row = new double[n + a[i].length];
      for (int j = 0; j < n; j++) {
        row[j] = dot(a[i], a[j]);
      }
      System.arraycopy(a[i], 0, row, n, a[i].length);
      rows[i] = row;
    }
    for (int i = 0; i < n; i++) { // a aᵀ is positive definite, so needs no pivoting
      double pivot = rows[i][i];
      rows[i] = Arrays.stream(rows[i]).map(value -> value / pivot).toArray();
      for (int j = 0; j < n; j++) {
        double factor = rows[j][i];
        for (int k = 0; j != i && k < rows[j].length; k++) {
          rows[j][k] -= factor * rows[i][k];
        }
      }
    }
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, n, row.length))
        .toArray(double[][]::new);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] absolute(double[] values) {
    return Arrays.stream(values).map(Math::abs).toArray();
  }
}
