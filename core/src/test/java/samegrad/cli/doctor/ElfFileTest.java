package samegrad.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the libraries there are of other kinds")
final class ElfFileTest {
  @TempDir private Path folder;

  private Optional<String> damage(byte[] content) throws IOException {
    return ElfFile.damage(Files.write(folder.resolve("libsome.so"), content));
  }

  @Test
  void a_library_that_ends_too_early_is_cut_short_wherever_it_ends() throws IOException {
    Path jvm = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    byte[] whole = Files.readAllBytes(jvm);
    assertEquals(Optional.empty(), damage(whole));
    for (int length : new int[] {0, 1, 63, 64, 1000, whole.length / 2, whole.length - 1}) {
      assertEquals(
          Optional.of("is cut short"), damage(Arrays.copyOf(whole, length)), length + " bytes");
    }
  }

  @Test
  void a_file_of_zeros_is_no_library() throws IOException {
    assertEquals(Optional.of("is no library"), damage(new byte[4096]));
  }
}
