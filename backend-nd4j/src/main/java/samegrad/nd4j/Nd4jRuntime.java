package samegrad.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.Nd4jBlas;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Causes;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;

/**
 * Starts ND4J, which is one for the whole process: the threads of the engine that was made last are
 * those of all.
 */
final class Nd4jRuntime {
  /** Why an earlier start failed; ND4J's classes fail without a reason from then on. */
  private static Optional<String> failed = Optional.empty();

  private Nd4jRuntime() {}

  /**
   * Starts ND4J if it is not running and configures it.
   *
   * @throws BackendUnavailableException if ND4J cannot be started
   */
  static synchronized Nd4jEngine start(EngineConfig config) {
    failed.ifPresent(
        why -> {
          throw new BackendUnavailableException("ND4J did not start: " + why);
        });
    try {
      return configure(config);
    } catch (RuntimeException | LinkageError failure) {
      failed = Optional.of(Causes.root(failure));
      throw new BackendUnavailableException("ND4J did not start: " + failed.get(), failure);
    }
  }

  private static Nd4jEngine configure(EngineConfig config) {
    quiet();
    String device = Nd4j.getBackend().getClass().getSimpleName();
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    if (config.device() == Device.CPU) {
      ((Nd4jBlas) Nd4j.getNDArrayFactory().blas()).setMaxThreads(config.threads());
    }
    String version = "ND4J " + version() + " (" + device + ")";
    EngineInfo info =
        new EngineInfo("nd4j", version, config.device(), config.threads(), "SameDiff");
    return new Nd4jEngine(info, new Workers(config.threads()));
  }

  /** What ND4J would log at its start, and the search of the class path for versions of itself. */
  private static void quiet() {
    setUnlessSet("org.nd4j.log.initialization", "false");
    setUnlessSet("org.nd4j.versioncheck", "false");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      return "of unknown version";
    }
    return properties.getProperty("version", "of unknown version");
  }
}
