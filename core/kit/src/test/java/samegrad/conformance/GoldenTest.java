package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GoldenTest {
  @Test
  void every_golden_file_is_used() throws IOException, URISyntaxException {
    Path directory =
        Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden")).toURI());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          Golden.NAMES,
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".network.json"))
              .map(file -> file.replace(".network.json", ""))
              .sorted()
              .toList());
    }
    assertEquals(Golden.NAMES, Golden.all().stream().map(Golden::name).toList());
  }
}
