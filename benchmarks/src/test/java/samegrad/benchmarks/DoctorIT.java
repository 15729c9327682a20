package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of the real backends, whole and in pieces. */
final class DoctorIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Report whole;

  @BeforeAll
  static void examine() throws Exception {
    whole = Report.of(Launcher.run("doctor", "--format", "json"));
  }

  /** A report with the exit status it came with. */
  private record Report(int status, JsonNode root) {
    static Report of(Launcher.Result call) throws IOException {
      assertEquals("", call.err());
      return new Report(call.status(), JSON.readTree(call.out()));
    }

    JsonNode backend(String name) {
      for (JsonNode one : root.path("backends")) {
        if (one.path("backend").asText().equals(name)) {
          return one;
        }
      }
      throw new AssertionError("no " + name + " in " + root);
    }

    /** How that backend is, why, and what to do. */
    void says(String name, String state, String why, String remedy) {
      JsonNode one = backend(name);
      assertAll(
          () -> assertEquals(state, one.path("state").asText(), one::toString),
          () -> assertTrue(one.path("why").asText().matches(why), one::toString),
          () -> assertTrue(one.path("remedy").asText().matches(remedy), one::toString));
    }
  }

  /** The doctor with those jars of the launcher, and others. */
  private static Report doctor(Predicate<String> jars, List<String> options, Path... others)
      throws Exception {
    List<String> path = new ArrayList<>();
    try (Stream<Path> files = Files.list(Launcher.HOME.resolve("lib"))) {
      files
          .filter(file -> jars.test(file.getFileName().toString()))
          // Its manifest names all the others.
          .filter(file -> !file.getFileName().toString().startsWith("samegrad-benchmarks"))
          .sorted()
          .forEach(file -> path.add(file.toString()));
    }
    Arrays.stream(others).forEach(jar -> path.add(jar.toString()));
    List<String> arguments =
        new ArrayList<>(List.of(Launcher.SHORT, "--add-modules", "jdk.incubator.vector"));
    arguments.addAll(options);
    arguments.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    arguments.addAll(List.of("samegrad.cli.Main", "doctor", "--format", "json"));
    return Report.of(Launcher.java(arguments.toArray(String[]::new)));
  }

  private static Predicate<String> without(String... starts) {
    return jar -> Arrays.stream(starts).noneMatch(jar::startsWith);
  }

  private static String loaded(JsonNode backend) {
    List<String> names = new ArrayList<>();
    backend
        .path("loaded")
        .forEach(path -> names.add(Path.of(path.asText()).getFileName().toString()));
    return String.join(" ", names);
  }

  @Test
  void all_is_well_and_every_backend_is_shown_with_its_jar_and_version() {
    assertEquals(0, whole.status(), whole.root()::toString);
    for (String name : List.of("plain", "nd4j", "djl")) {
      JsonNode one = whole.backend(name);
      Path jar = Path.of(one.path("source").asText());
      assertAll(
          () -> assertEquals("works", one.path("state").asText()),
          () -> assertEquals(Launcher.HOME.resolve("lib"), jar.getParent()),
          () -> assertTrue(jar.toString().endsWith(one.path("version").asText() + ".jar")));
    }
    assertEquals(3, whole.root().path("services").size());
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere libraries are not listed")
  void the_native_libraries_of_each_backend_are_its_own() {
    String djl = loaded(whole.backend("djl"));
    String nd4j = loaded(whole.backend("nd4j"));
    assertAll(
        () -> assertEquals("", loaded(whole.backend("plain"))),
        () -> assertTrue(djl.contains("libtorch_cpu.so") && !djl.contains("nd4j"), djl),
        () -> assertTrue(nd4j.contains("libnd4jcpu.so") && !nd4j.contains("torch"), nd4j));
  }

  @Test
  void a_missing_backend_is_absent_and_no_fault() throws Exception {
    Report report = doctor(without("samegrad-backend-djl", "samegrad-backend-nd4j"), List.of());
    assertEquals(0, report.status());
    report.says(
        "djl", "absent", "not on the class path", ".*io.github.samegrad:samegrad-backend-djl .*");
    report.says(
        "nd4j", "absent", "not on the class path", ".*io.github.samegrad:samegrad-backend-nd4j .*");
  }

  @Test
  void missing_libraries_are_named_with_what_to_add() throws Exception {
    Report natives =
        doctor(jar -> !jar.matches("(pytorch-native|nd4j-native-[0-9.]+-M[0-9.]+-).*"), List.of());
    assertEquals(1, natives.status());
    natives.says(
        "djl", "unavailable", "unavailable: libtorch for .*: add ai.djl.pytorch:pytorch-nat.*", "");
    natives.says(
        "nd4j",
        "unavailable",
        "unavailable: the native library .*: add org.nd4j:nd4j-native.*",
        "");
    assertEquals("works", natives.backend("plain").path("state").asText());
    Report jars = doctor(without("pytorch-engine", "nd4j-native-1"), List.of());
    assertEquals(1, jars.status());
    jars.says(
        "djl", "unavailable", "unavailable: DJL is not on the class path: add ai.djl.*engine", "");
    jars.says("nd4j", "unavailable", "unavailable: ND4J is not on the class path: add .*", "");
  }

  @Test
  void a_library_of_djl_that_is_missing_a_jar_of_its_own_says_which_class() throws Exception {
    Report report = doctor(without("api-", "samegrad-backend-nd4j"), List.of());
    assertEquals(1, report.status());
    report.says(
        "djl",
        "broken",
        "libtorch did not start: ClassNotFoundException: ai\\.djl\\..*",
        "add the jar that has this class.*");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the libraries' names are those of Linux")
  void a_damaged_libtorch_is_named_with_the_folder_to_delete(@TempDir Path folder)
      throws Exception {
    Predicate<String> jars = without("samegrad-backend-nd4j", "samegrad-backend-plain");
    List<String> option = List.of("-DENGINE_CACHE_DIR=" + folder);
    assertEquals(0, doctor(jars, option).status());
    Path library = find(folder, "libc10.so");
    Files.write(library, Arrays.copyOf(Files.readAllBytes(library), 1000));
    Report damaged = doctor(jars, option);
    assertEquals(1, damaged.status());
    damaged.says(
        "djl",
        "broken",
        // The dynamic linker maps the whole library and reads beyond the end of the file.
        "crashed: SIGBUS in .*|.*UnsatisfiedLinkError: .*libc10\\.so.*",
        library + " is cut short: delete " + folder + "/pytorch, into which .*");
    JsonNode cache = damaged.backend("djl").path("caches").path(0);
    assertEquals(1000, cache.path("found").path(library.toString()).asInt(), cache::toString);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the libraries' names are those of Linux")
  void a_damaged_library_of_nd4j_is_named_with_the_folder_to_delete(@TempDir Path folder)
      throws Exception {
    Predicate<String> jars = without("samegrad-backend-djl", "samegrad-backend-plain");
    List<String> option = List.of("-Dorg.bytedeco.javacpp.cachedir=" + folder);
    assertEquals(0, doctor(jars, option).status());
    Path library = find(folder, "libjnind4jcpu.so");
    // JavaCPP unpacks anew what has another size or time than in the jar.
    FileTime time = Files.getLastModifiedTime(library);
    Files.write(library, new byte[Math.toIntExact(Files.size(library))]);
    Files.setLastModifiedTime(library, time);
    Report damaged = doctor(jars, option);
    assertEquals(1, damaged.status());
    damaged.says(
        "nd4j",
        "broken",
        ".*UnsatisfiedLinkError: .*libjnind4jcpu\\.so: invalid ELF header.*",
        library + " is no library: delete " + folder + ", into which .*");
  }

  private static Path find(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().equals(name))
          .findFirst()
          .orElseThrow(() -> new IOException("no " + name + " in " + folder));
    }
  }

  @Test
  void a_jar_that_lost_its_services_file_is_recognised(@TempDir Path folder) throws Exception {
    Path merged = folder.resolve("merged.jar");
    try (Stream<Path> files = Files.list(Launcher.HOME.resolve("lib"));
        OutputStream out = Files.newOutputStream(merged);
        ZipOutputStream target = new ZipOutputStream(out)) {
      for (Path jar : files.filter(file -> file.toString().contains("samegrad-backend")).toList()) {
        copyClasses(jar, target);
      }
    }
    Report report = doctor(without("samegrad-backend"), List.of(), merged);
    assertEquals(1, report.status());
    for (String name : List.of("plain", "nd4j", "djl")) {
      report.says(name, "lost", "no file META-INF/services/samegrad.* names it.*", ".*shade.*");
      assertEquals(merged.toString(), report.backend(name).path("source").asText());
    }
  }

  private static void copyClasses(Path jar, ZipOutputStream target) throws IOException {
    try (ZipFile source = new ZipFile(jar.toFile())) {
      for (ZipEntry entry :
          source.stream().filter(one -> one.getName().endsWith(".class")).toList()) {
        target.putNextEntry(new ZipEntry(entry.getName()));
        source.getInputStream(entry).transferTo(target);
        target.closeEntry();
      }
    }
  }

  @Test
  void without_a_gpu_each_backend_says_that_it_has_none_to_run_on() throws Exception {
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "there is a GPU");
    Launcher.Result call = Launcher.run("doctor", "--device", "cuda");
    String why =
        call.out()
            .lines()
            .filter(line -> line.contains("why "))
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    assertAll(
        () -> assertEquals(1, call.status()),
        () -> assertTrue(why.contains("unavailable: it runs on cpu only, not on cuda"), why),
        () -> assertTrue(why.contains("unavailable: no NVIDIA GPU with its driver"), why),
        () -> assertTrue(why.contains("for device cuda build with -Pcuda-nd4j"), why),
        () -> assertTrue(call.out().contains("2 of 2 backends found do not work: "), call::out));
  }
}
