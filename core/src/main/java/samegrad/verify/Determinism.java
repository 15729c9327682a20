package samegrad.verify;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import samegrad.Backend;
import samegrad.DType;
import samegrad.HostTensor;
import samegrad.Scope;
import samegrad.Shape;
import samegrad.Tensor;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.spi.BackendProvider;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;

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

  /** From the strongest to the weakest. */
  public enum Grade {
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
   * Measures a backend: matrix products, sums and the gradients of a network, by both autograds,
   * with 1, 2 and 4 threads.
   *
   * @param provider makes an engine for each number of threads
   * @param runs how often with each
   */
  public static Determinism measure(
      BackendProvider provider, Device device, DType dtype, int runs) {
    Map<Integer, Integer> outcomes = new LinkedHashMap<>();
    Set<String> all = new LinkedHashSet<>();
    for (int threads : THREADS) {
      Set<String> seen = new LinkedHashSet<>();
      try (Backend backend =
              new Backend(provider.create(new EngineConfig(device, threads)), Autograd.NATIVE);
          Workload workload = new Workload(backend, dtype)) {
        for (int run = 0; run < runs; run++) {
          seen.add(workload.run());
        }
      }
      outcomes.put(threads, seen.size());
      all.addAll(seen);
    }
    boolean repeats = outcomes.values().stream().allMatch(count -> count == 1);
    Grade grade = !repeats ? Grade.BOUNDED : all.size() == 1 ? Grade.BITWISE : Grade.RUN_TO_RUN;
    return new Determinism(grade, runs, outcomes);
  }

  /** For example {@code bitwise (1000 runs each; results with 1 thread: 1, 2: 1, 4: 1)}. */
  @Override
  public String toString() {
    return grade + " (" + runs + " runs each; different results by threads: " + outcomes + ")";
  }

  /** Sizes at which libraries divide the work among threads, and numbers that sum inexactly. */
  private static final class Workload implements AutoCloseable {
    private final Backend backend;
    private final HostTensor a;
    private final HostTensor b;
    private final HostTensor bias;
    private final List<ValueAndGradients> gradients = new ArrayList<>();

    Workload(Backend backend, DType dtype) {
      Random random = new Random(1);
      this.backend = backend;
      this.a = gaussian(dtype, Shape.matrix(65, 257), random);
      this.b = gaussian(dtype, Shape.matrix(33, 257), random);
      this.bias = gaussian(dtype, Shape.vector(33), random);
      for (Autograd autograd : Autograd.values()) {
        gradients.add(
            backend.valueAndGradients(
                p ->
                    p.constant(a)
                        .matmul(p.get("b").transpose())
                        .scale(1.0 / 16)
                        .add(p.get("bias"))
                        .sigmoid()
                        .sum(),
                autograd));
      }
    }

    private static HostTensor gaussian(DType dtype, Shape shape, Random random) {
      return HostTensor.of(
          dtype, shape, random.doubles(shape.size()).map(x -> 2 * x - 1).toArray());
    }

    @SuppressWarnings("try") // the scope is there to close, not to be used
    String run() {
      List<HostTensor> results = new ArrayList<>();
      try (Scope scope = backend.scope()) {
        Tensor product = backend.matmul(a, false, b, true);
        results.add(product.toHost());
        results.add(backend.sum(product, Shape.vector(33)).toHost());
        results.add(backend.sum(a).toHost());
        for (ValueAndGradients gradient : gradients) {
          Evaluation at = gradient.evaluate(Parameters.of("b", b).with("bias", bias));
          results.add(at.result().toHost());
          at.gradients().tensors().forEach(tensor -> results.add(tensor.toHost()));
        }
      }
      return fingerprint(results);
    }

    /** The SHA-256 of all bits, in hexadecimal: results themselves would fill the memory. */
    private static String fingerprint(List<HostTensor> results) {
      MessageDigest digest;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException missing) {
        throw new IllegalStateException("every Java platform has SHA-256", missing);
      }
      for (HostTensor result : results) {
        ByteBuffer bits = ByteBuffer.allocate(Double.BYTES * result.shape().size());
        for (int i = 0; i < result.shape().size(); i++) {
          bits.putDouble(result.get(i));
        }
        digest.update(bits.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
      gradients.forEach(ValueAndGradients::close);
    }
  }
}
