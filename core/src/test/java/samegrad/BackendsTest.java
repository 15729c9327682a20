package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.autograd.Autograd;
import samegrad.cli.Misbehaving;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

class BackendsTest {
  private static final Settings REFERENCE =
      new Settings("reference", new EngineConfig(Device.CPU, 1), Autograd.TAPE);

  /** Its engine needs a native library that is not there. */
  private static final class Unlinked extends OracleEngine.Provider {
    @Override
    public String name() {
      return "unlinked";
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      throw new UnsatisfiedLinkError("no libnothing in java.library.path");
    }
  }

  @Test
  void a_broken_provider_does_not_hide_the_others(@TempDir Path directory) throws IOException {
    Backends.Found found;
    try (URLClassLoader loader =
        declaring(
            directory,
            "samegrad.NoSuchProvider",
            Misbehaving.ThrowingAtOnce.class.getName(),
            OracleEngine.Provider.class.getName(),
            "samegrad.tensor.Shape")) {
      found = Backends.find(loader);
    }
    assertEquals(
        List.of("reference"), found.providers().stream().map(BackendProvider::name).toList());
    assertEquals(3, found.broken().size());
    assertTrue(found.broken().get(0).contains("samegrad.NoSuchProvider"), found.broken().get(0));
    assertTrue(
        found.broken().get(1).contains("IllegalStateException: no luck"), found.broken().get(1));
    assertTrue(found.provider("reference").isPresent());
    assertFalse(found.provider("throwingatonce").isPresent());
  }

  private static URLClassLoader declaring(Path directory, String... names) throws IOException {
    return declaring(directory, BackendsTest.class.getClassLoader(), List.of(), names);
  }

  /** A loader that sees what its parent sees, that services file, and those files. */
  private static URLClassLoader declaring(
      Path directory, ClassLoader parent, List<Path> files, String... names) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(services.resolve(BackendProvider.class.getName()), List.of(names));
    List<URL> path = new ArrayList<>(List.of(directory.toUri().toURL()));
    for (Path file : files) {
      path.add(file.toUri().toURL());
    }
    return new URLClassLoader(path.toArray(URL[]::new), parent);
  }

  @Test
  void a_loader_that_is_named_is_asked(@TempDir Path directory) throws IOException {
    try (URLClassLoader loader = declaring(directory, OracleEngine.Provider.class.getName());
        Backend backend = Backends.open(REFERENCE, loader)) {
      assertEquals("reference", backend.info().name());
    }
  }

  /** samegrad in a loader of its own, as in a servlet container. */
  @Test
  void samegrads_own_loader_is_asked_beside_the_context_loader_and_nothing_comes_twice(
      @TempDir Path directory) throws Exception {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    try (URLClassLoader own =
            declaring(
                directory,
                ClassLoader.getPlatformClassLoader(),
                classPath,
                OracleEngine.Provider.class.getName(),
                "samegrad.NoSuchProvider");
        URLClassLoader child = new URLClassLoader(new URL[0], own)) {
      Method find = own.loadClass(Backends.class.getName()).getMethod("find");
      for (ClassLoader context :
          Arrays.asList(own, child, ClassLoader.getPlatformClassLoader(), null)) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
          String found = find.invoke(null).toString();
          assertEquals(1, found.split("OracleEngine.Provider@", -1).length - 1, found);
          assertEquals(1, found.split("samegrad.NoSuchProvider", -1).length - 1, found);
        } finally {
          thread.setContextClassLoader(before);
        }
      }
    }
  }

  @Test
  void a_backend_starts_where_its_own_class_loader_is_the_context() {
    List<ClassLoader> contexts = new ArrayList<>();
    BackendProvider watching =
        new OracleEngine.Provider() {
          @Override
          public Engine<?> create(EngineConfig config) {
            contexts.add(Thread.currentThread().getContextClassLoader());
            return super.create(config);
          }
        };
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader other = ClassLoader.getPlatformClassLoader();
    thread.setContextClassLoader(other);
    try (Backend backend = Backends.open(REFERENCE, watching)) {
      assertEquals(List.of(BackendsTest.class.getClassLoader()), contexts);
      assertSame(other, thread.getContextClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static final Backends.Found ONE =
      new Backends.Found(List.of(new OracleEngine.Provider()), List.of());
  private static final Backends.Found TWO =
      new Backends.Found(List.of(new OracleEngine.Provider(), new Unlinked()), List.of());

  private static String error(Settings settings, Backends.Found found) {
    return String.valueOf(
        assertThrows(BackendUnavailableException.class, () -> Backends.open(settings, found))
            .getMessage());
  }

  @Test
  void a_backend_that_is_not_there_is_an_error_that_says_how_to_add_it() {
    Backends.Found none = new Backends.Found(List.of(), List.of());
    assertEquals(
        "no backend \"djl\": none was found on the class path; to add it, put"
            + " io.github.samegrad:samegrad-backend-djl on the class path",
        error(REFERENCE.withBackend("djl"), none));
    assertEquals(
        "no backend \"jax\": found reference, unlinked (choose with -Dsamegrad.backend=reference or"
            + " unlinked); could not load x: y; samegrad has plain, nd4j, djl, and any other"
            + " comes with its own jar on the class path",
        error(REFERENCE.withBackend("jax"), new Backends.Found(TWO.providers(), List.of("x: y"))));
    assertEquals(
        "no backend \"plain\": found reference (choose with -Dsamegrad.backend=reference); to add"
            + " it, put io.github.samegrad:samegrad-backend-plain on the class path",
        error(REFERENCE.withBackend("plain"), ONE));
    for (String name : List.of("plain", "nd4j")) {
      String message = error(REFERENCE.withBackend(name), none);
      assertTrue(message.contains("samegrad-backend-" + name), message);
    }
  }

  @Test
  void a_backend_that_cannot_run_says_why() {
    assertEquals(
        "backend reference is unavailable: it runs on the CPU only: set -Dsamegrad.device=cpu",
        error(REFERENCE.withDevice(Device.CUDA), TWO));
    BackendUnavailableException unlinked =
        assertThrows(
            BackendUnavailableException.class,
            () -> Backends.open(REFERENCE.withBackend("unlinked"), TWO));
    assertEquals(
        "backend unlinked did not start: java.lang.UnsatisfiedLinkError: no libnothing in"
            + " java.library.path",
        unlinked.getMessage());
    assertTrue(unlinked.getCause() instanceof UnsatisfiedLinkError);
  }

  @Test
  void a_backend_opens_with_its_settings() {
    try (Backend backend = Backends.open(REFERENCE.withThreads(3), ONE)) {
      assertEquals("reference", backend.info().name());
      assertEquals(3, backend.info().threads());
      assertSame(Autograd.TAPE, backend.autograd());
    }
  }
}
