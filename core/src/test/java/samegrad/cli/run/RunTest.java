package samegrad.cli.run;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.cli.Call;
import samegrad.cli.OtherProcess;
import samegrad.cli.console.ExitStatus;
import samegrad.network.Homework;
import samegrad.network.NetworkFile;

/** What {@code samegrad run} and {@code samegrad network} show. */
final class RunTest {
  @TempDir private Path temporary;

  private Call call(String... arguments) throws Exception {
    return OtherProcess.with(temporary, OtherProcess.REFERENCE)
        .option("-Dsamegrad.backend=reference")
        .call(arguments);
  }

  @Test
  void the_built_in_network_is_a_file_to_start_from() throws Exception {
    Call network = call("network");
    assertAll(
        () -> assertEquals(ExitStatus.DONE, network.status(), network::err),
        () ->
            assertEquals(
                Homework.builtIn(),
                NetworkFile.read(network.out().getBytes(StandardCharsets.UTF_8), "its file")),
        () -> assertTrue(network.out().lines().count() > 10, network::out),
        () ->
            assertTrue(network.out().lines().allMatch(line -> line.length() <= 160), network::out));
  }

  @Test
  void the_language_of_the_system_and_the_words_of_a_file_change_nothing() throws Exception {
    String network = call("network").out().replace("\"homework\"", "\"\\u001b[31mno\\n\\u009b2J\"");
    Path file = Files.writeString(temporary.resolve("my.json"), network);
    OtherProcess arabic =
        OtherProcess.with(temporary.resolve("ar"), OtherProcess.REFERENCE)
            .option("-Dsamegrad.backend=reference")
            .option("-Duser.language=ar")
            .option("-Duser.country=EG")
            .option("-Duser.extensions=u-nu-arab");
    for (String command : List.of("run", "compare", "explain")) {
      Call call = call(command, file.toString());
      assertEquals(call, arabic.call(command, file.toString()));
      assertEquals(ExitStatus.DONE, call.status(), call::err);
      assertTrue(call.out().startsWith(" [31mno 2J: 3-4-3-2"), call::out);
    }
    Path bad = Files.writeString(temporary.resolve("bad.json"), network.replace("[0", "[\u001b"));
    assertEquals(call("run", bad.toString()), arabic.call("run", bad.toString()));
  }

  @Test
  void a_file_may_stand_without_its_option() throws Exception {
    Path file = Files.writeString(temporary.resolve("my.json"), call("network").out());
    Call with = call("run", "--network", file.toString());
    Call without = call("run", file.toString());
    Call both = call("run", file.toString(), "--network", "other.json");
    assertAll(
        () -> assertEquals(ExitStatus.DONE, without.status(), without::err),
        () -> assertEquals(with.out(), without.out()),
        () -> assertEquals(ExitStatus.INVALID, both.status()),
        () ->
            assertEquals(
                "samegrad: the network is other.json or " + file + ", not both",
                both.err().strip()));
  }

  @Test
  void the_network_is_shown_on_request() throws Exception {
    Call text = call("run", "--show-network");
    JsonNode json =
        new ObjectMapper().readTree(call("run", "--show-network", "--format", "json").out());
    JsonNode plain = new ObjectMapper().readTree(call("run", "--format", "json").out());
    assertAll(
        () ->
            assertTrue(
                List.of("W1 (4, 3)", "b3 (2)", "x (4, 3)", "y (4, 2)").stream()
                    .allMatch(line -> text.out().lines().anyMatch(line::equals)),
                text::out),
        () -> assertEquals("homework", json.path("network").path("name").asText()),
        () -> assertEquals(3, json.path("network").path("layers").size()),
        () -> assertTrue(plain.path("network").isMissingNode()),
        () -> assertEquals(plain.path("gradients"), json.path("gradients")));
  }

  @Test
  void decimals_are_as_many_as_asked_for() throws Exception {
    assertTrue(call("run").out().contains("tensor(0.6848)"));
    assertTrue(call("run", "--precision", "2").out().contains("tensor(0.68)"));
    String twelve = call("run", "--precision", "12").out();
    assertTrue(twelve.matches("(?s).*tensor\\(0\\.6848\\d{8}\\).*"), twelve);
    Call wrong = call("run", "--precision", "99");
    assertEquals(ExitStatus.INVALID, wrong.status());
    assertEquals(
        "samegrad: --precision: is a whole number from 0 to 34, not 99", wrong.err().strip());
  }

  @Test
  void a_large_tensor_is_shown_in_part_or_in_full() throws Exception {
    String samples = "[1, 2, 3], ".repeat(400);
    String targets = "[1, 2], ".repeat(400);
    String network =
        call("network")
            .out()
            .replaceFirst("\"x\" : .*", "\"x\" : [" + samples + "[1, 2, 3]],")
            .replaceFirst("\"y\" : .*", "\"y\" : [" + targets + "[1, 2]]");
    Path file = Files.writeString(temporary.resolve("large.json"), network);
    assertTrue(call("run", file.toString()).out().contains("..."));
    Call full = call("run", file.toString(), "--full");
    assertAll(
        () -> assertEquals(ExitStatus.DONE, full.status(), full::err),
        () -> assertTrue(!full.out().contains("..."), full::out),
        () -> assertTrue(full.out().lines().count() > 6 * 401));
  }

  @Test
  void gradients_of_layers_are_shown_on_request() throws Exception {
    Call text = call("run", "--layer-gradients");
    JsonNode json =
        new ObjectMapper().readTree(call("run", "--layer-gradients", "--format", "json").out());
    assertAll(
        () -> assertTrue(text.out().contains("\nz1.grad (4, 4)\n"), text::out),
        () -> assertTrue(text.out().contains("\na3.grad (4, 2)\n"), text::out),
        () -> assertTrue(!call("run").out().contains("z1.grad")),
        () -> assertEquals(6, json.path("layerGradients").size()),
        () -> assertEquals(4, json.path("layerGradients").path("z1").size()));
  }
}
