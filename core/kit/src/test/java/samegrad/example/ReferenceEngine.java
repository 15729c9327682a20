package samegrad.example;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * Computes every element in float64 by the definition and rounds it to the dtype at the end.
 *
 * <p>Its arrays are {@link HostTensor}s, each with memory of its own. It knows those in use and
 * refuses to work on one that is freed.
 */
public final class ReferenceEngine implements Engine<HostTensor> {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private final EngineConfig config;
  private final Set<HostTensor> live =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /** An engine of that configuration; the threads are its callers' own. */
  public ReferenceEngine(EngineConfig config) {
    this.config = config;
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(
        "reference", "Java", config.device(), config.threads(), "an eager reverse pass");
  }

  @Override
  public HostTensor upload(HostTensor tensor) {
    return make(tensor.type(), tensor.toArray());
  }

  @Override
  public HostTensor download(HostTensor array, TensorType type) {
    requireLive(array);
    return HostTensor.of(type.dtype(), type.shape(), array.toArray());
  }

  @Override
  public void free(HostTensor array) {
    if (!live.remove(array)) {
      throw new IllegalStateException("freed twice: " + array);
    }
  }

  @Override
  public HostTensor matmul(HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
    requireLive(a);
    requireLive(b);
    TensorType type = TYPES.matmul(a.type(), transposeA, b.type(), transposeB);
    int inner = transposeA ? a.shape().rows() : a.shape().columns();
    int columns = type.shape().columns();
    double[] product = new double[type.shape().size()];
    for (int index = 0; index < product.length; index++) {
      int i = index / columns;
      int j = index % columns;
      double sum = 0;
      for (int k = 0; k < inner; k++) {
        sum += (transposeA ? a.get(k, i) : a.get(i, k)) * (transposeB ? b.get(j, k) : b.get(k, j));
      }
      product[index] = sum;
    }
    return make(type, product);
  }

  @Override
  public HostTensor transpose(HostTensor a) {
    requireLive(a);
    TensorType type = TYPES.transpose(a.type());
    double[] result = new double[type.shape().size()];
    for (int index = 0; index < result.length; index++) {
      int columns = type.shape().columns();
      result[index] = a.get(index % columns, index / columns);
    }
    return make(type, result);
  }

  @Override
  public HostTensor add(HostTensor a, HostTensor b) {
    return pairwise(TYPES.add(a.type(), b.type()), a, b, Double::sum);
  }

  @Override
  public HostTensor subtract(HostTensor a, HostTensor b) {
    return pairwise(TYPES.subtract(a.type(), b.type()), a, b, (x, y) -> x - y);
  }

  @Override
  public HostTensor multiply(HostTensor a, HostTensor b) {
    return pairwise(TYPES.multiply(a.type(), b.type()), a, b, (x, y) -> x * y);
  }

  @Override
  public HostTensor scale(HostTensor a, double factor) {
    double rounded = a.dtype().round(factor);
    return each(a, x -> x * rounded);
  }

  @Override
  public HostTensor map(UnaryFunction function, HostTensor a) {
    return each(a, function::value);
  }

  @Override
  public HostTensor logSoftmax(HostTensor a) {
    requireLive(a);
    double[] result = a.toArray();
    int columns = a.shape().columns();
    for (int from = 0; from < result.length; from += columns) {
      double[] row = Arrays.copyOfRange(result, from, from + columns);
      double largest = Arrays.stream(row).reduce(Double.NEGATIVE_INFINITY, Math::max);
      double sum = Arrays.stream(row).map(z -> Math.exp(z - largest)).sum();
      for (int k = 0; k < columns; k++) {
        result[from + k] = row[k] - largest - Math.log(sum);
      }
    }
    return make(a.type(), result);
  }

  @Override
  public HostTensor sum(HostTensor a, Shape target) {
    requireLive(a);
    double[] sums = new double[target.size()];
    for (int index = 0; index < a.shape().size(); index++) {
      sums[source(target, a.shape(), index)] += a.get(index);
    }
    return make(new TensorType(a.dtype(), target), sums);
  }

  @Override
  public HostTensor broadcast(HostTensor a, Shape target) {
    TensorType type = new TensorType(a.dtype(), target);
    return pairwise(type, a, a, (x, same) -> x);
  }

  @Override
  public GradientProgram<HostTensor> differentiate(Tape tape) {
    return new EagerReverse(this, tape);
  }

  /** Gives up everything; an array that is left is a leak of the caller's. */
  @Override
  public void close() {
    live.clear();
  }

  private HostTensor each(HostTensor a, DoubleUnaryOperator function) {
    requireLive(a);
    double[] result = a.toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] = function.applyAsDouble(result[i]);
    }
    return make(a.type(), result);
  }

  private HostTensor pairwise(
      TensorType type, HostTensor a, HostTensor b, DoubleBinaryOperator function) {
    requireLive(a);
    requireLive(b);
    double[] result = new double[type.shape().size()];
    for (int i = 0; i < result.length; i++) {
      double left = a.get(source(a.shape(), type.shape(), i));
      result[i] = function.applyAsDouble(left, b.get(source(b.shape(), type.shape(), i)));
    }
    return make(type, result);
  }

  /** The element of a tensor that broadcasting puts at that place of the whole. */
  private static int source(Shape part, Shape whole, int index) {
    int row = part.rows() == 1 ? 0 : index / whole.columns();
    int column = part.columns() == 1 ? 0 : index % whole.columns();
    return row * part.columns() + column;
  }

  private HostTensor make(TensorType type, double[] elements) {
    HostTensor made =
        type.dtype() == DType.FLOAT64
            ? HostTensor.share(type.shape(), elements)
            : HostTensor.of(type.dtype(), type.shape(), elements);
    live.add(made);
    return made;
  }

  private void requireLive(HostTensor array) {
    if (!live.contains(array)) {
      throw new IllegalStateException("used after it was freed: " + array);
    }
  }
}
