package samegrad.cli.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import samegrad.KnownBackend;
import samegrad.spi.BackendProvider;
import samegrad.spi.Causes;

/**
 * A provider that a services file on the class path names, which need not be there or work.
 *
 * <p>The files are read as text, so that no code of any provider runs in the process that asks:
 * {@link java.util.ServiceLoader} would construct all providers where one is wanted, and one whose
 * constructor ends the process would end it for all.
 *
 * @param provider the name of its class
 * @param file where it is named
 */
public record ServiceEntry(String provider, String file) {
  /** The name of a services file. */
  public static final String SERVICES = "META-INF/services/" + BackendProvider.class.getName();

  /** Those on the class path, in its order; one that is named twice is there once. */
  public static List<ServiceEntry> onClassPath() {
    Map<String, ServiceEntry> declared = new LinkedHashMap<>();
    try {
      for (URL file : Collections.list(loader().getResources(SERVICES))) {
        String name = Origin.of(file, SERVICES).orElse(file.toString());
        for (String provider : providers(file)) {
          declared.putIfAbsent(provider, new ServiceEntry(provider, name));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return List.copyOf(declared.values());
  }

  /** The class loader that {@link java.util.ServiceLoader} uses. */
  public static ClassLoader loader() {
    return Optional.ofNullable(Thread.currentThread().getContextClassLoader())
        .orElseGet(ClassLoader::getSystemClassLoader);
  }

  private static List<String> providers(URL file) throws IOException {
    List<String> providers = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .forEach(providers::add);
    }
    return providers;
  }

  /** The backend's name if samegrad comes with it, else the provider's. */
  String backend() {
    return KnownBackend.ofProvider(provider).map(KnownBackend::name).orElse(provider);
  }

  /** The jar or the folder that its class comes from; empty if the class is not there. */
  public Optional<String> source() {
    return Origin.ofClass(provider);
  }

  /**
   * Makes the provider as {@link java.util.ServiceLoader} would, and no other, and asks it. That it
   * cannot be made is an outcome too.
   */
  Outcome ask(Function<BackendProvider, Outcome> question) {
    BackendProvider made;
    try {
      Class<?> type = Class.forName(provider, false, loader());
      if (!BackendProvider.class.isAssignableFrom(type)) {
        return new Outcome.Failed(
            "cannot be loaded: the class %s, which %s names, is no %s"
                .formatted(provider, file, BackendProvider.class.getName()));
      }
      made = (BackendProvider) type.getConstructor().newInstance();
    } catch (ClassNotFoundException missing) {
      return new Outcome.Failed(
          "cannot be loaded: the class %s, which %s names, is not on the class path"
              .formatted(provider, file),
          Causes.of(missing));
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException hidden) {
      return new Outcome.Failed(
          "cannot be loaded: %s is no public class with a public constructor without parameters"
              .formatted(provider),
          Causes.of(hidden));
    } catch (InvocationTargetException thrown) {
      return Outcome.Failed.of("cannot be made", thrown.getTargetException());
    } catch (LinkageError unlinked) {
      return Outcome.Failed.of("cannot be loaded", unlinked);
    }
    return question.apply(made);
  }
}
