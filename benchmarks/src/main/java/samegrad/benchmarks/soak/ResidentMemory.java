package samegrad.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How much of this process is in memory, as Linux tells it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmRSS:";

  private ResidentMemory() {}

  /** Why it cannot be read here; empty if it can. */
  static Optional<String> unreadable() {
    return Files.isReadable(STATUS)
        ? Optional.empty()
        : Optional.of(
            "the resident memory of a process is read from " + STATUS + ", which is Linux's alone");
  }

  /** The resident set in bytes. */
  static long bytes() throws IOException {
    return bytes(Files.readAllLines(STATUS));
  }

  static long bytes(List<String> status) throws IOException {
    for (String line : status) {
      if (line.startsWith(FIELD) && line.endsWith(" kB")) {
        return 1024 * Long.parseLong(line.substring(FIELD.length(), line.length() - 3).trim());
      }
    }
    throw new IOException(STATUS + " has no line " + FIELD + " … kB");
  }
}
