package samegrad.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.cli.Call;
import samegrad.cli.Misbehaving;
import samegrad.cli.OtherProcess;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.NativeLibraries;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.ServiceEntry;

/** The doctor says of each backend what is wrong, in one line, and what to do about it. */
final class DoctorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Call call;
  private static JsonNode report;
  private static Path cache;
  private static Path library;

  @BeforeAll
  static void examine(@TempDir Path temporary) throws Exception {
    // What is left of an ELF library of which the rest was not written.
    cache = Files.createDirectories(temporary.resolve("cache"));
    library = cache.resolve("libdamaged.so");
    Files.write(library, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
    OtherProcess process =
        OtherProcess.with(
                temporary,
                OtherProcess.services(
                    Misbehaving.ThrowingAtOnce.class,
                    Misbehaving.UnlinkedAtOnce.class,
                    Misbehaving.Hidden.class,
                    Misbehaving.Throwing.class,
                    Misbehaving.Crashing.class,
                    Misbehaving.Exhausting.class,
                    Misbehaving.DamagedLibrary.class,
                    Misbehaving.Wrong.class,
                    String.class),
                "org.example.GoneProvider # of a jar that was left out",
                OtherProcess.REFERENCE)
            .option("-D" + Misbehaving.LIBRARY + "=" + library);
    call = process.call("doctor", "--format", "json");
    report = JSON.readTree(call.out());
  }

  static Stream<Arguments> broken() {
    String here = "samegrad.cli.Misbehaving$";
    return Stream.of(
        Arguments.of(
            here + "ThrowingAtOnce",
            "cannot be made: IllegalStateException: no luck",
            "samegrad --verbose run --backend .* shows where it failed"),
        Arguments.of(
            here + "UnlinkedAtOnce",
            "cannot be made: NoClassDefFoundError: org/example/Gone",
            "add the jar that has this class to the class path.*"),
        Arguments.of(
            here + "Hidden",
            "cannot be loaded: .*Hidden is no public class with a public constructor.*",
            "that class must be changed.*"),
        Arguments.of(
            "throwing",
            "failed: IllegalStateException: cannot start, caused by IOException: the licence file"
                + " is empty",
            "samegrad --verbose run --backend throwing shows where it failed"),
        Arguments.of(
            "crashing",
            "crashed: SIGSEGV in .*",
            "see that its native libraries are there, whole, and for this system and processor"),
        Arguments.of(
            "exhausting",
            "failed: OutOfMemoryError: Java heap space",
            "give it more memory: JAVA_OPTS=-Xmx.*"),
        Arguments.of(
            "damagedlibrary",
            "backend damagedlibrary did not start: .*UnsatisfiedLinkError: .*libdamaged\\.so.*",
            ".*cache/libdamaged\\.so is cut short: delete .*cache, into which .*"),
        Arguments.of(
            "wrong",
            "wrong: z1 with (native|tape) autograd is not what the built-in homework has",
            "do not use it; samegrad compare shows by how much it is wrong"),
        Arguments.of(
            "java.lang.String",
            "cannot be loaded: the class java.lang.String, which .*classes names, is no"
                + " samegrad.spi.BackendProvider",
            "correct that services file.*"),
        Arguments.of(
            "org.example.GoneProvider",
            "cannot be loaded: the class org.example.GoneProvider, which .*classes names, is not"
                + " on the class path",
            "add the jar that has this class, or take its name out of that services file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void what_is_broken_is_said_in_one_line_with_what_to_do(
      String backend, String why, String remedy) {
    JsonNode one = diagnosis(report, backend);
    assertAll(
        () -> assertEquals("broken", one.path("state").asText()),
        () -> assertTrue(one.path("why").asText().matches(why), one::toString),
        () -> assertTrue(one.path("remedy").asText().matches(remedy), one::toString));
  }

  @Test
  void one_that_works_is_shown_beside_them_and_the_exit_status_is_1() {
    JsonNode reference = diagnosis(report, "reference");
    assertAll(
        () -> assertEquals(ExitStatus.NO, call.status(), call::err),
        () -> assertEquals("", call.err()),
        () -> assertFalse(report.path("well").asBoolean()),
        () -> assertEquals("works", reference.path("state").asText()),
        () -> assertEquals("cpu", reference.path("engine").path("device").asText()),
        () -> assertTrue(reference.path("source").asText().endsWith("test-classes")),
        () -> assertEquals(11, report.path("services").size()));
  }

  @Test
  void the_folder_of_native_libraries_is_shown_with_what_is_in_it() {
    JsonNode shown = diagnosis(report, "damagedlibrary").path("caches").path(0);
    assertAll(
        () -> assertEquals(cache.toString(), shown.path("folder").asText()),
        () -> assertTrue(shown.path("writable").asBoolean()),
        () -> assertEquals(8, shown.path("found").path(library.toString()).asInt()));
  }

  @Test
  void without_any_backend_it_says_which_there_are(@TempDir Path temporary) throws Exception {
    Call none = OtherProcess.with(temporary).call("doctor");
    assertAll(
        () -> assertEquals(ExitStatus.NO, none.status()),
        () -> assertTrue(none.out().contains("There is no backend on the class path."), none::out),
        () -> assertTrue(none.out().contains("no " + ServiceEntry.SERVICES), none::out),
        () ->
            assertEquals(
                3,
                none.out()
                    .lines()
                    .filter(line -> line.contains("put io.github.samegrad:samegrad-backend-"))
                    .count(),
                none::out));
  }

  @Test
  void with_one_that_works_the_exit_status_is_0(@TempDir Path temporary) throws Exception {
    Call well = OtherProcess.with(temporary, OtherProcess.REFERENCE).call("doctor");
    assertAll(
        () -> assertEquals(0, well.status(), well::out),
        () -> assertEquals("", well.err()),
        () -> assertTrue(well.out().contains("The one backend found works: reference."), well::out),
        () -> assertTrue(well.out().contains("\nplain: absent"), well::out),
        () ->
            assertTrue(
                well.out().contains("start Java with --add-modules jdk.incubator.vector"),
                well::out));
  }

  @Test
  void a_backend_that_is_not_for_the_device_is_no_fault(@TempDir Path temporary) throws Exception {
    Call cuda =
        OtherProcess.with(temporary, OtherProcess.REFERENCE).call("doctor", "--device", "cuda");
    assertAll(
        () -> assertEquals(ExitStatus.NO, cuda.status()),
        () -> assertTrue(cuda.out().contains("\nreference: not for this device"), cuda::out),
        () -> assertTrue(cuda.out().contains("it runs on the CPU only: set"), cuda::out),
        () -> assertTrue(cuda.out().contains("No backend found is for this device."), cuda::out));
    List<BackendReport> two =
        Stream.of(true, false)
            .map(
                serves ->
                    new Answer(
                        new ServiceEntry("serves." + serves, "services"),
                        Optional.empty(),
                        Optional.empty(),
                        new Outcome.Unavailable("no GPU", serves)))
            .map(answer -> BackendReport.of(answer, AnswerKey.ofBuiltIn()))
            .toList();
    assertEquals(
        "1 of 1 backends found does not work: serves.true.",
        new DoctorReport(Platform.ofProcess(), List.of(), two).summary());
  }

  @Test
  void a_class_path_that_lost_its_services_files_is_recognised(@TempDir Path temporary)
      throws Exception {
    OtherProcess process = OtherProcess.with(temporary, OtherProcess.REFERENCE);
    // The class is only looked for, so that any content will do.
    Path folder = Files.createDirectories(process.folder().resolve("samegrad/djl"));
    Files.writeString(folder.resolve("DjlProvider.class"), "merged from another jar");
    Call lost = process.call("doctor", "--format", "json");
    JsonNode djl = diagnosis(JSON.readTree(lost.out()), "djl");
    assertAll(
        () -> assertEquals(ExitStatus.NO, lost.status()),
        () -> assertEquals("lost", djl.path("state").asText()),
        () -> assertEquals(process.folder().toString(), djl.path("source").asText()),
        () -> assertTrue(djl.path("why").asText().startsWith("no file META-INF/services/")),
        () -> assertTrue(djl.path("remedy").asText().contains("ServicesResourceTransformer")));
  }

  @Test
  void a_backends_jar_without_a_services_file_is_recognised_by_its_name(@TempDir Path temporary)
      throws Exception {
    Path jar = emptyJar(temporary.resolve("samegrad-backend-tpu-2.1.jar"));
    OtherProcess process = OtherProcess.with(temporary, OtherProcess.REFERENCE);
    Call lost =
        new OtherProcess(jar, process.work(), process.options(), process.environment())
            .call("doctor", "--format", "json");
    JsonNode tpu = diagnosis(JSON.readTree(lost.out()), "tpu");
    assertAll(
        () -> assertEquals(ExitStatus.NO, lost.status()),
        () -> assertEquals("lost", tpu.path("state").asText()),
        () -> assertEquals(jar.toString(), tpu.path("source").asText()),
        () -> assertEquals("2.1", tpu.path("version").asText()));
  }

  private static Path emptyJar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "2.1");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
    return file;
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere libraries are not listed")
  void native_libraries_are_those_that_the_backend_loaded(@TempDir Path temporary)
      throws Exception {
    Path real =
        NativeLibraries.loaded().orElseThrow().stream()
            .map(Path::of)
            .filter(path -> path.getFileName().toString().startsWith("libm.so"))
            .findFirst()
            .orElseThrow();
    Path copy = Files.copy(real, temporary.resolve("libcopy.so"));
    Call well =
        OtherProcess.with(temporary, Misbehaving.DamagedLibrary.class.getName())
            .option("-D" + Misbehaving.LIBRARY + "=" + copy)
            .call("doctor", "--format", "json");
    JsonNode loaded = diagnosis(JSON.readTree(well.out()), "damagedlibrary").path("loaded");
    assertAll(
        () -> assertEquals(0, well.status(), well::out),
        () -> assertEquals("[\"" + copy + "\"]", loaded.toString()));
  }

  private static JsonNode diagnosis(JsonNode report, String backend) {
    for (JsonNode one : report.path("backends")) {
      if (one.path("backend").asText().equals(backend)) {
        return one;
      }
    }
    throw new AssertionError("no " + backend + " in " + report);
  }
}
