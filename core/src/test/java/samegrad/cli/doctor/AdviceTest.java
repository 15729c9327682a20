package samegrad.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.cli.worker.Outcome;

/** What is said of the folder into which native libraries are unpacked. */
final class AdviceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IOException: No space left on device | is full: make room there",
        "UnsatisfiedLinkError: x.so: failed to map segment from shared object"
            + " | is on a file system from which no program is loaded (noexec)",
        "FileSystemException: x: Read-only file system | is on a file system that is only read",
        "AccessDeniedException: x | may not be written or read by this user"
      })
  void a_fault_of_the_folder_is_named_with_the_setting_that_helps(
      String cause, String what, @TempDir Path folder) {
    Outcome.Failed failed = new Outcome.Failed("libx did not start", List.of(cause));
    LibraryFolder cache = LibraryFolder.of(folder.toString(), "X=FOLDER");
    assertEquals(
        folder + " " + what + "; X=FOLDER names another folder",
        Advice.of(failed, "x", List.of(cache)));
  }
}
