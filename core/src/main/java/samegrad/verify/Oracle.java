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
import java.util.stream.IntStream;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

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

  private final ErrorAnalysis<?> forward;
  private final ErrorAnalysis<?> backward;
  private final Homework homework;
  private final List<Layer> layers;
  private final Map<TensorName, Reference> tensors = new LinkedHashMap<>();

  private Oracle(Homework homework, Arithmetic<?> arithmetic) {
    this.homework = homework;
    layers = homework.network().layers();
    RoundingModel model = new RoundingModel(homework.dtype());
    forward = new ErrorAnalysis<>(arithmetic, model, 1);
    // A computation may divide by M at its very end, and double g·d before.
    backward = new ErrorAnalysis<>(arithmetic, model, 2.0 * homework.samples());
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
    return solve(homework, Arithmetic.of(cost(homework) <= BIG_LIMIT));
  }

  static Solution solve(Homework homework, Arithmetic<?> arithmetic) {
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
    List<Reference> activations = new ArrayList<>();
    List<Numbers<?>> slopes = new ArrayList<>();
    Reference a = exact(homework.x());
    activations.add(a);
    for (int l = 0; l < layers.size(); l++) {
      Reference z = forward.linear(a, layers.get(l).weight(), layers.get(l).bias());
      tensors.put(TensorName.z(l), z);
      Optional<FunctionAnalysis.Image> image =
          layers.get(l).activation().function().map(f -> forward.function(f).image(z));
      a = image.map(FunctionAnalysis.Image::value).orElse(z);
      slopes.add(image.<Numbers<?>>map(FunctionAnalysis.Image::derivative).orElse(z.numbers()));
      tensors.put(TensorName.a(l), a);
      activations.add(a);
    }
    Reference y = exact(homework.y());
    switch (homework.criterion()) {
      case SQUARED -> {
        Reference difference = forward.subtract(a, y);
        tensors.put(TensorName.LOSS, squared(difference));
        gradients(activations, slopes, mean(difference));
      }
      case CROSS_ENTROPY -> {
        Reference logarithms = forward.logSoftmax(a);
        tensors.put(TensorName.LOSS, crossEntropy(logarithms));
        Reference softmax = forward.function(UnaryFunction.EXP).image(logarithms).value();
        gradients(activations, slopes, backward.subtract(mean(softmax), mean(y)));
      }
    }
  }

  private Reference mean(Reference a) {
    return backward.mean(a, homework.samples(), 0);
  }

  /** Σd²/2M: a term goes through its product, an addition for each other one, and the mean's. */
  private Reference squared(Reference difference) {
    int n = difference.size();
    Reference sum = forward.product(row(difference), column(difference), Shape.scalar(), n);
    return forward.mean(sum, 2.0 * homework.samples(), n);
  }

  /** −Σ y log p / M: the products with 0 and 1 are exact, and so is adding a 0. */
  private Reference crossEntropy(Reference logarithms) {
    int samples = homework.samples();
    double[] y = homework.y().toArray();
    Arrays.setAll(y, i -> -y[i]);
    Reference picked = forward.exact(Shape.matrix(1, y.length), y);
    Reference sum =
        forward.product(picked, column(logarithms), Shape.scalar(), Math.max(0, samples - 1));
    return forward.mean(sum, samples, y.length);
  }

  private Reference row(Reference a) {
    return forward.gather(a, Shape.matrix(1, a.size()), IntStream.range(0, a.size()).toArray());
  }

  private Reference column(Reference a) {
    return forward.transpose(row(a));
  }

  private void gradients(List<Reference> activations, List<Numbers<?>> slopes, Reference towards) {
    int samples = homework.samples();
    double[] ones = new double[samples];
    Arrays.fill(ones, 1);
    Reference onesRow = backward.exact(Shape.matrix(1, samples), ones);

    Deque<Map.Entry<TensorName, Reference>> fromLast = new ArrayDeque<>();
    Reference g = towards;
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      Optional<UnaryFunction> function = layer.activation().function();
      if (function.isPresent()) {
        g = backward.function(function.get()).gradient(g, activations.get(l + 1), slopes.get(l));
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
