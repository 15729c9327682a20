package samegrad.benchmarks.soak;

import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.autograd.Autograd;
import samegrad.cli.console.Console;
import samegrad.cli.console.Progress;
import samegrad.cli.worker.ChildTask;
import samegrad.spi.NvidiaDriver;

/** The JVM that {@link SoakCommand} starts for a backend. */
final class SoakMain {
  private SoakMain() {}

  public static void main(String... arguments) {
    ChildTask.run(
        arguments,
        Soak.Task.class,
        (task, answer) -> {
          Settings settings = new Settings(task.backend(), task.config(), Autograd.NATIVE);
          Console console = new Console(System.in, System.out, System.err);
          try (Backend backend = Backends.open(settings);
              Progress progress = new Progress(console, "soak")) {
            answer.accept(Soak.run(backend, task, NvidiaDriver.ofThisMachine(), progress));
          }
        });
  }
}
