package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.autograd.Autograd;
import samegrad.cli.worker.ChildJvm;
import samegrad.network.Homework;

/** Does the homework and prints which files its process has mapped. */
final class Mapped {
  private Mapped() {}

  public static void main(String... args) throws Exception {
    try (Backend backend = Backends.open(args[0])) {
      Homework.builtIn().solve(backend, Autograd.NATIVE);
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        maps.map(line -> line.replaceFirst("^[^/]*", ""))
            .filter(file -> file.startsWith("/"))
            .distinct()
            .forEach(System.out::println);
      }
    }
  }

  /** The files that a process has mapped after the homework on a backend. */
  static List<String> files(String backend) throws Exception {
    Launcher.Result call =
        Launcher.java(
            ChildJvm.command(List.of(), Mapped.class, backend).stream()
                .skip(1)
                .toArray(String[]::new));
    assertEquals(0, call.status(), call::err);
    return call.out().lines().toList();
  }
}
