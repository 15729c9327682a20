package samegrad.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;

/**
 * What a call of samegrad gave.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
public record Call(int status, String out, String err) {
  public static Call of(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int status = Main.execute(console, arguments);
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Of a call that is written as in a shell, but without quotes. */
  public static Call of(String arguments) {
    return of("", arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
  }

  /** A file of the tests' resources. */
  public static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(Call.class.getResource("/files")).toURI())
          .resolve(name);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public List<String> errorLines() {
    return err.lines().toList();
  }

  /** Its standard output as JSON, which is one line. */
  public JsonNode json() throws JsonProcessingException {
    assertEquals(1, out.lines().count(), this::toString);
    return new ObjectMapper().readTree(out);
  }

  /** Requires that exit status, and each of these texts on standard output. */
  public Call requires(int expected, String... texts) {
    assertAll(
        Stream.concat(
            Stream.of(() -> assertEquals(expected, status, this::toString)),
            Stream.of(texts)
                .map(text -> () -> assertTrue(out.contains(text), () -> text + ": " + this))));
    return this;
  }

  /** Requires that it was refused, in one line that begins with this. */
  public Call refused(String start) {
    assertAll(
        () -> assertEquals(ExitStatus.INVALID, status, this::toString),
        () -> assertEquals("", out, "standard output"),
        () -> assertEquals(1, errorLines().size(), err),
        () -> assertTrue(err.startsWith("samegrad" + start), err));
    return this;
  }
}
