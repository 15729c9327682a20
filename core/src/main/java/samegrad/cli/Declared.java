package samegrad.cli;

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
import samegrad.spi.BackendProvider;

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
record Declared(String provider, String file) {
  /** The name of a services file. */
  static final String SERVICES = "META-INF/services/" + BackendProvider.class.getName();

  /** Those on the class path, in its order; one that is named twice is there once. */
  static List<Declared> onClassPath() {
    Map<String, Declared> declared = new LinkedHashMap<>();
    try {
      for (URL file : Collections.list(loader().getResources(SERVICES))) {
        String name = Origin.of(file, SERVICES).orElse(file.toString());
        for (String provider : providers(file)) {
          declared.putIfAbsent(provider, new Declared(provider, name));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return List.copyOf(declared.values());
  }

  /** The class loader that {@link java.util.ServiceLoader} uses. */
  static ClassLoader loader() {
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

  /** The jar or the folder that its class comes from; empty if the class is not there. */
  Optional<String> source() {
    return Origin.ofClass(provider);
  }

  /** What came of making a provider: it, or why there is none. */
  record Made(Optional<BackendProvider> provider, Optional<Outcome.Failed> failure) {}

  /** Makes the provider as {@link java.util.ServiceLoader} would, and no other. */
  Made make() {
    try {
      Class<?> type = Class.forName(provider, false, loader());
      if (!BackendProvider.class.isAssignableFrom(type)) {
        return failed(
            new Outcome.Failed(
                "cannot be loaded: the class %s, which %s names, is no %s"
                    .formatted(provider, file, BackendProvider.class.getName())));
      }
      return new Made(
          Optional.of((BackendProvider) type.getConstructor().newInstance()), Optional.empty());
    } catch (ClassNotFoundException missing) {
      return failed(
          new Outcome.Failed(
              "cannot be loaded: the class %s, which %s names, is not on the class path"
                  .formatted(provider, file),
              Causes.of(missing)));
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException hidden) {
      return failed(
          new Outcome.Failed(
              "cannot be loaded: %s is no public class with a public constructor without parameters"
                  .formatted(provider),
              Causes.of(hidden)));
    } catch (InvocationTargetException thrown) {
      return failed(Outcome.Failed.of("cannot be made", thrown.getTargetException()));
    } catch (LinkageError unlinked) {
      return failed(Outcome.Failed.of("cannot be loaded", unlinked));
    }
  }

  private static Made failed(Outcome.Failed failure) {
    return new Made(Optional.empty(), Optional.of(failure));
  }
}
