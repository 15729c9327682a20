package samegrad.nd4j;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.common.io.ReflectionUtils;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;

/**
 * Starts ND4J, which is one for the whole process: the threads of the engine that was made last are
 * those of all.
 */
final class Nd4jRuntime {
  /** Named, since a build for CUDA has not got it. */
  private static final String LIBRARY = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu";

  private static final Logger LOG = Logger.getLogger("org.nd4j.linalg.factory.Nd4j");

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
    if (config.device().isCpu()) {
      startLibrary();
      openblas_nolapack.blas_set_num_threads(config.threads());
    }
    String device = Nd4j.getBackend().getClass().getSimpleName();
    Nd4j.getMemoryManager().togglePeriodicGc(false);
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

  /**
   * Loads libnd4j as ND4J would, but for the number of threads that ND4J then tells it: that is
   * OMP_NUM_THREADS read as one number, where OpenMP allows a list. ({@code Nd4jBlas}, by which
   * ND4J sets OpenBLAS's number, reads it so too.)
   */
  private static void startLibrary() {
    setUnlessSet(ND4JSystemProperties.INIT_NATIVEOPS_HOLDER, "false");
    NativeOpsHolder holder = NativeOpsHolder.getInstance();
    if (holder.getDeviceNativeOps() == null) {
      NativeOps library = ReflectionUtils.newInstance(ND4JClassLoading.loadClassByName(LIBRARY));
      library.initializeDevicesAndFunctions();
      holder.setDeviceNativeOps(library);
    }
  }

  /**
   * What ND4J would log at its start, of variables that it cannot read too, and the search of the
   * class path for versions of itself.
   */
  private static void quiet() {
    if (LOG.getLevel() == null) {
      LOG.setLevel(Level.WARNING);
    }
    setUnlessSet("org.nd4j.log.initialization", "false");
    setUnlessSet("org.nd4j.versioncheck", "false");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
