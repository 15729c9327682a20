package samegrad.nd4j;

import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.Nd4jBlas;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;

/**
 * Starts ND4J, which is one for the whole process: the threads of the engine that was made last are
 * those of all.
 */
final class Nd4jRuntime {
  /** Why an earlier start failed; ND4J's classes fail without a reason from then on. */
  private static Optional<BackendUnavailableException> failed = Optional.empty();

  private Nd4jRuntime() {}

  /**
   * Starts ND4J if it is not running and configures it.
   *
   * @throws BackendUnavailableException if ND4J cannot be started
   */
  static synchronized Nd4jEngine start(EngineConfig config) {
    if (failed.isEmpty()) {
      try {
        return configure(config);
      } catch (RuntimeException | LinkageError failure) {
        failed = Optional.of(BackendUnavailableException.notStarted("ND4J", failure));
      }
    }
    throw failed.get();
  }

  private static Nd4jEngine configure(EngineConfig config) {
    quiet();
    String device = Nd4j.getBackend().getClass().getSimpleName();
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    if (config.device() == Device.CPU) {
      ((Nd4jBlas) Nd4j.getNDArrayFactory().blas()).setMaxThreads(config.threads());
    }
    String version =
        Installation.ofThisProcess().version("org.nd4j", "nd4j-api").orElse("of unknown version");
    EngineInfo info =
        new EngineInfo(
            "nd4j",
            "ND4J " + version + " (" + device + ")",
            config.device(),
            config.threads(),
            "SameDiff");
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
}
