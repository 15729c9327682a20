package samegrad.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;

/** Records as samegrad bench makes them, of times that scatter by one part in a hundred. */
final class SampleRun {
  private static final int FORKS = 5;

  /**
   * What each backend takes for a gradient step, in microseconds, and to start, in milliseconds.
   */
  private static final Map<String, double[]> BACKENDS = new LinkedHashMap<>();

  static {
    BACKENDS.put("plain", new double[] {1, 900});
    BACKENDS.put("djl", new double[] {70, 1500});
    BACKENDS.put("nd4j", new double[] {68, 2000});
  }

  private SampleRun() {}

  /** A run in which one backend takes so many times as long. */
  static List<Map<String, Object>> records(long seed, String slowed, double factor) {
    Random random = new Random(seed);
    List<Map<String, Object>> records = new ArrayList<>();
    for (Workload workload :
        List.of(
            new Workload(Workload.START, 4, 2),
            new Workload(Workload.STEP, 4, 2),
            new Workload(Workload.FORWARD, 1, 2),
            new Workload(Workload.STEP, 1024, 2),
            new Workload(Workload.STEP, 4, 1),
            new Workload(Workload.MEMORY, 4, 2))) {
      BACKENDS.forEach(
          (backend, times) -> {
            double mean =
                switch (workload.method()) {
                  case Workload.START -> times[1];
                  case Workload.MEMORY -> 400;
                  // a large batch is where plain loses
                  default ->
                      times[0] * (workload.samples() > 4 && backend.equals("plain") ? 200 : 1);
                };
            double factored = mean * (backend.equals(slowed) ? factor : 1);
            List<List<Double>> forks = new ArrayList<>();
            for (int fork = 0; fork < FORKS; fork++) {
              double of = factored * (1 + 0.01 * random.nextGaussian());
              forks.add(DoubleStream.of(of, of * 1.001).boxed().toList());
            }
            records.add(
                Results.element(
                    "samegrad.benchmarks.NetworkBenchmark." + workload.method(),
                    workload.parameters(backend, "float64", "homework"),
                    6,
                    0.08,
                    workload.unit(),
                    forks));
          });
    }
    records.get(0).put(Results.FIELD, context());
    return records;
  }

  private static Context context() {
    List<Context.Check> checks = new ArrayList<>();
    BACKENDS
        .keySet()
        .forEach(name -> checks.add(new Context.Check(name, "W1.grad", 0.1, "a1", "AGREE")));
    return new Context(
        "</script><b>homework</b>: 2-2-1",
        4,
        Map.of("processor", "a machine"),
        Map.of("OMP_NUM_THREADS", "2"),
        Map.of("plain", "pure Java"),
        Map.of("own", "crashed: SIGSEGV"),
        0.02,
        checks,
        "sum of 16, float64\n  plain (threads: 2): each result is rounded\n    0+1+…+15",
        List.of(
            new Context.Drawn("W1", "(2, 2)", "sigmoid", new double[][] {{0.5, -0.3}, {0.8, 0.1}}),
            new Context.Drawn("W1.grad", "(2, 2)", "", new double[][] {{0.1, 0.2}, {-0.3, 0}}),
            new Context.Drawn("W2", "(1, 2)", "identity", new double[][] {{1.2, -0.7}}),
            new Context.Drawn("W2.grad", "(1, 2)", "", new double[][] {{0.3, 0.2}})));
  }
}
