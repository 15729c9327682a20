package samegrad.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.cli.Call;
import samegrad.cli.OtherProcess;
import samegrad.cli.console.ExitStatus;

class TrainCommandTest {
  @TempDir private Path folder;

  private OtherProcess process() throws IOException {
    return OtherProcess.with(folder, OtherProcess.REFERENCE);
  }

  private Call train(String... further) throws Exception {
    return process()
        .call(
            Stream.of(
                    Stream.of("train", "--backend", "reference", "--batch", "3"),
                    Stream.of("--rate", "0.2", "--momentum", "0.9", "--seed", "5"),
                    Stream.of(further))
                .flatMap(words -> words)
                .toArray(String[]::new));
  }

  private byte[] written(String file) throws IOException {
    return Files.readAllBytes(process().work().resolve(file));
  }

  @Test
  void a_break_changes_no_bit() throws Exception {
    Call whole = train("--steps", "6", "-o", "whole.npz");
    assertEquals(ExitStatus.DONE, whole.status(), whole.err());
    assertTrue(
        whole.out().startsWith("homework: 3-4-3-2 on reference: 6 steps, loss 0.8"), whole.out());
    assertTrue(whole.out().contains("█"), whole.out());
    assertEquals(6, whole.errorLines().size());
    assertTrue(whole.err().contains("step 6 of 6: loss 0."), whole.err());

    train("--steps", "2", "-o", "part.npz");
    String checkpoint = "part.npz.checkpoint.safetensors";
    Call rest = train("--steps", "6", "--resume", checkpoint, "-o", "rest.npz");
    assertEquals(4, rest.errorLines().size(), rest.err());
    for (String each : List.of("%s.npz", "%s.npz.checkpoint.safetensors")) {
      assertArrayEquals(written(each.formatted("whole")), written(each.formatted("rest")));
    }
    Call run = process().call("run", "--backend", "reference", "--network", "rest.npz");
    assertEquals(ExitStatus.DONE, run.status(), run.err());
  }

  @Test
  void all_epochs_take_all_samples_and_the_losses_are_drawn() throws Exception {
    Call call = train("--epochs", "2", "--format", "json", "--curve", "loss.svg");
    assertTrue(call.out().contains("\"step\":4,"), call.out());
    String svg = new String(written("loss.svg"), StandardCharsets.UTF_8);
    assertTrue(
        svg.matches(
            "(?s)<svg .*>loss, over 4 steps<.* d=\"M(\\S+ \\S+L){3}\\S+"
                + " \\S+\".*>reference<.*</svg>\\s*"),
        svg);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there gets no signal")
  void an_interrupt_keeps_a_checkpoint() throws Exception {
    Process process =
        process()
            .builder("train", "--backend", "reference", "--steps", "5000", "-o", "out.npz")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = "";
      while (!line.startsWith("step 500 of")) {
        line = String.valueOf(lines.readLine());
        assertNotEquals("null", line, "it ended too early");
      }
      process.toHandle().destroy(); // SIGTERM, which a JVM takes as it does SIGINT
      String output = String.join("\n", lines.lines().toList());
      assertTrue(process.waitFor() != 0);
      Path checkpoint = folder.resolve("work/out.npz.checkpoint.safetensors");
      assertTrue(Files.exists(checkpoint), output);
      Call rest = train("--steps", "1", "--resume", checkpoint.toString());
      assertTrue(rest.out().contains(" steps, loss unknown"), rest.out() + rest.err());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--steps 1 --epochs 1 | --steps or --epochs, not both",
        "--loss mse | --loss: unknown loss \"mse\": it is \"squared\" or \"cross-entropy\"",
        "--loss cross-entropy | --loss: y[0] is no class",
        "--steps 0 | --steps and --epochs: 1 or more",
        "--on hadoop | --on: it is \"blocks\" or \"spark\", not \"hadoop\"",
        "--on spark | --on spark: Spark is not installed here: in samegrad's sources",
        "--on blocks --batch 3 | --on takes all 4 samples at each step, not --batch 3",
        "--batch -1 | the batch is 1 or more, not -1",
        "--momentum 2 | the momentum is from 0 to 1, not 2.0",
        "--rate NaN | the rate is a finite number, not NaN",
        "--curve nowhere/loss.svg | --curve: nowhere/loss.svg cannot be written",
        "--resume nowhere | nowhere: no such file",
        "--resume files/sequential.safetensors | holds no loss: it is no checkpoint"
      })
  void what_is_wrong_is_said_in_one_line(String options, String message) throws Exception {
    List<String> words = new ArrayList<>();
    for (String word : options.split(" ")) {
      words.add(
          word.startsWith("files/")
              ? Path.of(TrainCommandTest.class.getResource("/" + word).toURI()).toString()
              : word);
    }
    words.add(0, "train");
    Call call = Call.of("", words.toArray(new String[0]));
    assertEquals(ExitStatus.INVALID, call.status(), call.out());
    assertEquals(1, call.errorLines().size(), call.err());
    assertTrue(call.err().contains(message), call.err());
  }

  @Test
  void trajectories_are_compared_step_by_step_and_drawn() throws Exception {
    Call call =
        process()
            .call("compare", "--in-process", "--steps", "2", "--batch", "2", "--curve", "all.svg");
    String svg = new String(written("all.svg"), StandardCharsets.UTF_8);
    assertTrue(svg.contains(">reference native</text>"), svg);
    Call alone = Call.of("", "compare", "--curve", "all.svg");
    assertEquals("samegrad: --curve: is for --steps", alone.err().strip());
    assertEquals(ExitStatus.DONE, call.status(), call.out() + call.err());
    assertTrue(call.out().contains("reference"), call.out());
    assertTrue(call.out().contains("Every step is within the bound"), call.out());
  }
}
