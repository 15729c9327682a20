package samegrad.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

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
    try {
      withoutCuda();
      return with(settings(config.device()), () -> open(config));
    } catch (BackendUnavailableException reason) {
      throw reason;
    } catch (IOException | RuntimeException | LinkageError | AssertionError failure) {
      throw BackendUnavailableException.notStarted("libtorch", failure);
    }
  }

  private static Map<String, String> settings(Device device) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("ai.djl.offline", "true");
    settings.put("OPT_OUT_TRACKING", "true");
    settings.put("ai.djl.pytorch.num_interop_threads", "1");
    Requirements requirements = Requirements.ofProcess();
    Requirements.Build build = requirements.libtorch(device).orElseThrow();
    settings.put(Requirements.FLAVOR, requirements.flavor(device, build));
    if (build.cuda() > 0 && !build.libraries().isEmpty()) {
      settings.put(
          Requirements.LIBRARY_PATH,
          Unpacked.folder(
                  requirements.classLoader(), requirements.platform(), build, requirements.cache())
              .toString());
    }
    return settings;
  }

  private static DjlEngine open(EngineConfig config) {
    Engine engine = Engine.getEngine("PyTorch");
    OptionalInt gpu = config.device().gpu();
    if (gpu.isPresent() && !JniUtils.getFeatures().contains("CUDA")) {
      throw new BackendUnavailableException(
          "libtorch "
              + engine.getVersion()
              + " finds no GPU that it can use: see what nvidia-smi says of the driver; a process"
              + " that began on the device cpu stays there");
    }
    EngineInfo info =
        new EngineInfo(
            DjlProvider.NAME,
            "PyTorch " + engine.getVersion() + " through DJL " + Engine.getDjlVersion(),
            config.device(),
            config.threads(),
            "libtorch");
    ai.djl.Device device =
        gpu.isPresent() ? ai.djl.Device.gpu(gpu.getAsInt()) : ai.djl.Device.cpu();
    DjlEngine opened = new DjlEngine(info, (PtNDManager) engine.newBaseManager(device));
    HostTensor one = HostTensor.scalar(DType.FLOAT32, 1);
    try (PtNDArray array = opened.upload(one)) {
      opened.download(array, one.type()); // throws if DJL's native half is for another libtorch
    }
    return opened;
  }

  /**
   * Keeps DJL from loading a CUDA runtime of its own choice. It does so to count GPUs whenever
   * libtorch is started, for the CPU too, unless this setting is there while the class is
   * initialised. (Were it there later, DJL would count them in a process of their own.)
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
