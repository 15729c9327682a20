package samegrad.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * The exact forward pass, loss and gradients of a homework, with bounds on what rounding may do to
 * them in a correct computation.
 *
 * <p>Backpropagation in closed form, sharing no code with the backends, the tape or {@link
 * samegrad.network.ByHand}. What counts as correct, and why the bounds hold for all of that, is in
 * the {@linkplain samegrad.verify package documentation}.
 */
public final class Oracle {
  /**
   * Up to this many multiply-adds, an activation counting as {@link #FUNCTION_COST}, BigDecimal
   * answers within a fraction of a second even in a JVM that has just started.
   */
  private static final long BIG_LIMIT = 100_000;

  private static final long FUNCTION_COST = 100;

  private final Arithmetic arithmetic;
  private final RoundingModel model;
  private final ErrorAnalysis forward;
  private final ErrorAnalysis backward;
  private final Homework homework;

  /** A computation may divide by M at its very end, and double g·d before. */
  private final double headroom;

  private final Map<TensorName, Reference> tensors = new LinkedHashMap<>();

  private Oracle(Homework homework, Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
    model = new RoundingModel(homework.dtype());
    this.homework = homework;
    forward = new ErrorAnalysis(arithmetic, model, 1);
    headroom = 2.0 * homework.samples();
    backward = new ErrorAnalysis(arithmetic, model, headroom);
  }

  /**
   * The exact results of a homework.
   *
   * @param arithmetic what computed them: {@code "BigDecimal"}, to 70 digits, or {@code
   *     "double-double"}, to about 30, the difference being part of the bounds
   * @param tensors by name, in the order of {@link samegrad.network.HomeworkResult#tensors}
   */
  public record Solution(String arithmetic, Map<TensorName, Reference> tensors) {
    /**
     * The tensor of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public Reference tensor(TensorName name) {
      Reference reference = tensors.get(name);
      if (reference == null) {
        throw new IllegalArgumentException("no tensor " + name + " among " + tensors.keySet());
      }
      return reference;
    }
  }

  /** Solves a homework exactly, in BigDecimal if it is small and in double-double if not. */
  public static Solution solve(Homework homework) {
    return solve(
        homework, cost(homework) <= BIG_LIMIT ? new BigArithmetic() : new DoubleDoubleArithmetic());
  }

  static Solution solve(Homework homework, Arithmetic arithmetic) {
    Oracle oracle = new Oracle(homework, arithmetic);
    oracle.solve();
    return new Solution(arithmetic.name(), Collections.unmodifiableMap(oracle.tensors));
  }

  private static long cost(Homework homework) {
    long cost = 0;
    for (Layer layer : homework.network().layers()) {
      cost += 3L * layer.in() * layer.out() + FUNCTION_COST * layer.out();
    }
    return cost * homework.samples();
  }

  private void solve() {
    List<Layer> layers = homework.network().layers();
    List<Reference> activations = new ArrayList<>();
    List<Numbers> slopes = new ArrayList<>();
    Reference a = exact(homework.x());
    activations.add(a);
    for (int l = 0; l < layers.size(); l++) {
      Reference z = linear(a, layers.get(l));
      tensors.put(TensorName.z(l), z);
      Optional<FunctionAnalysis.Image> image = function(layers.get(l)).map(f -> f.image(z));
      a = image.map(FunctionAnalysis.Image::value).orElse(z);
      slopes.add(image.map(FunctionAnalysis.Image::derivative).orElse(z.numbers()));
      tensors.put(TensorName.a(l), a);
      activations.add(a);
    }
    Reference difference = forward.subtract(a, exact(homework.y()));
    tensors.put(TensorName.LOSS, loss(difference));
    gradients(layers, activations, slopes, difference);
  }

  private Optional<FunctionAnalysis> function(Layer layer) {
    return layer
        .activation()
        .function()
        .map(function -> new FunctionAnalysis(arithmetic, model, function));
  }

  /** x Wᵀ + b as (x 1)(W b)ᵀ: a term goes through one product and at most as many additions. */
  private Reference linear(Reference a, Layer layer) {
    int in = layer.in();
    int out = layer.out();
    double[] weightAndBias = new double[(in + 1) * out];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        weightAndBias[j * out + i] = layer.weight().get(i, j);
      }
      weightAndBias[in * out + i] = layer.bias().get(i);
    }
    return forward.product(
        forward.withOnes(a),
        forward.exact(Shape.matrix(in + 1, out), weightAndBias),
        Shape.matrix(homework.samples(), out),
        in + 1);
  }

  /** Σd²/2M: a term goes through its product, an addition for each other one, and the mean's. */
  private Reference loss(Reference difference) {
    int n = difference.size();
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    Reference row = forward.gather(difference, Shape.matrix(1, n), all);
    Reference column = forward.gather(difference, Shape.matrix(n, 1), all);
    Reference sum = forward.product(row, column, Shape.scalar(), n);
    return forward.mean(sum, 2.0 * homework.samples(), n);
  }

  private void gradients(
      List<Layer> layers, List<Reference> activations, List<Numbers> slopes, Reference difference) {
    int samples = homework.samples();
    double[] ones = new double[samples];
    Arrays.fill(ones, 1);
    Reference onesRow = backward.exact(Shape.matrix(1, samples), ones);

    Deque<Map.Entry<TensorName, Reference>> fromLast = new ArrayDeque<>();
    Reference g = backward.mean(difference, samples, 0);
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      Optional<FunctionAnalysis> function = function(layer);
      if (function.isPresent()) {
        g = function.get().gradient(g, activations.get(l + 1), slopes.get(l), headroom);
      }
      Reference bias = backward.product(onesRow, g, layer.bias().shape(), samples - 1);
      Reference weight =
          backward.product(
              backward.transpose(g), activations.get(l), layer.weight().shape(), samples);
      fromLast.push(Map.entry(TensorName.bias(l), bias));
      fromLast.push(Map.entry(TensorName.weight(l), weight));
      if (l > 0) {
        Shape shape = Shape.matrix(samples, layer.in());
        g = backward.product(g, exact(layer.weight()), shape, layer.out());
      }
    }
    fromLast.forEach(entry -> tensors.put(entry.getKey().gradient(), entry.getValue()));
  }

  private Reference exact(HostTensor tensor) {
    return forward.exact(tensor.shape(), tensor.toArray());
  }
}
