package samegrad.benchmarks.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.CompilerHints;
import samegrad.benchmarks.NetworkBenchmark;
import samegrad.benchmarks.report.Context;
import samegrad.benchmarks.report.Results;
import samegrad.benchmarks.report.Workload;
import samegrad.cli.console.Progress;
import samegrad.cli.worker.ChildJvm;
import samegrad.cli.worker.Workers;
import samegrad.json.Json;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.spi.EngineConfig;
import samegrad.tensor.HostTensor;

/**
 * The measurement of one network. In each round every backend has a JVM of its own, one after the
 * other, so that what changes while it runs meets all alike. JMH measures within that JVM, which is
 * started with the flags that JMH gives its own forks: so one that crashes or hangs can be told
 * from the others, and start-up and memory are those of a process that did nothing else.
 *
 * <p>Another thread may ask for the records while it runs.
 */
final class Session {
  /** More parameters are drawn by the largest of each block. */
  private static final int CELLS = 48;

  private final Homework homework;
  private final EngineConfig config;
  private final Duration patience;
  private final Plan plan;
  private final Verification verification;
  private final Map<String, String> machine;
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Map<String, String> kernels = new LinkedHashMap<>();
  private final List<Double> others = new ArrayList<>();

  /** By workload, then backend: the iterations of each fork. */
  private final Map<Workload, Map<String, List<List<Double>>>> raw = new LinkedHashMap<>();

  private boolean stopped;

  Session(
      Homework homework,
      Workers workers,
      Plan plan,
      Verification verification,
      Map<String, String> machine) {
    this.homework = homework;
    this.config = workers.config();
    this.patience = workers.limit();
    this.plan = plan;
    this.verification = verification;
    this.machine = machine;
    failures.putAll(verification.failures());
  }

  /** Measures; what is under way and how much is left goes to the progress. */
  void run(Progress progress) throws IOException {
    Path network = Files.createTempFile("samegrad", ".json");
    try {
      Files.writeString(network, Json.write(homework));
      List<String> flags =
          new ArrayList<>(List.of("-Djmh.ignoreLock=true", "-Dsamegrad.device=" + config.device()));
      CompilerHints.addCompilerHints(flags);
      ChildJvm jvm =
          new ChildJvm(
              flags,
              Map.of("OMP_NUM_THREADS", Integer.toString(config.threads())),
              patience.plusSeconds((long) (2 * planned())),
              ProcessBuilder.Redirect.PIPE);
      rounds(jvm, network, progress);
    } finally {
      Files.delete(network);
    }
  }

  private void rounds(ChildJvm jvm, Path network, Progress progress) {
    long begin = System.nanoTime();
    List<String> backends = List.copyOf(verification.versions().keySet());
    for (int round = 1; round <= plan.rounds(); round++) {
      if (round > 1 && seconds(begin) * round / (round - 1) > plan.limit()) {
        return; // the answer tells how many JVMs there were
      }
      for (int i = 0; i < backends.size(); i++) {
        String backend = backends.get(i);
        if (failures.containsKey(backend)) {
          continue;
        }
        TrialMain.Task task =
            new TrialMain.Task(
                backend, network.toString(), homework.dtype(), config.threads(), plan);
        ChildJvm.End end = jvm.run(TrialMain.class, task);
        if (isStopped()) {
          return;
        }
        add(backend, end);
        int done = (round - 1) * backends.size() + i + 1;
        int all = plan.rounds() * backends.size();
        progress.at(
            done,
            all,
            "%.0f s left: %s".formatted(seconds(begin) * (all - done) / done, figures()));
      }
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  /** The means so far of the workload that decides, and what went wrong. */
  synchronized String figures() {
    Map<String, String> figures = new LinkedHashMap<>(failures);
    raw.getOrDefault(plan.workloads().get(0), Map.of())
        .forEach(
            (backend, forks) ->
                figures.putIfAbsent(
                    backend,
                    "%.3g µs"
                        .formatted(
                            forks.stream()
                                .flatMap(List::stream)
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow())));
    return figures.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private List<List<Double>> forks(Workload workload, String backend) {
    return raw.computeIfAbsent(workload, unused -> new LinkedHashMap<>())
        .computeIfAbsent(backend, unused -> new ArrayList<>());
  }

  /** Seconds of iterations in each JVM. */
  private double planned() {
    return 2 * plan.workloads().size() * (plan.warmUps() + plan.iterations()) * plan.seconds();
  }

  private synchronized void add(String backend, ChildJvm.End end) {
    end.failure().ifPresent(why -> failures.put(backend, why));
    for (String line : end.answer()) {
      TrialMain.Part part = Json.read(line, TrialMain.Part.class);
      TrialMain.Timed timed = part.timed();
      if (timed != null) {
        forks(timed.workload(), backend).add(timed.values());
      } else if (part.busy() >= 0) {
        others.add(Math.max(0, part.busy() - part.own()));
      }
      Optional.ofNullable(part.kernels()).ifPresent(text -> kernels.put(backend, text));
    }
  }

  /** Has it end without a word on the JVM that is under way and ends, too. */
  synchronized void stop() {
    stopped = true;
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  /** What was measured so far, as JMH's elements; the first has the context. */
  synchronized List<Map<String, Object>> records() {
    List<Map<String, Object>> records = new ArrayList<>();
    raw.forEach(
        (workload, backends) ->
            backends.forEach((backend, forks) -> records.add(element(workload, backend, forks))));
    records.stream().limit(1).forEach(first -> first.put(Results.FIELD, context()));
    return records;
  }

  private Map<String, Object> element(Workload workload, String backend, List<List<Double>> forks) {
    return Results.element(
        NetworkBenchmark.class.getName() + "." + workload.method(),
        workload.parameters(backend, homework.dtype().toString(), homework.network().name()),
        workload.isTimed() ? plan.warmUps() : 0,
        plan.seconds(),
        workload.unit(),
        forks);
  }

  private Context context() {
    Map<String, String> backends = new LinkedHashMap<>(verification.versions());
    kernels.forEach((backend, text) -> backends.merge(backend, text, (a, b) -> a + "; " + b));
    OptionalDouble busy = others.stream().mapToDouble(Double::doubleValue).average();
    return new Context(
        homework.network().toString(),
        homework.samples(),
        machine,
        Machine.environment(),
        backends,
        failures,
        busy.orElse(Double.NaN),
        verification.checks(),
        verification.orders().text(),
        drawn());
  }

  private List<Context.Drawn> drawn() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    homework.parameters().asMap().forEach((name, tensor) -> tensors.put(name, tensor.toHost()));
    verification.results().forEach((name, tensor) -> tensors.put(name.toString(), tensor));
    List<Context.Drawn> drawn = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          int layer =
              homework.network().parameterNames().stream()
                  .map(TensorName::toString)
                  .toList()
                  .indexOf(name);
          String activation =
              layer < 0 || layer % 2 != 0
                  ? ""
                  : homework.network().layers().get(layer / 2).activation().toString();
          drawn.add(new Context.Drawn(name, tensor.shape().toString(), activation, cells(tensor)));
        });
    return drawn;
  }

  /** The elements or, of more than a few rows or columns, the largest of each block. */
  private static double[][] cells(HostTensor tensor) {
    int rows = tensor.shape().rows();
    int columns = tensor.shape().columns();
    double[][] cells = new double[Math.min(rows, CELLS)][Math.min(columns, CELLS)];
    for (int i = 0; i < rows; i++) {
      double[] row = cells[(int) ((long) i * cells.length / rows)];
      for (int j = 0; j < columns; j++) {
        int cell = (int) ((long) j * row.length / columns);
        double value = tensor.get(i * columns + j);
        row[cell] = Math.abs(value) > Math.abs(row[cell]) ? value : row[cell];
      }
    }
    return cells;
  }
}
