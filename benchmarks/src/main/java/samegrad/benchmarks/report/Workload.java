package samegrad.benchmarks.report;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was timed of a network.
 *
 * @param method of {@link samegrad.benchmarks.NetworkBenchmark}, or one of the constants here
 * @param samples the batch
 * @param threads a backend's
 */
public record Workload(String method, int samples, int threads) {
  /** The class whose methods are timed. */
  public static final String SUITE = "NetworkBenchmark";

  /** A pass forward. */
  public static final String FORWARD = "forward";

  /** The loss with its gradients. */
  public static final String STEP = "gradientStep";

  /** From the start of the JVM to the first gradients, in milliseconds. */
  public static final String START = "firstResult";

  /** The most memory that the process had, in MiB. */
  public static final String MEMORY = "peakMemory";

  /** By how much the GPU's memory in use grew meanwhile, in MiB, other processes' too. */
  public static final String GPU_MEMORY = "gpuMemory";

  private static final Set<String> UNTIMED = Set.of(START, MEMORY, GPU_MEMORY);

  static Workload of(Result result) {
    return new Workload(
        result.method(),
        Integer.parseInt(result.parameter("samples")),
        Integer.parseInt(result.parameter("threads")));
  }

  /** What it is called in a result. */
  public Map<String, String> parameters(String backend, String dtype, String network) {
    return new TreeMap<>(
        Map.of(
            "backend", backend,
            "dtype", dtype,
            "network", network,
            "samples", Integer.toString(samples),
            "threads", Integer.toString(threads)));
  }

  /** Whether it is a time of many calls in each JVM. */
  public boolean isTimed() {
    return !UNTIMED.contains(method);
  }

  /** JMH's unit of it. */
  public String unit() {
    return isTimed() ? "us/op" : method.equals(START) ? "ms/op" : "MiB";
  }

  /** In words, such as {@code gradient step}. */
  public String name() {
    return switch (method) {
      case STEP -> "gradient step";
      case FORWARD -> "forward pass";
      case START -> "start to first gradients";
      case MEMORY -> "peak memory";
      case GPU_MEMORY -> "memory of the GPU";
      default -> method;
    };
  }

  /** In words, such as {@code a gradient step of 4 samples on 2 threads}. */
  String describe() {
    return "a %s of %d sample%s on %d thread%s"
        .formatted(name(), samples, samples == 1 ? "" : "s", threads, threads == 1 ? "" : "s");
  }
}
