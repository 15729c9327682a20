package samegrad.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How much of this process is in memory, as Linux tells it. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String NOW = "VmRSS:";
  private static final String PEAK = "VmHWM:";

  /** Bytes in one MiB. */
  public static final double MEBI = 1 << 20;

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
    return bytes(NOW);
  }

  /** The largest resident set so far, in MiB; empty where it cannot be read. */
  public static Optional<Double> peak() throws IOException {
    return unreadable().isPresent() ? Optional.empty() : Optional.of(bytes(PEAK) / MEBI);
  }

  private static long bytes(String field) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(field) && line.endsWith(" kB")) {
        return 1024 * Long.parseLong(line.substring(field.length(), line.length() - 3).trim());
      }
    }
    throw new IOException(STATUS + " has no line " + field + " … kB");
  }
}
