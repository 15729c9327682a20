package samegrad.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.cli.Call;
import samegrad.cli.Misbehaving;
import samegrad.cli.OtherProcess;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.NativeLibraries;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.ServiceEntry;
import samegrad.network.Homework;
import samegrad.verify.Oracle;

/** The doctor says of each backend what is wrong, in one line, and what to do about it. */
final class DoctorTest {
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
    call = process.call("doctor", "--format", "json").requires(ExitStatus.NO);
    report = call.json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          samegrad.cli.Misbehaving$ThrowingAtOnce | cannot be made: IllegalStateException: no luck | samegrad --verbose run --backend .* shows where it failed
          samegrad.cli.Misbehaving$UnlinkedAtOnce | cannot be made: NoClassDefFoundError: org/example/Gone | add the jar that has this class to the class path.*
          samegrad.cli.Misbehaving$Hidden | cannot be loaded: .*Hidden is no public class with a public constructor.* | that class must be changed.*
          throwing | failed: IllegalStateException: cannot start, caused by IOException: the licence file is empty | samegrad --verbose run --backend throwing shows where it failed
          crashing | crashed: SIGSEGV in .* | see that its native libraries are there, whole, and for this system and processor
          exhausting | failed: OutOfMemoryError: Java heap space | give it more memory: JAVA_OPTS=-Xmx.*
          damagedlibrary | backend damagedlibrary did not start: .*UnsatisfiedLinkError: .*libdamaged\\.so.* | .*cache/libdamaged\\.so is cut short: delete .*cache, into which .*
          wrong | 'wrong: z1 with (native|tape) autograd is not what the built-in homework has' | do not use it; samegrad compare shows by how much it is wrong
          java.lang.String | cannot be loaded: the class java.lang.String, which .*classes names, is no samegrad.spi.BackendProvider | correct that services file.*
          org.example.GoneProvider | cannot be loaded: the class org.example.GoneProvider, which .*classes names, is not on the class path | add the jar that has this class, or take its name out of that services file
          """)
  void what_is_broken_is_said_in_one_line_with_what_to_do(
      String backend, String why, String remedy) {
    JsonNode one = diagnosis(report, backend);
    assertAll(
        () -> assertEquals("broken", one.path("state").asText()),
        () -> assertTrue(one.path("why").asText().matches(why), one::toString),
        () -> assertTrue(one.path("remedy").asText().matches(remedy), one::toString));
  }

  @Test
  void one_that_works_is_shown_beside_them() {
    JsonNode reference = diagnosis(report, "reference");
    assertAll(
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
    String services = "no " + ServiceEntry.SERVICES;
    Call none =
        OtherProcess.with(temporary)
            .call("doctor")
            .requires(ExitStatus.NO, "There is no backend on the class path.", services);
    assertEquals(3, none.out().split("put io.github.samegrad:samegrad-backend-", -1).length - 1);
  }

  @Test
  void with_one_that_works_the_exit_status_is_0(@TempDir Path temporary) throws Exception {
    Call well =
        OtherProcess.with(temporary, OtherProcess.REFERENCE)
            .call("doctor")
            .requires(
                ExitStatus.DONE,
                "The one backend found works: reference.",
                "\nplain: absent",
                "start Java with --add-modules jdk.incubator.vector");
    assertEquals("", well.err());
  }

  @Test
  void a_backend_that_is_not_for_the_device_is_no_fault(@TempDir Path temporary) throws Exception {
    OtherProcess.with(temporary, OtherProcess.REFERENCE)
        .call("doctor", "--device", "cuda")
        .requires(
            ExitStatus.NO,
            "\nreference: not for this device",
            "it runs on the CPU only: set",
            "No backend found is for this device.");
    List<BackendReport> two =
        Stream.of(true, false)
            .map(
                serves ->
                    new Answer(
                        new ServiceEntry("serves." + serves, "services"),
                        Optional.empty(),
                        Optional.empty(),
                        new Outcome.Unavailable("no GPU", serves)))
            .map(answer -> BackendReport.of(answer, Oracle.solve(Homework.builtIn())))
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
    Call lost = process.call("doctor", "--format", "json").requires(ExitStatus.NO);
    JsonNode djl = diagnosis(lost.json(), "djl");
    assertAll(
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
            .call("doctor", "--format", "json")
            .requires(ExitStatus.NO);
    JsonNode tpu = diagnosis(lost.json(), "tpu");
    assertAll(
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
            .call("doctor", "--format", "json")
            .requires(ExitStatus.DONE);
    JsonNode loaded = diagnosis(well.json(), "damagedlibrary").path("loaded");
    assertEquals("[\"" + copy + "\"]", loaded.toString());
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
