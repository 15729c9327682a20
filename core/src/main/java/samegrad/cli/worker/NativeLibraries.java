package samegrad.cli.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The native libraries that this process has loaded, without the JVM's own. */
public final class NativeLibraries {
  private static final Path MAPS = Path.of("/proc/self/maps");

  /** The sixth column of a line; proc(5). */
  private static final int PATH_COLUMN = 5;

  private NativeLibraries() {}

  /** Their paths; empty where they cannot be listed, as on any system but Linux. */
  public static Optional<NavigableSet<String>> loaded() throws IOException {
    return Files.isReadable(MAPS) ? Optional.of(in(MAPS)) : Optional.empty();
  }

  private static NavigableSet<String> in(Path maps) throws IOException {
    String jvm = Path.of(System.getProperty("java.home")).toRealPath() + File.separator;
    try (Stream<String> lines = Files.lines(maps)) {
      NavigableSet<String> libraries = new TreeSet<>();
      lines
          .map(line -> line.split(" +", PATH_COLUMN + 1))
          .filter(columns -> columns.length > PATH_COLUMN)
          .map(columns -> columns[PATH_COLUMN])
          .filter(path -> path.matches("/.*\\.so(\\.[0-9.]+)?"))
          .filter(path -> !path.startsWith(jvm))
          .forEach(libraries::add);
      return libraries;
    }
  }
}
