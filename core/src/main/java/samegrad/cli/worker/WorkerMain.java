package samegrad.cli.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Consumer;
import samegrad.spi.BackendProvider;

/** The JVM that {@link Workers} starts: asks one backend. */
final class WorkerMain {
  private WorkerMain() {}

  public static void main(String... arguments) {
    ChildTask.run(arguments, Workers.Request.class, WorkerMain::answer);
  }

  private static void answer(Workers.Request request, Consumer<Object> answer) throws IOException {
    Optional<NavigableSet<String>> before = NativeLibraries.loaded();
    Outcome outcome = request.entry().ask(provider -> ask(provider, request, answer));
    Optional<NavigableSet<String>> natives = NativeLibraries.loaded();
    natives.ifPresent(all -> before.ifPresent(all::removeAll));
    answer.accept(
        new Answer.Part(null, natives.<List<String>>map(List::copyOf).orElse(null), outcome));
  }

  private static Outcome ask(
      BackendProvider provider, Workers.Request request, Consumer<Object> answer) {
    try {
      List<String> caches = provider.caches().stream().map(Path::toString).toList();
      Answer.Facts facts = new Answer.Facts(provider.name(), caches, provider.cacheSetting());
      answer.accept(new Answer.Part(facts, null, null));
    } catch (RuntimeException | LinkageError failure) {
      return Outcome.Failed.of("failed", failure);
    }
    return request.question().ask(provider, request.config());
  }
}
