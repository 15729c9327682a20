package samegrad.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;

/** Starts libtorch, which a process can load only once and never unload. */
final class Libtorch {
  private Libtorch() {}

  /**
   * An engine on libtorch.
   *
   * <p>While DJL starts it reads nothing but this machine's files (offline) and sends nothing (DJL
   * reports on EC2 machines that it was started).
   *
   * @throws BackendUnavailableException if it cannot be loaded, with the root of the cause
   */
  static synchronized DjlEngine start(EngineConfig config) {
    Map<String, String> settings =
        Map.of(
            "ai.djl.offline", "true",
            "OPT_OUT_TRACKING", "true",
            "ai.djl.pytorch.num_interop_threads", "1",
            "PYTORCH_FLAVOR", Requirements.flavor(config.device()));
    try {
      if (config.device() == Device.CPU) {
        withoutCuda();
      }
      return with(settings, () -> open(config));
    } catch (BackendUnavailableException reason) {
      throw reason;
    } catch (RuntimeException | LinkageError | AssertionError failure) {
      throw BackendUnavailableException.notStarted("libtorch", failure);
    }
  }

  private static DjlEngine open(EngineConfig config) {
    Engine engine = Engine.getEngine("PyTorch");
    boolean cpu = config.device() == Device.CPU;
    if (!cpu && !JniUtils.getFeatures().contains("CUDA")) {
      throw new BackendUnavailableException(
          "libtorch "
              + engine.getVersion()
              + " finds no GPU that it can use: it is a build for the CPU, or the driver is too"
              + " old for it");
    }
    EngineInfo info =
        new EngineInfo(
            DjlProvider.NAME,
            "PyTorch " + engine.getVersion() + " through DJL " + Engine.getDjlVersion(),
            config.device(),
            config.threads(),
            "libtorch");
    ai.djl.Device device = cpu ? ai.djl.Device.cpu() : ai.djl.Device.gpu(0);
    return new DjlEngine(info, (PtNDManager) engine.newBaseManager(device));
  }

  /**
   * Keeps DJL from loading the CUDA runtime. It does so to count GPUs whenever libtorch is started,
   * for the CPU too, unless this setting is there while the class is initialised. (Were it there
   * later, DJL would count them in a process of their own.)
   */
  private static void withoutCuda() {
    with(
        Map.of("ai.djl.util.cuda.fork", "true"),
        () -> {
          try {
            return Class.forName(CudaUtils.class.getName(), true, CudaUtils.class.getClassLoader());
          } catch (ClassNotFoundException missing) {
            throw new LinkageError("no class " + missing.getMessage(), missing);
          }
        });
  }

  /** Does something while system properties have those values, unless the user has set them. */
  private static <T> T with(Map<String, String> properties, Supplier<T> work) {
    List<String> ours = new ArrayList<>();
    try {
      properties.forEach(
          (name, value) -> {
            if (System.getProperties().putIfAbsent(name, value) == null) {
              ours.add(name);
            }
          });
      return work.get();
    } finally {
      ours.forEach(System::clearProperty);
    }
  }
}
