package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.autograd.Autograd;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

class BackendsTest {
  private static final Settings REFERENCE =
      new Settings("reference", new EngineConfig(Device.CPU, 1), Autograd.TAPE);

  /** Cannot be made. */
  public static final class ThrowingProvider implements BackendProvider {
    /** Fails. */
    public ThrowingProvider() {
      throw new IllegalStateException("no luck");
    }

    @Override
    public String name() {
      return "throwing";
    }

    @Override
    public Optional<String> unavailable(EngineConfig config) {
      return Optional.empty();
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      throw new IllegalStateException("unreachable");
    }
  }

  /** Its engine needs a native library that is not there. */
  private static final class Unlinked implements BackendProvider {
    @Override
    public String name() {
      return "unlinked";
    }

    @Override
    public Optional<String> unavailable(EngineConfig config) {
      return Optional.empty();
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      throw new UnsatisfiedLinkError("no libnothing in java.library.path");
    }
  }

  private static Backends.Found find(Path directory, String... names) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(services.resolve(BackendProvider.class.getName()), List.of(names));
    URL[] path = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, BackendsTest.class.getClassLoader())) {
      return Backends.find(ServiceLoader.load(BackendProvider.class, loader));
    }
  }

  @Test
  void a_broken_provider_does_not_hide_the_others(@TempDir Path directory) throws IOException {
    Backends.Found found =
        find(
            directory,
            "samegrad.NoSuchProvider",
            ThrowingProvider.class.getName(),
            OracleEngine.Provider.class.getName(),
            "samegrad.tensor.Shape");
    assertEquals(
        List.of("reference"), found.providers().stream().map(BackendProvider::name).toList());
    assertEquals(3, found.broken().size());
    assertTrue(found.broken().get(0).contains("samegrad.NoSuchProvider"), found.broken().get(0));
    assertTrue(
        found.broken().get(1).contains("IllegalStateException: no luck"), found.broken().get(1));
    assertTrue(found.provider("reference").isPresent());
    assertFalse(found.provider("throwing").isPresent());
  }

  private static String error(Settings settings, Backends.Found found) {
    return String.valueOf(
        assertThrows(BackendUnavailableException.class, () -> Backends.open(settings, found))
            .getMessage());
  }

  @Test
  void a_backend_that_is_not_there_is_an_error_that_says_how_to_add_it() {
    assertEquals(
        "no backend \"djl\": none was found on the class path; to add it, put"
            + " io.github.samegrad:samegrad-backend-djl on the class path",
        error(REFERENCE.withBackend("djl"), new Backends.Found(List.of(), List.of())));
    assertEquals(
        "no backend \"jax\": found reference, unlinked; could not load x: y; samegrad has plain,"
            + " nd4j, djl, and any other comes with its own jar on the class path",
        error(
            REFERENCE.withBackend("jax"),
            new Backends.Found(
                List.of(new OracleEngine.Provider(), new Unlinked()), List.of("x: y"))));
    for (String name : List.of("plain", "nd4j")) {
      String message = error(REFERENCE.withBackend(name), new Backends.Found(List.of(), List.of()));
      assertTrue(message.contains("samegrad-backend-" + name), message);
    }
  }

  @Test
  void a_backend_that_cannot_run_says_why() {
    Backends.Found found =
        new Backends.Found(List.of(new OracleEngine.Provider(), new Unlinked()), List.of());
    assertEquals(
        "backend reference is unavailable: it runs on the CPU only: set -Dsamegrad.device=cpu",
        error(REFERENCE.withDevice(Device.CUDA), found));
    BackendUnavailableException unlinked =
        assertThrows(
            BackendUnavailableException.class,
            () -> Backends.open(REFERENCE.withBackend("unlinked"), found));
    assertEquals(
        "backend unlinked did not start: java.lang.UnsatisfiedLinkError: no libnothing in"
            + " java.library.path",
        unlinked.getMessage());
    assertTrue(unlinked.getCause() instanceof UnsatisfiedLinkError);
  }

  @Test
  void a_backend_opens_with_its_settings() {
    Backends.Found found = new Backends.Found(List.of(new OracleEngine.Provider()), List.of());
    try (Backend backend = Backends.open(REFERENCE.withThreads(3), found)) {
      assertEquals("reference", backend.info().name());
      assertEquals(3, backend.info().threads());
      assertSame(Autograd.TAPE, backend.autograd());
    }
  }
}
