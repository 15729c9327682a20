package samegrad.benchmarks.session;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import samegrad.Backend;
import samegrad.Settings;
import samegrad.benchmarks.BackendState;
import samegrad.benchmarks.Inputs;
import samegrad.benchmarks.NetworkBenchmark;
import samegrad.benchmarks.report.Workload;
import samegrad.benchmarks.soak.ResidentMemory;
import samegrad.cli.worker.ChildTask;
import samegrad.network.Homework;
import samegrad.spi.Device;
import samegrad.spi.NvidiaDriver;
import samegrad.tensor.DType;

/** The JVM that {@link Session} starts for a backend in a round. */
final class TrialMain {
  /** What the oracle checks within each JVM, in million multiply-adds: a tenth of a second. */
  private static final int CHECKED = 4;

  /**
   * What is to be done.
   *
   * @param network a network's file
   */
  record Task(String backend, String network, DType dtype, int threads, Plan plan) {}

  /**
   * A line of the answer.
   *
   * @param workload what was timed
   * @param values of each iteration
   */
  record Timed(Workload workload, List<Double> values) {}

  /**
   * The last line of the answer.
   *
   * @param kernels those that the library chose
   * @param busy how many processors all processes kept busy, this one too; negative if not known
   * @param own how many this one did
   */
  record Part(@Nullable Timed timed, @Nullable String kernels, double busy, double own) {
    static Part of(Workload workload, List<Double> values) {
      return new Part(new Timed(workload, values), null, 0, 0);
    }
  }

  private TrialMain() {}

  public static void main(String... arguments) {
    ChildTask.run(arguments, Task.class, TrialMain::run);
  }

  private static void run(Task task, Consumer<Object> answer) throws IOException, RunnerException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    system.getCpuLoad(); // the next call tells the load since this one
    long begin = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    Device device = Settings.ofSystem().engine().device();
    OptionalLong gpuBefore = NvidiaDriver.ofThisMachine().memoryInUse(device);
    Homework homework = Inputs.homework(task.network(), task.dtype());
    start(task, homework);
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    double milliseconds = System.currentTimeMillis() - started;
    int samples = homework.samples();
    answer.accept(
        Part.of(new Workload(Workload.START, samples, task.threads()), List.of(milliseconds)));
    for (Workload workload : task.plan().workloads()) {
      time(task, workload); // the compiler needs a second or two for all of them
    }
    for (Workload workload : task.plan().workloads()) {
      answer.accept(Part.of(workload, time(task, workload)));
    }
    double elapsed = System.nanoTime() - begin;
    double own = (system.getProcessCpuTime() - cpu) / elapsed;
    double busy = system.getCpuLoad() * Runtime.getRuntime().availableProcessors();
    Optional<Double> peak = ResidentMemory.peak();
    if (peak.isPresent()) {
      answer.accept(
          Part.of(new Workload(Workload.MEMORY, samples, task.threads()), List.of(peak.get())));
    }
    OptionalLong gpuAfter = NvidiaDriver.ofThisMachine().memoryInUse(device);
    if (gpuBefore.isPresent() && gpuAfter.isPresent()) {
      double grown = (gpuAfter.getAsLong() - gpuBefore.getAsLong()) / ResidentMemory.MEBI;
      answer.accept(
          Part.of(new Workload(Workload.GPU_MEMORY, samples, task.threads()), List.of(grown)));
    }
    answer.accept(new Part(null, Kernels.chosen().orElse(null), busy, own));
  }

  private static void start(Task task, Homework homework) {
    try (Backend backend = BackendState.open(task.backend(), task.threads())) {
      homework.solve(backend, backend.autograd());
    }
  }

  /** Microseconds a call, of each iteration. */
  private static List<Double> time(Task task, Workload workload) throws RunnerException {
    Plan plan = task.plan();
    TimeValue time = TimeValue.milliseconds(Math.round(1000 * plan.seconds()));
    Options options =
        new OptionsBuilder()
            .include(
                "^"
                    + NetworkBenchmark.class.getName().replace(".", "\\.")
                    + "\\."
                    + workload.method()
                    + "$")
            .param("backend", task.backend())
            .param("dtype", task.dtype().toString())
            .param("network", task.network())
            .param("samples", Integer.toString(workload.samples()))
            .param("threads", Integer.toString(workload.threads()))
            .param("checked", Integer.toString(CHECKED))
            .forks(0) // this JVM is the fork
            .warmupIterations(plan.warmUps())
            .warmupTime(time)
            .measurementIterations(plan.iterations())
            .measurementTime(time)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    List<Double> microseconds = new ArrayList<>();
    for (RunResult result : new Runner(options).run()) {
      result.getBenchmarkResults().stream()
          .flatMap(fork -> fork.getIterationResults().stream())
          .map(IterationResult::getPrimaryResult)
          .forEach(one -> microseconds.add(one.getScore()));
    }
    return microseconds;
  }
}
