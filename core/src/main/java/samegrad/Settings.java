package samegrad;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import samegrad.autograd.Autograd;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;

/**
 * What a user chooses: a backend and how it is to run.
 *
 * <p>Each comes from a system property, else from the environment, else it is the default:
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>property</th><th>environment</th><th>values</th><th>default</th></tr>
 *   <tr><td>samegrad.backend</td><td>SAMEGRAD_BACKEND</td><td>a backend's name</td><td>plain</td></tr>
 *   <tr><td>samegrad.device</td><td>SAMEGRAD_DEVICE</td><td>cpu, cuda, cuda:1, …</td><td>cpu</td></tr>
 *   <tr><td>samegrad.threads</td><td>SAMEGRAD_THREADS</td><td>1 or more</td><td>the processors</td></tr>
 *   <tr><td>samegrad.autograd</td><td>SAMEGRAD_AUTOGRAD</td><td>native, tape</td><td>native</td></tr>
 * </table>
 *
 * @param backend the backend's name
 * @param engine where and on how many threads it runs
 * @param autograd what computes gradients
 */
public record Settings(String backend, EngineConfig engine, Autograd autograd) {
  /** The backend that is used if none is named. */
  public static final String DEFAULT_BACKEND = KnownBackend.DEFAULT;

  /**
   * The settings of this process.
   *
   * @throws IllegalArgumentException if one has no such value, naming the setting and its values
   */
  public static Settings ofSystem() {
    return of(System.getProperties(), System.getenv());
  }

  static Settings of(Properties properties, Map<String, String> environment) {
    Source source = new Source(properties, environment);
    return new Settings(
        source.get("backend").map(Value::text).orElse(DEFAULT_BACKEND),
        new EngineConfig(
            source.get("device").map(value -> value.read(Device::of)).orElse(Device.CPU),
            source
                .get("threads")
                .map(value -> value.read(Settings::threads))
                .orElseGet(() -> Runtime.getRuntime().availableProcessors())),
        source.get("autograd").map(value -> value.read(Autograd::of)).orElse(Autograd.NATIVE));
  }

  /**
   * A number of threads.
   *
   * @throws IllegalArgumentException if the text is not a whole number from 1 to 1024
   */
  public static int threads(String text) {
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > 1024) {
      throw new IllegalArgumentException(
          "threads is a whole number from 1 to 1024, not \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  /** These settings with another backend. */
  public Settings withBackend(String name) {
    return new Settings(name, engine, autograd);
  }

  /** These settings with another device. */
  public Settings withDevice(Device device) {
    return new Settings(backend, new EngineConfig(device, engine.threads()), autograd);
  }

  /** These settings with another number of threads. */
  public Settings withThreads(int threads) {
    return new Settings(backend, new EngineConfig(engine.device(), threads), autograd);
  }

  /** These settings with another autograd. */
  public Settings withAutograd(Autograd other) {
    return new Settings(backend, engine, other);
  }

  private record Source(Properties properties, Map<String, String> environment) {
    Optional<Value> get(String setting) {
      String property = "samegrad." + setting;
      String variable = "SAMEGRAD_" + setting.toUpperCase(java.util.Locale.ROOT);
      String set = properties.getProperty(property, "");
      if (!set.isEmpty()) {
        return Optional.of(new Value("-D" + property, set));
      }
      return Optional.ofNullable(environment.get(variable))
          .filter(text -> !text.isEmpty())
          .map(text -> new Value(variable, text));
    }
  }

  private record Value(String origin, String text) {
    <T> T read(java.util.function.Function<String, T> reader) {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(origin + ": " + wrong.getMessage(), wrong);
      }
    }
  }
}
