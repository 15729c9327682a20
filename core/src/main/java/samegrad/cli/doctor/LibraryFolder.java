package samegrad.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    SortedMap<String, Long> found = new TreeMap<>();
    SortedMap<String, String> damaged = new TreeMap<>();
    if (Files.isReadable(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(LibraryFolder::isLibrary).toList()) {
          found.put(file.toString(), Files.size(file));
          if (file.toString().matches(OF_LINUX)) {
            ElfFile.damage(file).ifPresent(how -> damaged.put(file.toString(), how));
          }
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    Path nearest = folder;
    while (nearest != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    boolean writable = nearest != null && Files.isWritable(nearest);
    return new LibraryFolder(
        folder.toString(), setting, Files.exists(folder), writable, found, damaged);
  }

  private static boolean isLibrary(Path path) {
    return path.toString().matches(LIBRARY) && Files.isRegularFile(path);
  }

  /** Whether it can be used, in words. */
  String state() {
    if (!writable) {
      return exists ? "cannot be written" : "is not there and cannot be made";
    }
    return exists ? "can be written" : "is not there yet";
  }
}
