package samegrad.cli.worker;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.cli.Call;
import samegrad.cli.Misbehaving;
import samegrad.cli.OtherProcess;
import samegrad.cli.console.ExitStatus;

/** A backend that brings its process down costs one row of the table, and nothing else. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are those of POSIX")
final class IsolationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static OtherProcess all;
  private static Call call;
  private static JsonNode report;

  @BeforeAll
  static void compare(@TempDir Path temporary) throws Exception {
    all =
        OtherProcess.with(
            temporary,
            OtherProcess.services(
                Misbehaving.Crashing.class,
                Misbehaving.CrashingAtOnce.class,
                Misbehaving.Aborting.class,
                Misbehaving.Exiting.class,
                Misbehaving.ExitingBadly.class,
                Misbehaving.Exhausting.class,
                Misbehaving.Garbage.class,
                Misbehaving.Throwing.class,
                Misbehaving.MissingClass.class),
            OtherProcess.REFERENCE);
    call = all.call("compare", "--format", "json");
    report = JSON.readTree(call.out());
    assertEquals(List.of(), all.left(), "files where it ran");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crashing | crashed: SIGSEGV in V +\\[libjvm.*",
        "samegrad.cli.Misbehaving$CrashingAtOnce | crashed: SIGSEGV in .*",
        "aborting | crashed: SIGABRT",
        "exiting | ended with status 0 before it had answered",
        "exitingbadly | ended with status 7 before it had answered, saying: FATAL: no licence",
        "exhausting | failed: OutOfMemoryError: Java heap space",
        "throwing | failed: IllegalStateException: cannot start,"
            + " caused by IOException: the licence file is empty",
        "missingclass | backend missingclass did not start:"
            + " java.lang.NoClassDefFoundError: org/example/Gone",
      })
  void what_became_of_it_is_one_row(String backend, String why) {
    List<String> rows = new ArrayList<>();
    for (JsonNode missing : report.path("missing")) {
      if (missing.path("backend").asText().equals(backend)) {
        assertTrue(missing.path("failed").asBoolean(), missing::toString);
        rows.add(missing.path("why").asText());
      }
    }
    assertEquals(1, rows.size(), report.path("missing")::toString);
    assertTrue(rows.get(0).matches(why), rows.get(0));
  }

  @ParameterizedTest
  @CsvSource({"reference", "garbage"})
  void the_rows_of_the_others_stay(String backend) {
    int rows = 0;
    for (JsonNode row : report.path("rows")) {
      if (row.path("backend").asText().equals(backend)) {
        assertEquals("AGREE", row.path("verdict").asText(), row::toString);
        rows++;
      }
    }
    // The homework has three layers with z and a, a loss, six gradients; each by both autograds.
    assertEquals(2 * (3 * 2 + 1 + 6), rows);
  }

  @Test
  void the_answer_is_no_and_the_result_is_alone_on_standard_output() {
    assertAll(
        () -> assertEquals(ExitStatus.NO, call.status(), call::err),
        () -> assertEquals("DIFFER", report.path("verdict").asText()),
        () -> assertEquals("", call.err()),
        () -> assertEquals(1, call.out().lines().count()),
        () -> assertTrue(report.path("answer").asText().contains("8 backends failed")));
  }

  @Test
  void one_that_hangs_is_stopped_with_all_that_it_started(@TempDir Path temporary)
      throws Exception {
    Path pids = temporary.resolve("pids");
    OtherProcess process =
        OtherProcess.with(temporary, Misbehaving.Hanging.class.getName(), OtherProcess.REFERENCE)
            .option("-D" + Misbehaving.PIDS + "=" + pids);
    Call call = process.call("compare", "--timeout", "10");
    assertAll(
        () -> assertEquals(ExitStatus.NO, call.status(), call::err),
        () ->
            assertTrue(
                call.out()
                    .lines()
                    .anyMatch(line -> line.matches("hanging +no answer within 10 s: stopped")),
                call::out),
        () -> assertTrue(call.out().contains("(reference answered)"), call::out),
        () -> assertEquals(List.of(), process.left()));
    for (int i = 0; i < 100 && !alive(pids).isEmpty(); i++) {
      Thread.sleep(100); // a killed process is gone once its parent has noticed
    }
    assertEquals(List.of(), alive(pids));
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void nothing_goes_on_once_samegrad_itself_is_killed(boolean forcibly, @TempDir Path temporary)
      throws Exception {
    Path pids = temporary.resolve("pids");
    Path files = Files.createDirectory(temporary.resolve("files"));
    Path err = temporary.resolve("err");
    Process process =
        OtherProcess.with(temporary, Misbehaving.Hanging.class.getName())
            .option("-D" + Misbehaving.PIDS + "=" + pids)
            .option("-Djava.io.tmpdir=" + files)
            .builder("compare")
            .redirectError(err.toFile())
            .start();
    waitUntil(() -> Files.exists(pids));
    List<Long> started = alive(pids);
    try {
      assertEquals(2, started.size());
      if (forcibly) {
        process.destroyForcibly();
      } else {
        process.destroy();
      }
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      // A process killed by SIGKILL can stop no grandchild, but the worker ends by itself.
      long worker = started.get(0);
      waitUntil(() -> forcibly ? !alive(pids).contains(worker) : alive(pids).isEmpty());
      assertEquals("", Files.readString(err));
      try (var left = Files.list(files)) {
        assertEquals(forcibly ? 1 : 0, left.count());
      }
    } finally {
      started.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(this::end);
    }
  }

  private void end(ProcessHandle process) {
    process.destroyForcibly();
  }

  private static List<Long> alive(Path pids) throws IOException {
    return Files.readAllLines(pids).stream()
        .map(Long::valueOf)
        .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
        .toList();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void waitUntil(Condition condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.holds()) {
      assertFalse(Instant.now().isAfter(end), "not within 30 s");
      Thread.sleep(50);
    }
  }

  @Test
  void openmp_gets_as_many_threads_as_the_backend_unless_the_user_says(@TempDir Path temporary)
      throws Exception {
    OtherProcess process = OtherProcess.with(temporary, Misbehaving.Threads.class.getName());
    Call ours = process.call("backends", "--threads", "3");
    Call theirs = process.environment("OMP_NUM_THREADS", "5").call("backends", "--threads", "3");
    assertAll(
        () -> assertTrue(ours.out().contains("OMP_NUM_THREADS=3"), ours::out),
        () -> assertTrue(theirs.out().contains("OMP_NUM_THREADS=5"), theirs::out));
  }

  @Test
  void what_the_jvm_says_on_standard_output_is_no_result(@TempDir Path temporary) throws Exception {
    // -Xshare's and -Xlog's lines go there, before and after all that a program writes.
    Call call =
        OtherProcess.with(temporary, OtherProcess.REFERENCE)
            .option("-Xlog:safepoint*=info:stdout")
            .option("-XX:+PrintFlagsFinal")
            .call("compare");
    assertEquals(0, call.status(), call::out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:PORT",
        "-Dcom.sun.management.jmxremote.port=PORT -Dcom.sun.management.jmxremote.ssl=false"
            + " -Dcom.sun.management.jmxremote.authenticate=false"
      })
  void what_one_jvm_alone_can_have_is_not_passed_on(String flags, @TempDir Path temporary)
      throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Call call =
        OtherProcess.with(temporary, OtherProcess.REFERENCE)
            .environment("JAVA_TOOL_OPTIONS", flags.replace("PORT", Integer.toString(port)))
            .call("compare");
    assertEquals(0, call.status(), call::out);
  }

  @Test
  void a_folder_for_temporary_files_that_cannot_be_used_is_named(@TempDir Path temporary)
      throws Exception {
    Call call =
        OtherProcess.with(temporary, OtherProcess.REFERENCE)
            .option("-Djava.io.tmpdir=/nowhere")
            .call("compare");
    assertAll(
        () -> assertEquals(ExitStatus.INVALID, call.status()),
        () -> assertTrue(call.err().contains("temporary files, /nowhere, cannot be"), call::err));
  }

  @Test
  void in_process_a_broken_provider_is_one_row_too(@TempDir Path temporary) throws Exception {
    Call call =
        OtherProcess.with(
                temporary, Misbehaving.ThrowingAtOnce.class.getName(), OtherProcess.REFERENCE)
            .call("compare", "--in-process");
    assertAll(
        () -> assertEquals(ExitStatus.NO, call.status()),
        () -> assertTrue(call.out().contains("IllegalStateException: no luck"), call::out),
        () -> assertTrue(call.out().contains("1 backend failed (reference answered)"), call::out));
  }
}
