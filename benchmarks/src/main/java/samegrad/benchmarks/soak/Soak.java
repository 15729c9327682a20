package samegrad.benchmarks.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Scope;
import samegrad.Settings;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.cli.console.Console;
import samegrad.cli.console.Progress;
import samegrad.cli.worker.ChildTask;
import samegrad.network.Homework;
import samegrad.spi.EngineConfig;
import samegrad.spi.NvidiaDriver;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/**
 * Gradient steps on one backend, each in a scope, some of which fail.
 *
 * <p>A step evaluates the loss and its gradients, computes the parameters that gradient descent
 * would go on with, and reads the loss back. The parameters stay the same, so that all steps cost
 * the same.
 */
final class Soak {
  /** The run is looked at before it and after each of so many parts. */
  static final int PARTS = 10;

  private static final double LEARNING_RATE = 0.1;

  /**
   * What is to be done.
   *
   * @param backend its name
   * @param steps how many, at least {@link #PARTS}
   * @param throwEvery each of how many fails; 0 for none
   * @param warmUp how many seconds the warm-up takes at least
   */
  record Task(
      String backend,
      EngineConfig config,
      Homework homework,
      long steps,
      long throwEvery,
      double warmUp) {}

  private final Backend backend;
  private final Task task;
  private final ValueAndGradients gradient;
  private final Parameters placed;
  private final Parameters withOneClosed;
  private long failures;

  private Soak(Backend backend, Task task) {
    Homework homework = task.homework();
    this.backend = backend;
    this.task = task;
    this.gradient = backend.valueAndGradients(homework.loss());
    this.placed = backend.place(homework.parameters());
    List<String> names = placed.signature().names();
    String last = names.get(names.size() - 1);
    this.withOneClosed = homework.parameters().with(last, closed(placed.get(last).toHost()));
  }

  @SuppressWarnings("try") // the scope is there to close, not to be used
  private Tensor closed(HostTensor tensor) {
    try (Scope scope = backend.scope()) {
      return backend.place(tensor);
    }
  }

  /** The JVM that {@link SoakCommand} starts for a backend. */
  public static void main(String... arguments) {
    ChildTask.run(
        arguments,
        Task.class,
        (task, answer) -> {
          Settings settings = new Settings(task.backend(), task.config(), Autograd.NATIVE);
          Console console = new Console(System.in, System.out, System.err);
          try (Backend backend = Backends.open(settings);
              Progress progress = new Progress(console, "soak")) {
            answer.accept(run(backend, task, progress));
          }
        });
  }

  /**
   * Warms up, which takes a tenth of the steps and at least some time, since the JVM's compiler
   * works by the clock; then does the steps.
   *
   * @throws IOException if the resident memory cannot be read
   */
  private static SoakResult run(Backend backend, Task task, Progress progress) throws IOException {
    progress.at(task.backend() + ", warm-up");
    Soak soak = new Soak(backend, task);
    long steps = task.steps();
    long begin = System.nanoTime();
    for (long step = 0; step < steps / PARTS || seconds(begin) < task.warmUp(); step++) {
      soak.step(step);
    }
    long heapBefore = heapAfterCollection();
    List<SoakResult.Sample> samples = new ArrayList<>(PARTS + 1);
    soak.failures = 0;
    long start = System.nanoTime();
    samples.add(soak.sample(0, start));
    for (int part = 1; part <= PARTS; part++) {
      progress.at("%s, %d of %d parts".formatted(task.backend(), part, PARTS));
      for (long step = steps * (part - 1) / PARTS; step < steps * part / PARTS; step++) {
        soak.step(step);
      }
      samples.add(soak.sample(steps * part / PARTS, start));
    }
    return new SoakResult(
        backend.info().name(), soak.failures, heapBefore, heapAfterCollection(), samples);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  private SoakResult.Sample sample(long step, long start) throws IOException {
    return new SoakResult.Sample(
        step,
        seconds(start),
        ResidentMemory.bytes(),
        NvidiaDriver.ofThisMachine().memoryInUse(task.config().device()),
        backend.nativeArrays());
  }

  private void step(long number) {
    long every = task.throwEvery();
    if (every > 0 && number % every == every - 1) {
      failingStep(failures++ % 2 == 0);
    } else {
      step();
    }
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @SuppressWarnings("try") // the scope is there to close
  private void step() {
    try (Scope scope = backend.scope()) {
      Evaluation at = gradient.evaluate(placed);
      for (String name : placed.signature().names()) {
        try (Scope temporaries = backend.scope()) {
          Tensor change = backend.scale(at.gradient(name), LEARNING_RATE);
          temporaries.keep(backend.subtract(placed.get(name), change));
        }
      }
      if (Double.isNaN(at.value())) {
        throw new IllegalStateException("the loss is not a number");
      }
    }
  }

  /**
   * A step that fails after native work: in an operation on a gradient whose shape does not fit, or
   * while the parameters are brought, all but the last of which are by then.
   */
  private void failingStep(boolean inOperation) {
    Class<?> expected = inOperation ? IllegalArgumentException.class : IllegalStateException.class;
    try {
      fail(inOperation);
    } catch (IllegalArgumentException | IllegalStateException failure) {
      if (failure.getClass() == expected) {
        return;
      }
      throw failure;
    }
    throw new AssertionError("a step that is to fail did not");
  }

  @SuppressWarnings("try") // the scope is there to close
  private void fail(boolean inOperation) {
    try (Scope scope = backend.scope()) {
      Tensor gradients = gradient.evaluate(placed).gradients().tensors().get(0);
      if (inOperation) {
        try (Scope inner = backend.scope()) {
          Tensor matrix = backend.scale(gradients, LEARNING_RATE);
          backend.matmul(matrix, backend.sum(matrix));
        }
      } else {
        gradient.evaluate(withOneClosed);
      }
    }
  }
}
