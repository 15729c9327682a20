package samegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.cli.console.ExitStatus;

/** A result that is not written is no success. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is a device of Linux")
final class StandardOutputTest {
  @TempDir private Path temporary;

  private OtherProcess process() throws Exception {
    return OtherProcess.with(temporary, OtherProcess.REFERENCE)
        .option("-Dsamegrad.backend=reference");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --format json",
        "compare --in-process",
        "backends",
        "--version",
        "--help"
      })
  void where_nothing_can_be_written_the_status_says_so(String arguments) throws Exception {
    Path err = temporary.resolve("err");
    Process full =
        process()
            .builder(arguments.split(" ", -1))
            .redirectOutput(new File("/dev/full"))
            .redirectError(err.toFile())
            .start();
    int status = full.waitFor();
    String said = Files.readString(err);
    assertEquals(ExitStatus.DEFECT, status, said);
    assertTrue(said.startsWith("samegrad: the result could not be written: "), said);
    assertEquals(1, said.lines().count(), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "--help"})
  void a_closed_pipe_is_silent_and_no_success(String arguments) throws Exception {
    Path err = temporary.resolve("err");
    Process piped = process().builder(arguments).redirectError(err.toFile()).start();
    piped.getInputStream().close();
    assertEquals(ExitStatus.CLOSED_PIPE, piped.waitFor());
    assertEquals("", Files.readString(err));
  }
}
