package samegrad.djl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A libtorch for CUDA, unpacked from the class path into the folder in which DJL would unpack it.
 *
 * <p>DJL does so only where it finds CUDA's runtime installed, to learn its version. This libtorch
 * brings its own runtime and needs nothing but the driver; DJL takes it from its folder.
 */
final class Unpacked {
  private Unpacked() {}

  /**
   * The folder, filled if it is not there yet. No other process sees it half filled.
   *
   * @param cache where DJL unpacks
   * @throws IOException if it cannot be written
   */
  static Path folder(ClassLoader loader, String platform, Requirements.Build build, Path cache)
      throws IOException {
    String flavor = build.flavor();
    Path folder = cache.resolve(build.version() + "-" + flavor + "-" + platform);
    if (Files.exists(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    Path filling = Files.createTempDirectory(cache, "tmp");
    try {
      for (String library : build.libraries()) {
        String resource = "pytorch/" + flavor + "/" + platform + "/" + library;
        try (InputStream in = loader.getResourceAsStream(resource)) {
          if (in == null) {
            throw new IOException("the libtorch on the class path has no " + resource);
          }
          Files.copy(in, filling.resolve(library));
        }
      }
      Files.move(filling, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      for (String library : build.libraries()) {
        Files.deleteIfExists(filling.resolve(library));
      }
      Files.deleteIfExists(filling);
      if (!Files.exists(folder)) { // else another process was faster
        throw failure;
      }
    }
    return folder;
  }
}
