package samegrad.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
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
    call = all.call("compare", "--format", "json").requires(ExitStatus.NO);
    report = call.json();
    assertEquals(List.of(), all.left(), "files where it ran");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          crashing                             | crashed: SIGSEGV in V +\\[libjvm.*
          samegrad.cli.Misbehaving$CrashingAtOnce | crashed: SIGSEGV in .*
          aborting                             | crashed: SIGABRT
          exiting                              | ended with status 0 before it had answered
          exitingbadly                         | ended with status 7 before it had answered, saying: FATAL: no licence
          exhausting                           | failed: OutOfMemoryError: Java heap space
          throwing                             | failed: IllegalStateException: cannot start, caused by IOException: the licence file is empty
          missingclass                         | backend missingclass did not start: java.lang.NoClassDefFoundError: org/example/Gone
          """)
  void what_became_of_it_is_one_row(String backend, String why) {
    List<JsonNode> rows = rows("missing", backend);
    assertEquals(1, rows.size(), report.path("missing")::toString);
    assertTrue(rows.get(0).path("failed").asBoolean(), rows::toString);
    assertTrue(rows.get(0).path("why").asText().matches(why), rows::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "garbage"})
  void the_rows_of_the_others_stay(String backend) {
    List<JsonNode> rows = rows("rows", backend);
    // The homework has three layers with z and a, a loss, six gradients; each by both autograds.
    assertEquals(2 * (3 * 2 + 1 + 6), rows.size());
    rows.forEach(row -> assertEquals("AGREE", row.path("verdict").asText(), row::toString));
  }

  private static List<JsonNode> rows(String table, String backend) {
    return report.path(table).findParents("backend").stream()
        .filter(row -> row.path("backend").asText().equals(backend))
        .toList();
  }

  @Test
  void the_answer_is_no_and_the_result_is_alone_on_standard_output() {
    assertEquals("DIFFER", report.path("verdict").asText());
    assertEquals("", call.err());
    assertTrue(report.path("answer").asText().contains("8 backends failed"), report::toString);
  }

  @Test
  void one_that_hangs_is_stopped_with_all_that_it_started(@TempDir Path temporary)
      throws Exception {
    Path pids = temporary.resolve("pids");
    OtherProcess process =
        OtherProcess.with(temporary, Misbehaving.Hanging.class.getName(), OtherProcess.REFERENCE)
            .option("-D" + Misbehaving.PIDS + "=" + pids);
    Call call =
        process.call("compare", "--timeout", "10").requires(ExitStatus.NO, "(reference answered)");
    assertTrue(
        call.out()
            .lines()
            .anyMatch(line -> line.matches("hanging +no answer within 10 s: stopped")));
    assertEquals(List.of(), process.left());
    waitUntil(() -> alive(pids).isEmpty()); // a killed process goes once its parent has noticed
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
      started.stream()
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static List<Long> alive(Path pids) throws IOException {
    return Files.readAllLines(pids).stream()
        .map(Long::valueOf)
        .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
        .toList();
  }

  private static void waitUntil(Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.call()) {
      assertFalse(Instant.now().isAfter(end), "not within 30 s");
      Thread.sleep(50);
    }
  }

  @Test
  void openmp_gets_as_many_threads_as_the_backend_unless_the_user_says(@TempDir Path temporary)
      throws Exception {
    OtherProcess process = OtherProcess.with(temporary, Misbehaving.Threads.class.getName());
    process.call("backends", "--threads", "3").requires(ExitStatus.DONE, "OMP_NUM_THREADS=3");
    process
        .environment("OMP_NUM_THREADS", "5")
        .call("backends", "--threads", "3")
        .requires(ExitStatus.DONE, "OMP_NUM_THREADS=5");
  }

  @Test
  void what_the_jvm_says_on_standard_output_is_no_result(@TempDir Path temporary) throws Exception {
    // -Xshare's and -Xlog's lines go there, before and after all that a program writes.
    OtherProcess.with(temporary, OtherProcess.REFERENCE)
        .option("-Xlog:safepoint*=info:stdout")
        .option("-XX:+PrintFlagsFinal")
        .call("compare")
        .requires(ExitStatus.DONE);
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
    OtherProcess.with(temporary, OtherProcess.REFERENCE)
        .environment("JAVA_TOOL_OPTIONS", flags.replace("PORT", Integer.toString(port)))
        .call("compare")
        .requires(ExitStatus.DONE);
  }

  @Test
  void a_folder_for_temporary_files_that_cannot_be_used_is_named(@TempDir Path temporary)
      throws Exception {
    OtherProcess.with(temporary, OtherProcess.REFERENCE)
        .option("-Djava.io.tmpdir=/nowhere")
        .call("compare")
        .refused(": the folder for temporary files, /nowhere, cannot be");
  }

  @Test
  void in_process_a_broken_provider_is_one_row_too(@TempDir Path temporary) throws Exception {
    OtherProcess.with(temporary, Misbehaving.ThrowingAtOnce.class.getName(), OtherProcess.REFERENCE)
        .call("compare", "--in-process")
        .requires(
            ExitStatus.NO,
            "IllegalStateException: no luck",
            "1 backend failed (reference answered)");
  }
}
