package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

/** The command line from end to end, all backends being there. */
final class LauncherIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> BACKENDS = Set.of("plain", "nd4j", "djl");

  private static String golden(String file) throws IOException {
    try (var in = LauncherIT.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new IOException("no golden/" + file + " on the class path");
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void run_writes_the_result_alone_to_standard_output(String backend) throws Exception {
    Launcher.Result call = Launcher.run("run", "--backend", backend, "--format", "json");
    assertEquals("", call.err());
    assertEquals(0, call.status());
    JsonNode result = JSON.readTree(call.out());
    assertAll(
        () -> assertEquals(backend, result.path("backend").asText()),
        () -> assertEquals(3, result.path("layers").size()),
        () -> assertEquals(6, result.path("gradients").size()),
        () -> assertEquals(1, call.out().lines().count()));
  }

  @Test
  void java_opts_chooses_the_backend() throws Exception {
    Launcher.Result call =
        Launcher.run(Map.of("JAVA_OPTS", "-Dsamegrad.backend=djl"), "", "run", "--format", "json");
    assertEquals("djl", JSON.readTree(call.out()).path("backend").asText());
  }

  @Test
  void the_environment_chooses_the_backend_and_an_option_stands_before_it() throws Exception {
    Map<String, String> environment = Map.of("SAMEGRAD_BACKEND", "nosuch");
    Launcher.Result without = Launcher.run(environment, "", "run");
    Launcher.Result with = Launcher.run(environment, "", "run", "--backend", "plain");
    assertAll(
        () -> assertEquals(2, without.status()),
        () ->
            assertTrue(
                without.err().startsWith("samegrad: no backend \"nosuch\": found "), without::err),
        () -> assertEquals(0, with.status()));
  }

  @ParameterizedTest
  @CsvSource({"homework,AGREE,0", "homework-f32,AGREE,0", "batch,AGREE,0", "wide-f32,AGREE,0"})
  void compare_judges_every_tensor_of_every_backend(String network, String verdict, int status)
      throws Exception {
    Launcher.Result call =
        Launcher.run(
            Map.of(),
            golden(network + ".network.json"),
            "compare",
            "--network",
            "-",
            "--format",
            "json");
    JsonNode report = JSON.readTree(call.out());
    assertEquals(0, report.path("missing").size(), report.path("missing")::toString);
    Set<String> seen = new HashSet<>();
    for (JsonNode row : report.path("rows")) {
      seen.add(row.path("backend").asText());
      assertEquals(verdict, row.path("verdict").asText(), row::toString);
      assertTrue(row.path("errorOverBound").asDouble() <= 1, row::toString);
    }
    seen.remove("by-hand");
    assertAll(
        () -> assertEquals(BACKENDS, seen),
        () -> assertEquals(verdict, report.path("verdict").asText()),
        () -> assertEquals(status, call.status(), call::err));
  }

  @Test
  void what_cannot_be_told_is_no_agreement() throws Exception {
    Launcher.Result call =
        Launcher.run(Map.of(), golden("saturated.network.json"), "compare", "--network", "-");
    assertAll(
        () -> assertEquals(4, call.status()),
        () -> assertTrue(call.out().contains("? Cannot tell: nothing contradicts it"), call::out),
        () -> assertTrue(call.out().contains("a sigmoid is saturated."), call::out));
  }

  @Test
  void compare_answers_the_homeworks_question_in_text() throws Exception {
    Launcher.Result call = Launcher.run("compare");
    assertAll(
        () -> assertEquals(0, call.status()),
        () -> assertEquals("", call.err()),
        () ->
            assertTrue(
                call.out()
                    .contains("same results as in your previous homework? Yes: plain, nd4j, djl"),
                call::out));
  }

  @Test
  void backends_lists_what_is_there() throws Exception {
    Launcher.Result call = Launcher.run("backends", "--threads", "1");
    for (String backend : BACKENDS) {
      assertTrue(
          call.out().lines().anyMatch(line -> line.matches(backend + " +available +cpu +1 .*")),
          call::out);
    }
  }

  /** A backend that is on the launcher's class path by {@code SAMEGRAD_CLASSPATH} alone. */
  public static final class OneOfOurOwn implements BackendProvider {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public Optional<String> unavailable(EngineConfig config) {
      return Optional.of("it is here to be found");
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      throw new BackendUnavailableException("it is here to be found");
    }
  }

  @Test
  void samegrad_classpath_adds_a_backend_of_ones_own(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), OneOfOurOwn.class.getName());
    Path classes =
        Path.of(OneOfOurOwn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Launcher.Result call =
        Launcher.run(
            Map.of("SAMEGRAD_CLASSPATH", folder + File.pathSeparator + classes), "", "backends");
    assertTrue(
        call.out().lines().anyMatch(line -> line.matches("own .*it is here to be found.*")),
        call::out);
  }

  @Test
  void bench_takes_the_arguments_of_jmh() throws Exception {
    Launcher.Result list = Launcher.run("bench", "jmh", "-l");
    Launcher.Result wrong = Launcher.run("bench", "jmh", "--nosuch");
    assertAll(
        () -> assertTrue(list.out().contains("samegrad.benchmarks.OperationBenchmark"), list::out),
        () -> assertEquals(2, wrong.status()),
        () -> assertEquals(1, wrong.err().lines().count(), wrong::err));
  }

  @Test
  void what_the_jvm_says_is_no_result() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseLargePages -XX:+UseParallelGC -Xshare:auto");
    Launcher.Result run = Launcher.run(environment, "", "run", "--format", "json");
    assertTrue(run.out().startsWith("{\"backend\""), run::out);
    Launcher.Result soak =
        Launcher.run(
            environment, "", "soak", "--backend", "plain", "--steps", "10", "--warm-up", "0");
    assertTrue(soak.out().contains("plain"), soak::err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the batch file does not look")
  void a_jvm_that_does_not_start_is_no_disagreement(String variable) throws Exception {
    Launcher.Result call = Launcher.run(Map.of(variable, "-Xmx1z"), "", "compare");
    assertAll(
        () -> assertEquals(2, call.status()),
        () -> assertTrue(call.err().startsWith("samegrad: Java does not start"), call::err),
        () -> assertTrue(call.err().contains("-Xmx1z"), call::err));
  }

  @ParameterizedTest
  @CsvSource({"größe, 0, ''", "a:b, 2, samegrad: a colon separates"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file may be named so there")
  void the_folder_may_have_any_name_that_java_can_take(
      String name, int status, String start, @TempDir Path folder) throws Exception {
    String encoding = System.getProperty("sun.jnu.encoding");
    assumeTrue(
        Charset.forName(encoding).newEncoder().canEncode(name), "this test's JVM has " + encoding);
    Path there = Files.createDirectory(folder.resolve(name));
    Files.createSymbolicLink(there.resolve("lib"), Launcher.HOME.resolve("lib"));
    Path command = copied(there);
    Launcher.Result call = Launcher.start(command, Map.of("LC_ALL", "C"), "", "run");
    assertAll(
        () -> assertEquals(status, call.status(), call::err),
        () -> assertTrue(call.err().startsWith(start), call::err));
  }

  /** The launcher as the command of another folder. */
  private static Path copied(Path folder) throws IOException {
    return Files.copy(
        Launcher.HOME.resolve("bin/samegrad"),
        Files.createDirectory(folder.resolve("bin")).resolve("samegrad"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need a privilege there")
  void the_launcher_may_be_linked_to(@TempDir Path folder) throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("sg"), Launcher.HOME.resolve("bin/samegrad"));
    Launcher.Result call = Launcher.start(link, Map.of(), "", "--version");
    assertAll(
        () -> assertEquals(0, call.status(), call::err),
        () -> assertTrue(call.out().startsWith("samegrad "), call::out));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need a privilege there")
  void an_archive_of_classes_that_does_not_fit_is_passed_over_in_silence(@TempDir Path folder)
      throws Exception {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    Path command = copied(folder);
    Path archive = lib.resolve("samegrad.jsa");
    try (Stream<Path> files = Files.list(Launcher.HOME.resolve("lib"))) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(lib.resolve(file.getFileName()), file);
      }
    }
    Launcher.Result moved = Launcher.start(command, Map.of(), "", "run");
    Files.delete(archive);
    Launcher.Result without = Launcher.start(command, Map.of(), "", "run");
    Files.writeString(archive, "this is no archive");
    Launcher.Result broken = Launcher.start(command, Map.of(), "", "run");
    try (Stream<Path> links = Files.list(lib)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
    assertAll(
        () -> assertEquals("", moved.err() + without.err() + broken.err()),
        () -> assertEquals(0, moved.status() + without.status() + broken.status()),
        () -> assertEquals(moved.out(), without.out()),
        () -> assertEquals(moved.out(), broken.out()));
  }

  @Test
  void the_build_leaves_an_archive_of_classes_that_the_launchers_jvm_takes() throws Exception {
    Launcher.Result call = Launcher.run(Map.of("JAVA_OPTS", "-Xlog:class+load:stderr"), "", "run");
    assertTrue(
        call.err()
            .lines()
            .anyMatch(
                line -> line.contains("samegrad.Backend ") && line.contains("shared objects file")),
        "samegrad.Backend is not mapped from lib/samegrad.jsa");
  }
}
