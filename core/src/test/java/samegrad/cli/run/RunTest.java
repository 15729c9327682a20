package samegrad.cli.run;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
    String network = call("network").requires(ExitStatus.DONE).out();
    byte[] file = network.getBytes(StandardCharsets.UTF_8);
    assertEquals(Homework.builtIn(), NetworkFile.read(file, "its file"));
    assertTrue(network.lines().count() > 10, network);
    assertTrue(network.lines().allMatch(line -> line.length() <= 160), network);
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
      Call call = call(command, file.toString()).requires(ExitStatus.DONE);
      assertEquals(call, arabic.call(command, file.toString()));
      assertTrue(call.out().startsWith(" [31mno 2J: 3-4-3-2"), call::out);
    }
    Path bad = Files.writeString(temporary.resolve("bad.json"), network.replace("[0", "[\u001b"));
    assertEquals(call("run", bad.toString()), arabic.call("run", bad.toString()));
  }

  @Test
  void a_file_may_stand_without_its_option() throws Exception {
    Path file = Files.writeString(temporary.resolve("my.json"), call("network").out());
    Call with = call("run", "--network", file.toString());
    Call without = call("run", file.toString()).requires(ExitStatus.DONE);
    assertEquals(with.out(), without.out());
    call("run", file.toString(), "--network", "other.json")
        .refused(": the network is other.json or " + file + ", not both\n");
  }

  @Test
  void the_network_is_shown_on_request() throws Exception {
    call("run", "--show-network")
        .requires(ExitStatus.DONE, "\nW1 (4, 3)\n", "\nb3 (2)\n", "\nx (4, 3)\n", "\ny (4, 2)\n");
    JsonNode json = call("run", "--show-network", "--format", "json").json();
    JsonNode plain = call("run", "--format", "json").json();
    assertAll(
        () -> assertEquals("homework", json.path("network").path("name").asText()),
        () -> assertEquals(3, json.path("network").path("layers").size()),
        () -> assertTrue(plain.path("network").isMissingNode()),
        () -> assertEquals(plain.path("gradients"), json.path("gradients")));
  }

  @Test
  void decimals_are_as_many_as_asked_for() throws Exception {
    call("run").requires(ExitStatus.DONE, "tensor(0.6848)");
    call("run", "--precision", "2").requires(ExitStatus.DONE, "tensor(0.68)");
    String twelve = call("run", "--precision", "12").out();
    assertTrue(twelve.matches("(?s).*tensor\\(0\\.6848\\d{8}\\).*"), twelve);
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
    call("run", file.toString()).requires(ExitStatus.DONE, "...");
    String full = call("run", file.toString(), "--full").requires(ExitStatus.DONE).out();
    assertFalse(full.contains("..."), full);
    assertTrue(full.lines().count() > 6 * 401);
  }

  @Test
  void gradients_of_layers_are_shown_on_request() throws Exception {
    call("run", "--layer-gradients")
        .requires(ExitStatus.DONE, "\nz1.grad (4, 4)\n", "\na3.grad (4, 2)\n");
    assertFalse(call("run").out().contains("z1.grad"));
    JsonNode json = call("run", "--layer-gradients", "--format", "json").json();
    assertEquals(6, json.path("layerGradients").size());
    assertEquals(4, json.path("layerGradients").path("z1").size());
  }
}
