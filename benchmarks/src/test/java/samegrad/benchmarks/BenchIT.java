package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.autograd.Tape;
import samegrad.plain.PlainProvider;
import samegrad.spi.BackendProvider;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.TapeProgram;

/** Short runs of {@code samegrad bench}, with a backend that does what a test wants. */
final class BenchIT {
  /**
   * The plain backend: {@code -Down=slow} in each operation; {@code crashing} or {@code hanging}
   * where it is timed.
   */
  public static final class OwnProvider implements BackendProvider {
    private static final long SLOW = 200_000;

    @Override
    public String name() {
      return "own";
    }

    @Override
    public Optional<String> unavailable(EngineConfig config) {
      return Optional.empty();
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      String kind = System.getProperty("own", "fast");
      if (System.getProperty("sun.java.command").contains("Trial")) {
        if (kind.equals("crashing")) {
          Runtime.getRuntime().halt(134);
        }
        while (kind.equals("hanging")) {
          LockSupport.park();
        }
      }
      return delayed(
          new PlainProvider().create(new EngineConfig(Device.CPU, config.threads())),
          kind.equals("slow") ? SLOW : 0);
    }

    @SuppressWarnings("unchecked") // the proxy is handed what it hands out
    private static Engine<Object> delayed(Engine<?> engine, long nanoseconds) {
      return (Engine<Object>)
          Proxy.newProxyInstance(
              Engine.class.getClassLoader(),
              new Class<?>[] {Engine.class},
              (proxy, method, arguments) -> {
                for (long end = System.nanoTime() + nanoseconds; System.nanoTime() < end; ) {
                  Thread.onSpinWait();
                }
                return method.getName().equals("differentiate")
                    ? TapeProgram.differentiate((Engine<Object>) proxy, (Tape) arguments[0])
                    : method.invoke(engine, arguments);
              });
    }
  }

  @TempDir static Path folder;
  private static String classPath = "";

  @BeforeAll
  static void provide() throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), OwnProvider.class.getName());
    Path classes =
        Path.of(OwnProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    classPath = folder + File.pathSeparator + classes;
  }

  private static Launcher.Result bench(String own, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("bench", "--iteration", "0.01"));
    arguments.addAll(List.of(more));
    return Launcher.run(
        Map.of("SAMEGRAD_CLASSPATH", classPath, "JAVA_OPTS", "-Down=" + own),
        "",
        arguments.toArray(String[]::new));
  }

  private static Path measured(String file, String own) throws Exception {
    Path results = folder.resolve(file);
    Launcher.Result call =
        bench(own, "--backends", "own", "--rounds", "5", "-o", results.toString());
    assertEquals(0, call.status(), call::err);
    return results;
  }

  @Test
  void a_slowed_backend_is_a_regression_and_the_same_one_is_none() throws Exception {
    String before = measured("before.json", "fast").toString();
    String after = measured("after.json", "fast").toString();
    String slowed = measured("slowed.json", "slow").toString();
    String[] limits = {"--fail-on-regression", "--noise", "3"};
    Launcher.Result same = Launcher.run("report", before, after, limits[0], limits[1], limits[2]);
    Launcher.Result worse = Launcher.run("report", before, slowed, limits[0], limits[1], limits[2]);
    assertAll(
        () -> assertEquals(0, same.status(), same::out),
        () -> assertEquals(1, worse.status(), worse::out),
        () -> assertTrue(worse.out().contains("WORSE"), worse::out));
  }

  @ParameterizedTest
  @CsvSource({"crashing, crashed: SIGABRT.", "hanging, no answer within"})
  void a_backend_that_crashes_or_hangs_costs_its_own_row(String kind, String why) throws Exception {
    Launcher.Result call =
        bench(kind, "--backends", "own,plain", "--rounds", "2", "--patience", "15");
    assertAll(
        () -> assertEquals(0, call.status(), call::err),
        () -> assertTrue(call.out().contains("own " + why), call::out),
        () -> assertTrue(call.out().contains("plain alone was measured"), call::out));
  }

  /** In place of nvidia-smi: each time it is asked, so many MiB more are in use. */
  private static Map<String, String> gpu(int growth) throws Exception {
    Path bin = Files.createDirectory(folder.resolve("growth" + growth));
    Path script =
        Files.writeString(
            bin.resolve("nvidia-smi"),
            """
            #!/bin/sh
            echo >> "$0.calls"
            echo "0, GPU-1c4a, $((1000 + $(wc -l < "$0.calls") * %d)) MiB"
            """
                .formatted(growth));
    assertTrue(script.toFile().setExecutable(true));
    String path = bin + File.pathSeparator + System.getenv("PATH");
    return Map.of("SAMEGRAD_CLASSPATH", classPath, "PATH", path, "SAMEGRAD_DEVICE", "cuda");
  }

  @ParameterizedTest
  @CsvSource({"0, flat, 0", "100, NOT FLAT, 1"})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "soak reads /proc")
  void memory_of_the_gpu_is_shown_and_judged(int growth, String verdict, int status)
      throws Exception {
    Map<String, String> environment = gpu(growth);
    Launcher.Result soak =
        Launcher.run(environment, "", "soak --backend own --steps 10 --warm-up 1".split(" "));
    Launcher.Result bench =
        Launcher.run(
            environment, "", "bench --backends own --rounds 1 --iteration 0.01".split(" "));
    assertAll(
        () -> assertEquals(status, soak.status(), soak::err),
        () -> assertTrue(soak.out().contains(" " + (1000.0 + 11 * growth)), soak::out),
        () -> assertTrue(soak.out().endsWith("  " + verdict + System.lineSeparator()), soak::out),
        () ->
            assertTrue(
                bench.out().matches("(?s).*memory of the GPU +" + growth + " MiB.*"), bench::out));
  }

  private static Launcher.Result jmh(Path results, String arguments) throws Exception {
    String all = "bench jmh %s -f 2 -wi 0 -i 1 -r 1ms -rf json -rff %s";
    Launcher.Result call = Launcher.run(all.formatted(arguments, results).split(" "));
    assertEquals(0, call.status(), call::err);
    return call;
  }

  @Test
  void forks_of_jmhs_suites_alternate_and_stand_in_one_result() throws Exception {
    Path results = folder.resolve("ceiling.json");
    String out = jmh(results, "FmaCeilingBenchmark").out();
    List<String> order =
        out.lines().map(line -> line.replaceFirst("# Benchmark: .*[.]", ">")).toList();
    List<String> once = List.of(">allProcessors", ">oneThread");
    assertEquals(
        Stream.of(once, once).flatMap(List::stream).toList(),
        order.stream().filter(line -> line.startsWith(">")).toList());
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertEquals(2, read.size());
    for (JsonNode one : read) {
      assertEquals(2, one.path("forks").asInt());
      assertEquals(2, one.path("primaryMetric").path("rawData").size());
    }
  }

  @ParameterizedTest
  @CsvSource({"openblas, OpenBLAS 0.3.", "mkl, Math Kernel Library"})
  void a_peer_is_verified_and_says_on_which_kernels_it_runs(String peer, String kernels)
      throws Exception {
    assumeTrue(
        Files.isDirectory(Launcher.HOME.resolve("lib/peers/" + peer)),
        "built without -Ppeers,peers-mkl");
    Path results = folder.resolve(peer + ".json");
    String operations = " -p operation=matmul,layer,weight-gradient -p size=3";
    jmh(results, "OperationBenchmark -p backend=" + peer + operations);
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertEquals(6, read.size());
    String chosen = read.path(0).path("samegrad").path("backends").path(peer).asText();
    assertTrue(chosen.contains(kernels), chosen);
  }

  @Test
  void what_jmh_cannot_write_is_known_before_anything_is_measured() throws Exception {
    for (Path file : List.of(folder, folder.resolve("nowhere/results.json"))) {
      Launcher.Result call = Launcher.run("bench", "jmh", "-rff", file.toString());
      assertAll(
          () -> assertEquals(2, call.status()),
          () -> assertEquals("samegrad: -rff: " + file + " cannot be written", call.err().strip()));
    }
  }

  @Test
  void a_lock_that_is_no_file_of_ours_is_said() throws Exception {
    Files.createDirectory(folder.resolve("jmh.lock"));
    Launcher.Result call =
        Launcher.run(
            Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + folder),
            "",
            "bench jmh FmaCeiling -f 0 -wi 0 -i 1 -r 1ms".split(" "));
    assertAll(
        () -> assertEquals(2, call.status(), call::err),
        () -> assertTrue(call.err().contains(folder.resolve("jmh.lock") + " "), call::err));
  }

  @ParameterizedTest
  @CsvSource({
    "backend=nosuch, 'samegrad: no backend \"nosuch\": found'",
    "network=no.json, samegrad: no.json: no such file",
    "network=3-4, samegrad: 3-4: no such file",
    "dtype=int8, samegrad: -p dtype: ",
    "size=abc, samegrad: -p size: a size is a whole number",
    "threads=many, samegrad: -p threads: threads is a whole number"
  })
  void jmh_is_given_no_value_that_a_suite_refuses(String parameter, String message)
      throws Exception {
    Launcher.Result call = Launcher.run("bench", "jmh", "-p", parameter);
    assertAll(
        () -> assertEquals(2, call.status()),
        () -> assertTrue(call.err().startsWith(message), call::err),
        () -> assertEquals(1, call.err().lines().count(), call::err));
  }
}
