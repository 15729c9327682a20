package samegrad.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.spi.BackendProvider;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/**
 * How reproducible a backend's results are, as measured: a computation is repeated with several
 * numbers of threads, and the bits of all its results are compared.
 *
 * @param grade what follows
 * @param runs how often the computation was done with each number of threads
 * @param outcomes for each number of threads, how many different results there were
 */
public record Determinism(Grade grade, int runs, Map<Integer, Integer> outcomes) {
  private static final int[] THREADS = {1, 2, 4};
  private static final int[] BATCHES = {1, 2, 3, 4, 5, 8, 17, 64, 1000};
  private static final int LARGE_EVERY = 50;

  /** From the strongest to the weakest. */
  public enum Grade {
    /** The same bits in every run, and for a sample in every batch, whatever the threads. */
    BATCH_INVARIANT("bitwise, batch-invariant"),
    /** The same bits in every run, whatever the number of threads. */
    BITWISE("bitwise"),
    /** The same bits in every run with the same number of threads. */
    RUN_TO_RUN("run to run"),
    /** Bits differ from run to run; only the bounds on rounding errors hold. */
    BOUNDED("bounded");

    private final String text;

    Grade(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Measures a backend: matrix products, sums and the gradients of a layer, by both autograds, with
   * 1, 2 and 4 threads. Each run does them at a small size, each {@value #LARGE_EVERY}th and the
   * first also at one that is worth several threads: a million elements and more.
   *
   * @param provider makes an engine for each number of threads
   * @param runs how often with each
   */
  public static Determinism measure(
      BackendProvider provider, Device device, DType dtype, int runs) {
    Map<Integer, Integer> outcomes = new LinkedHashMap<>();
    Set<String> allSmall = new LinkedHashSet<>();
    Set<String> allLarge = new LinkedHashSet<>();
    for (int threads : THREADS) {
      Set<String> small = new LinkedHashSet<>();
      Set<String> large = new LinkedHashSet<>();
      try (Backend backend = open(provider, device, threads);
          Workload few = Workload.of(backend, dtype, 65, 257, 33);
          Workload many = Workload.of(backend, dtype, 1024, 1030, 40)) {
        for (int run = 0; run < runs; run++) {
          small.add(few.run());
          if (run % LARGE_EVERY == 0) {
            large.add(many.run());
          }
        }
      }
      outcomes.put(threads, Math.max(small.size(), large.size()));
      allSmall.addAll(small);
      allLarge.addAll(large);
    }
    boolean repeats = outcomes.values().stream().allMatch(count -> count == 1);
    boolean same = allSmall.size() == 1 && allLarge.size() == 1;
    Grade grade = Grade.BOUNDED;
    if (repeats && !same) {
      grade = Grade.RUN_TO_RUN;
    } else if (repeats) {
      grade = isBatchInvariant(provider, device, dtype) ? Grade.BATCH_INVARIANT : Grade.BITWISE;
    }
    return new Determinism(grade, runs, outcomes);
  }

  private static Backend open(BackendProvider provider, Device device, int threads) {
    return new Backend(provider.create(new EngineConfig(device, threads)), Autograd.NATIVE);
  }

  /**
   * Whether a sample's output of a layer, its sum over the units and its gradient, by both
   * autograds and with 1, 2 and 4 threads, have the same bits alone, in batches and among 1024.
   */
  private static boolean isBatchInvariant(BackendProvider provider, Device device, DType dtype) {
    boolean invariant = true;
    for (int threads : THREADS) {
      try (Backend backend = open(provider, device, threads);
          Workload all = Workload.of(backend, dtype, 1024, 257, 33)) {
        List<HostTensor> ofAll = all.ofSamples();
        for (int samples : BATCHES) {
          try (Workload batch = all.last(samples)) {
            invariant &=
                batch.ofSamples().equals(ofAll.stream().map(t -> last(t, samples)).toList());
          }
        }
      }
    }
    return invariant;
  }

  private static HostTensor last(HostTensor matrix, int rows) {
    int columns = matrix.shape().columns();
    double[] elements = matrix.toArray();
    return HostTensor.of(
        matrix.dtype(),
        Shape.matrix(rows, columns),
        Arrays.copyOfRange(elements, elements.length - rows * columns, elements.length));
  }

  /**
   * For example {@code bitwise (1000 runs each; different results by threads: {1=1, 2=1, 4=1})}.
   */
  @Override
  public String toString() {
    return grade + " (" + runs + " runs each; different results by threads: " + outcomes + ")";
  }

  /** A layer's product, sums and gradients, of numbers that sum inexactly. */
  private static final class Workload implements AutoCloseable {
    private final Backend backend;
    private final HostTensor a;
    private final HostTensor b;
    private final HostTensor bias;
    private final List<ValueAndGradients> gradients = new ArrayList<>();

    private Workload(Backend backend, HostTensor a, HostTensor b, HostTensor bias) {
      this.backend = backend;
      this.a = a;
      this.b = b;
      this.bias = bias;
      for (Autograd autograd : Autograd.values()) {
        gradients.add(
            backend.valueAndGradients(
                p ->
                    p.get("a")
                        .matmul(p.get("b").transpose())
                        .scale(1.0 / 16)
                        .add(p.get("bias"))
                        .sigmoid()
                        .sum(),
                autograd));
      }
    }

    /** A product of shapes (m, k) and (k, n). */
    static Workload of(Backend backend, DType dtype, int m, int k, int n) {
      Random random = new Random(1);
      return new Workload(
          backend,
          uniform(dtype, Shape.matrix(m, k), random),
          uniform(dtype, Shape.matrix(n, k), random),
          uniform(dtype, Shape.vector(n), random));
    }

    private static HostTensor uniform(DType dtype, Shape shape, Random random) {
      return HostTensor.of(
          dtype, shape, random.doubles(shape.size()).map(x -> 2 * x - 1).toArray());
    }

    /** The same of the last samples alone. */
    Workload last(int samples) {
      return new Workload(backend, Determinism.last(a, samples), b, bias);
    }

    private Evaluation evaluate(ValueAndGradients gradient) {
      return gradient.evaluate(Parameters.of("a", a).with("b", b).with("bias", bias));
    }

    /** What has a row for each sample. */
    @SuppressWarnings("try") // the scope is there to close, not to be used
    List<HostTensor> ofSamples() {
      List<HostTensor> results = new ArrayList<>();
      try (Scope scope = backend.scope()) {
        Tensor z = backend.add(backend.matmul(a, false, b, true), bias);
        results.add(backend.sigmoid(z).toHost());
        results.add(backend.sum(z, Shape.matrix(a.shape().rows(), 1)).toHost());
        gradients.forEach(each -> results.add(evaluate(each).gradient("a").toHost()));
      }
      return results;
    }

    @SuppressWarnings("try") // the scope is there to close, not to be used
    String run() {
      BitHash results = new BitHash();
      try (Scope scope = backend.scope()) {
        Tensor product = backend.matmul(a, false, b, true);
        results.add(product.toHost());
        results.add(backend.sum(product, bias.shape()).toHost());
        results.add(backend.sum(a).toHost());
        results.add(backend.sum(a, Shape.vector(a.shape().columns())).toHost());
        results.add(backend.sum(backend.sigmoid(backend.multiply(a, a))).toHost());
        for (ValueAndGradients gradient : gradients) {
          Evaluation at = evaluate(gradient);
          results.add(at.result().toHost());
          at.gradients().tensors().forEach(tensor -> results.add(tensor.toHost()));
        }
      }
      return results.hex();
    }

    @Override
    public void close() {
      gradients.forEach(ValueAndGradients::close);
    }
  }
}
