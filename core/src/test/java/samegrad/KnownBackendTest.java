package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KnownBackendTest {
  /** A text in the source that has the name of a backend or a library, or is nothing else. */
  private static final Pattern NAMED =
      Pattern.compile("\"[^\"\\n]*\\b(?i:nd4j|djl|libtorch|samediff)\\b|\"plain\"");

  @Test
  void backends_are_named_in_one_place() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      assertEquals(
          List.of("KnownBackend.java"),
          sources
              .filter(source -> source.toString().endsWith(".java"))
              .filter(KnownBackendTest::names)
              .map(source -> source.getFileName().toString())
              .toList());
    }
  }

  private static boolean names(Path source) {
    try {
      return NAMED.matcher(Files.readString(source)).find();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
