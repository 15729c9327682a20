package samegrad.check;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * The δ of a layer that somebody must have had, from the gradient W.grad = δᵀ a that they computed
 * with it: for each unit one equation for each input of the layer, with as many unknowns as there
 * are samples.
 *
 * <p>With P = (a aᵀ)⁻¹ a, computed anyhow, and R = I − P aᵀ, δ = P W.gradᵀ + R δ. So no element of
 * δ − P W.gradᵀ is more than (e + q max|P W.gradᵀ|) / (1 − q), e being the bound on P W.gradᵀ and q
 * the largest sum of a row of R with its bound. That bound covers the rounding of δᵀ a too: there
 * are no more samples than inputs.
 */
final class Recovered {
  private static final OracleOperations OPERATIONS = OracleOperations.QUICK;
  private static final int MOST_SAMPLES = 100;

  private Recovered() {}

  /**
   * δ, with its bound, if the equations tell it.
   *
   * @param own the derivation, from what else was answered
   * @param gradient the answer for W.grad, whole and of its shape
   */
  static Optional<Reference> delta(Derivation own, Answer gradient) {
    Reference a = own.a(gradient.quantity().layer() - 1);
    DType dtype = a.type().dtype();
    int samples = a.type().shape().rows();
    if (samples > Math.min(a.type().shape().columns(), MOST_SAMPLES)) {
      return Optional.empty();
    }
    double[] inverse = leftInverse(a);
    if (!Arrays.stream(inverse).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    Reference p =
        OracleOperations.of(
            HostTensor.of(
                dtype, a.type().shape(), Arrays.stream(inverse).map(dtype::round).toArray()));
    Reference delta = OPERATIONS.matmul(p, false, gradient.reference(dtype), true);
    double[] identity = new double[samples * samples];
    IntStream.range(0, samples).forEach(n -> identity[n * samples + n] = 1);
    Reference r =
        OPERATIONS.subtract(
            OracleOperations.of(HostTensor.of(dtype, Shape.matrix(samples, samples), identity)),
            OPERATIONS.matmul(p, false, a, true));
    double q =
        IntStream.range(0, samples)
            .mapToDouble(
                n ->
                    IntStream.range(n * samples, (n + 1) * samples)
                        .mapToDouble(i -> Math.abs(r.nearest(i)) + r.bound(i))
                        .sum())
            .max()
            .orElse(0);
    if (!(q < 1)) {
      return Optional.empty();
    }
    double[] values = IntStream.range(0, delta.size()).mapToDouble(delta::nearest).toArray();
    double e = IntStream.range(0, delta.size()).mapToDouble(delta::bound).max().orElse(0);
    double most = Arrays.stream(values).map(Math::abs).max().orElse(0);
    double[] within = new double[values.length];
    Arrays.fill(within, Math.nextUp((e + q * most) / (1 - q) * (1 + 4 * Math.ulp(1.0))));
    Quantity quantity = new Quantity(Kind.DZ, gradient.quantity().layer());
    return Optional.of(
        OracleOperations.of(HostTensor.of(dtype, quantity.shape(own.homework()), values), within));
  }

  /** (a aᵀ)⁻¹ a, by elimination; not finite if there is none. */
  private static double[] leftInverse(Reference a) {
    int n = a.type().shape().rows();
    int inputs = a.type().shape().columns();
    double[][] rows = new double[n][n + inputs];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < inputs; k++) {
        rows[i][n + k] = a.nearest(i * inputs + k);
        for (int j = 0; j < n; j++) {
          rows[i][j] += a.nearest(i * inputs + k) * a.nearest(j * inputs + k);
        }
      }
    }
    for (int i = 0; i < n; i++) { // a aᵀ is positive definite, so needs no pivoting
      double pivot = rows[i][i];
      for (int k = 0; k < n + inputs; k++) {
        rows[i][k] /= pivot;
      }
      for (int j = 0; j < n; j++) {
        double factor = j == i ? 0 : rows[j][i];
        for (int k = 0; k < n + inputs; k++) {
          rows[j][k] -= factor * rows[i][k];
        }
      }
    }
    return Arrays.stream(rows).flatMapToDouble(row -> Arrays.stream(row, n, n + inputs)).toArray();
  }
}
