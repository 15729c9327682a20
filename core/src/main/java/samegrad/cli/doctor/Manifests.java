package samegrad.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import samegrad.cli.worker.Origin;
import samegrad.cli.worker.ServiceEntry;

/** What the jars of the class path say of themselves. */
final class Manifests {
  private static final String PREFIX = "samegrad-backend-";

  private Manifests() {}

  /** A jar's version from its manifest; empty if it is a folder or does not say. */
  static Optional<String> version(String source) {
    if (!Files.isRegularFile(Path.of(source))) {
      return Optional.empty();
    }
    try (JarFile jar = new JarFile(source)) {
      return Optional.ofNullable(jar.getManifest())
          .map(all -> all.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION));
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /**
   * The jars on the class path that are backends by their names and have no services file. They are
   * found by their manifests, so that jars which another jar's manifest names are among them.
   */
  static List<String> backendsWithoutServices() {
    try {
      return Collections.list(ServiceEntry.loader().getResources(JarFile.MANIFEST_NAME)).stream()
          .map((URL url) -> Origin.of(url, JarFile.MANIFEST_NAME))
          .flatMap(Optional::stream)
          .filter(source -> backend(source).isPresent() && !hasServices(source))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The backend that a jar's name promises: {@code x} for {@code samegrad-backend-x-1.0.jar}. */
  static Optional<String> backend(String source) {
    String name = Path.of(source).getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(".jar")
        ? Optional.of(name.substring(PREFIX.length()).replaceFirst("(-[0-9].*)?\\.jar$", ""))
        : Optional.empty();
  }

  private static boolean hasServices(String source) {
    try (ZipFile jar = new ZipFile(source)) {
      return jar.getEntry(ServiceEntry.SERVICES) != null;
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }
}
