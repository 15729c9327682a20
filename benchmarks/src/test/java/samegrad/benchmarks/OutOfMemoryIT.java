package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Scope;
import samegrad.autograd.Autograd;
import samegrad.cli.worker.ChildJvm;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** What happens when the library's allocator has no more. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the address space is limited by ulimit -v")
final class OutOfMemoryIT {
  /**
   * The address space of the process in KiB: less than what is asked for, so that the allocator is
   * refused and no memory is ever taken, and more than a JVM with libtorch maps.
   */
  private static final long ADDRESS_SPACE_KIB = 12L << 20;

  /** The largest square there is: 46340² elements of 8 bytes are 16 GiB. */
  private static final int SIDE = 46_340;

  private static final long BYTES = 8L * SIDE * SIDE;

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "djl"})
  void a_native_out_of_memory_names_the_size_and_the_backend_stays_usable(String backend)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-c", "ulimit -v " + ADDRESS_SPACE_KIB + " && exec \"$@\"", "sh"));
    arguments.addAll(
        ChildJvm.command(
            List.of("-Xmx256m", "-XX:CompressedClassSpaceSize=64m"), Probe.class, backend));
    Launcher.Result call =
        Launcher.start(Path.of("/bin/sh"), Map.of(), "", arguments.toArray(String[]::new));
    assertEquals(0, call.status(), call.out() + call.err());
    assertTrue(call.out().contains(Long.toString(BYTES)), call::out);
    assertTrue(call.out().contains("the same results afterwards: true"), call::out);
  }

  /** Asks for too much. */
  static final class Probe {
    private Probe() {}

    public static void main(String... args) {
      try (Backend backend = Backends.open(args[0])) {
        HomeworkResult before = Homework.builtIn().solve(backend, Autograd.NATIVE);
        for (int i = 0; i < 2; i++) {
          try (Scope scope = backend.scope()) {
            Shape huge = Shape.matrix(SIDE, SIDE);
            Tensor row = backend.broadcast(HostTensor.matrix(new double[][] {{1}}), huge);
            System.out.println("no failure: " + scope.keep(backend.add(row, row)));
            System.exit(1);
          } catch (RuntimeException failure) {
            System.out.println(failure);
          }
        }
        HomeworkResult after = Homework.builtIn().solve(backend, Autograd.NATIVE);
        System.out.println(
            "the same results afterwards: " + before.tensors().equals(after.tensors()));
      }
    }
  }
}
