package samegrad.cli.console;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.autograd.Autograd;
import samegrad.network.InvalidInputException;
import samegrad.spi.Device;

/** The options that say how a backend runs; each stands before the setting of the same name. */
public final class BackendOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, cuda, or cuda:1 for a second GPU. Default: -Dsamegrad.device, SAMEGRAD_DEVICE,"
              + " cpu.")
  private @Nullable String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads a backend may use. Default: -Dsamegrad.threads, SAMEGRAD_THREADS, the"
              + " processors.")
  private @Nullable String threads;

  /** The settings of this process with those of the options. */
  public Settings settings() {
    Settings settings;
    try {
      settings = Settings.ofSystem();
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(String.valueOf(wrong.getMessage()), wrong);
    }
    if (device != null) {
      settings = settings.withDevice(Options.read("--device", device, Device::of));
    }
    if (threads != null) {
      settings = settings.withThreads(Options.read("--threads", threads, Settings::threads));
    }
    return settings;
  }

  /** The settings of this process with those of the options, for one backend. */
  public Settings settings(@Nullable String backend, @Nullable String autograd) {
    Settings settings = settings();
    if (backend != null) {
      settings = settings.withBackend(backend);
    }
    if (autograd != null) {
      settings = settings.withAutograd(Options.read("--autograd", autograd, Autograd::of));
    }
    return settings;
  }
}
