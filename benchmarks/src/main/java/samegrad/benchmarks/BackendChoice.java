package samegrad.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backends;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.worker.ServiceEntry;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.EngineConfig;

/** The options that say which backends a command runs, and how. */
public final class BackendChoice {
  @Mixin private BackendOptions options = new BackendOptions();

  @Option(
      names = {"--backends", "--backend"},
      split = ",",
      paramLabel = "NAMES",
      hideParamSyntax = true,
      description = "Those to run, separated by commas. Default: all for the device.")
  private List<String> names = new ArrayList<>();

  /** How they run. */
  public EngineConfig config() {
    return options.settings().engine();
  }

  /**
   * Those named or, if none is, all that serve the device.
   *
   * @throws BackendUnavailableException if one that is named is not there
   */
  public List<BackendProvider> providers() {
    Backends.Found found = Backends.find();
    EngineConfig config = config();
    return names.isEmpty()
        ? found.providers().stream().filter(one -> one.serves(config.device())).toList()
        : names.stream().map(found::require).toList();
  }

  /**
   * The same, where one that cannot run is an error.
   *
   * @throws BackendUnavailableException if so, saying why
   */
  public List<BackendProvider> available() {
    List<BackendProvider> providers = providers();
    for (BackendProvider provider : providers) {
      provider
          .unavailable(config())
          .ifPresent(
              why -> {
                throw new BackendUnavailableException(
                    "backend " + provider.name() + " is unavailable: " + why);
              });
    }
    return providers;
  }

  /** Where the providers of those are named; if none is, of all there are, broken ones too. */
  public List<ServiceEntry> entries() {
    Set<String> wanted =
        providers().stream().map(one -> one.getClass().getName()).collect(Collectors.toSet());
    return ServiceEntry.onClassPath().stream()
        .filter(entry -> names.isEmpty() || wanted.contains(entry.provider()))
        .toList();
  }
}
