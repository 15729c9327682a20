package samegrad.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder into which a backend unpacks native libraries.
 *
 * @param folder where it is
 * @param setting what names another one; empty if nothing does
 * @param exists whether it is there
 * @param writable whether it can be written or, if it is not there, made
 * @param found the native libraries in it, with their sizes in bytes
 * @param damaged those of them that are seen to be damaged, and how
 */
record LibraryFolder(
    String folder,
    String setting,
    boolean exists,
    boolean writable,
    SortedMap<String, Long> found,
    SortedMap<String, String> damaged) {
  private static final String OF_LINUX = ".*\\.so(\\.[0-9.]+)?";
  private static final String LIBRARY = ".*\\.(so(\\.[0-9.]+)?|dylib|dll)";

  static LibraryFolder of(String name, String setting) {
    Path folder = Path.of(name).toAbsolutePath();
    try {
      SortedMap<String, Long> found = found(folder);
      return new LibraryFolder(
          folder.toString(),
          setting,
          Files.exists(folder),
          nearest(folder).map(Files::isWritable).orElse(false),
          found,
          damaged(found));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The folder, or else the nearest above it that is there. */
  private static Optional<Path> nearest(Path folder) {
    Optional<Path> one = Optional.of(folder);
    while (one.isPresent() && !Files.exists(one.get())) {
      one = one.flatMap(path -> Optional.ofNullable(path.getParent()));
    }
    return one;
  }

  private static SortedMap<String, Long> found(Path folder) throws IOException {
    SortedMap<String, Long> found = new TreeMap<>();
    if (Files.isReadable(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().matches(LIBRARY)).sorted().toList()) {
          if (Files.isRegularFile(file)) {
            found.put(file.toString(), Files.size(file));
          }
        }
      }
    }
    return found;
  }

  private static SortedMap<String, String> damaged(SortedMap<String, Long> found)
      throws IOException {
    SortedMap<String, String> damaged = new TreeMap<>();
    for (String file : found.keySet()) {
      if (file.matches(OF_LINUX)) {
        ElfFile.damage(Path.of(file)).ifPresent(how -> damaged.put(file, how));
      }
    }
    return damaged;
  }

  /** Whether it can be used, in words. */
  String state() {
    if (!writable) {
      return exists ? "cannot be written" : "is not there and cannot be made";
    }
    return exists ? "can be written" : "is not there yet";
  }
}
