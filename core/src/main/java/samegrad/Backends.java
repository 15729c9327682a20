package samegrad;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Engine;

/** Finds backends on the class path and opens them. */
public final class Backends {
  private Backends() {}

  /**
   * What {@link ServiceLoader} found.
   *
   * @param providers those that could be made, in the order of the class path
   * @param broken for each that could not, why
   */
  public record Found(List<BackendProvider> providers, List<String> broken) {
    /** The provider of that name. */
    public Optional<BackendProvider> provider(String name) {
      return providers.stream().filter(provider -> provider.name().equals(name)).findFirst();
    }

    /**
     * The provider of that name.
     *
     * @throws BackendUnavailableException if it is not there, saying what would help
     */
    public BackendProvider require(String name) {
      return provider(name).orElseThrow(() -> new BackendUnavailableException(missing(name, this)));
    }
  }

  /**
   * Opens the backend that {@link Settings#ofSystem} names: {@code -Dsamegrad.backend=NAME}, else
   * the environment's {@code SAMEGRAD_BACKEND}, else plain.
   *
   * @throws BackendUnavailableException if it is not there or cannot run; never another one instead
   * @throws IllegalArgumentException if a setting has no such value
   */
  public static Backend open() {
    return open(Settings.ofSystem());
  }

  /** Opens the backend of that name, with the other settings of this process. */
  public static Backend open(String name) {
    return open(Settings.ofSystem().withBackend(name));
  }

  /**
   * Opens a backend.
   *
   * @throws BackendUnavailableException if it is not there or cannot run, saying what would help
   */
  public static Backend open(Settings settings) {
    return open(settings, find());
  }

  /**
   * Opens a backend that {@link #find(ClassLoader)} finds.
   *
   * @throws BackendUnavailableException if it is not there or cannot run, saying what would help
   */
  public static Backend open(Settings settings, ClassLoader loader) {
    return open(settings, find(loader));
  }

  static Backend open(Settings settings, Found found) {
    return open(settings, found.require(settings.backend()));
  }

  /**
   * Opens a provider's backend, whatever backend the settings name.
   *
   * @throws BackendUnavailableException if it cannot run, saying what would help, or if it computes
   *     wrong results
   */
  public static Backend open(Settings settings, BackendProvider provider) {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    thread.setContextClassLoader(provider.getClass().getClassLoader());
    try {
      return checked(settings, provider);
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  /**
   * ND4J and DJL ask the context class loader for their parts, which are where their adapter is.
   */
  private static Backend checked(Settings settings, BackendProvider provider) {
    provider
        .unavailable(settings.engine())
        .ifPresent(
            why -> {
              throw new BackendUnavailableException(
                  "backend " + provider.name() + " is unavailable: " + why);
            });
    Backend backend = new Backend(start(provider, settings), settings.autograd());
    try {
      SelfCheck.require(backend);
      return backend;
    } catch (RuntimeException | Error failure) {
      backend.close();
      throw failure;
    }
  }

  private static Engine<?> start(BackendProvider provider, Settings settings) {
    try {
      return provider.create(settings.engine());
    } catch (LinkageError error) {
      throw new BackendUnavailableException(
          "backend " + provider.name() + " did not start: " + error, error);
    }
  }

  /**
   * Looks for providers where this thread's context class loader and samegrad's own class loader
   * see them. One that is broken does not hide the others.
   */
  public static Found find() {
    return find(
        Arrays.asList(
            Thread.currentThread().getContextClassLoader(),
            BackendProvider.class.getClassLoader()));
  }

  /** Looks for providers where that class loader sees them. */
  public static Found find(ClassLoader loader) {
    return find(List.of(loader));
  }

  /** A provider that several loaders see is made once, and so is what is broken told once. */
  private static Found find(List<@Nullable ClassLoader> loaders) {
    Map<Class<?>, BackendProvider> providers = new LinkedHashMap<>();
    Set<String> broken = new LinkedHashSet<>();
    for (ClassLoader loader : new LinkedHashSet<>(loaders)) {
      Iterator<ServiceLoader.Provider<BackendProvider>> found =
          ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
      boolean more = true;
      while (more) {
        try {
          more = found.hasNext();
          if (more) {
            ServiceLoader.Provider<BackendProvider> provider = found.next();
            if (!providers.containsKey(provider.type())) {
              providers.put(provider.type(), provider.get());
            }
          }
        } catch (ServiceConfigurationError | LinkageError error) {
          broken.add(reason(error));
        }
      }
    }
    return new Found(List.copyOf(providers.values()), List.copyOf(broken));
  }

  private static String reason(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? String.valueOf(error.getMessage()) : error.getMessage() + ": " + cause;
  }

  private static String missing(String name, Found found) {
    List<String> names = found.providers().stream().map(BackendProvider::name).toList();
    String there =
        names.isEmpty()
            ? "none was found on the class path"
            : "found %s (choose with -Dsamegrad.backend=%s)"
                .formatted(String.join(", ", names), String.join(" or ", names));
    String broken =
        found.broken().isEmpty() ? "" : "; could not load " + String.join("; ", found.broken());
    String help =
        KnownBackend.named(name)
            .map(KnownBackend::howToAdd)
            .orElseGet(
                () ->
                    "samegrad has "
                        + String.join(
                            ", ", KnownBackend.ALL.stream().map(KnownBackend::name).toList())
                        + ", and any other comes with its own jar on the class path");
    return "no backend \"" + name + "\": " + there + broken + "; " + help;
  }
}
