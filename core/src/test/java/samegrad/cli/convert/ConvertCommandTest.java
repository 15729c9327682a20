package samegrad.cli.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.cli.Call;
import samegrad.cli.console.ExitStatus;

class ConvertCommandTest {
  /** The outputs are kept: NumPy and safetensors read them too (read_converted.py). */
  @ParameterizedTest
  @CsvSource({
    "plain.safetensors, plain.npz, ''",
    "plain.npz, plain.safetensors, ''",
    "float16.safetensors, float16.npz, widened to float32",
    "sequential.safetensors --data data.npz, network.json, 'layers in order: 0.weight (4, 3)'",
    "converted/network.json, network.npz, 'the activations are not in the file: they are sigmoid,'",
    "converted/network.json --dtype float64, network.safetensors, activations are not in the file",
    "files.expected.json, result.npz, ''",
    "files.expected.json, result.safetensors, ''",
    "converted/result.npz, result.json, ''"
  })
  void the_same_bytes_are_written_each_time(
      String in, String out, String note, @TempDir Path folder) throws IOException {
    Path file = folder.resolve(out);
    Call call = convert(in, file);
    assertEquals("", call.requires(ExitStatus.DONE).out());
    assertEquals(
        note.isEmpty() ? 0 : 1,
        call.err().lines().filter(line -> line.contains(note)).count(),
        call.err());
    assertArrayEquals(Files.readAllBytes(Call.file("converted/" + out)), Files.readAllBytes(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain.npz | net.pt | its name ends in .npz or .safetensors, or in .json for networks and",
        "sequential.pt | net.npz | is a pickle, as torch.save writes it",
        "object.npz | net.json | x.npy: holds pickled Python objects",
        "sequential.safetensors | net.json | holds no x: give samples and targets with --data",
        "files.expected.json --dtype float32 | r.npz | holds results; --data, --hidden and --dtype",
        "plain.npz --hidden step | net.json | --hidden: unknown activation \"step\": it is",
        "plain.npz --data nowhere.npz | net.json | nowhere.npz: no such file",
        "converted/network.json --hidden sigmoid | net.npz | names each layer's activation",
        "nothing.npz | net.json | nothing.npz: no such file",
      })
  void what_cannot_be_converted_is_said_in_one_line(
      String in, String out, String message, @TempDir Path folder) {
    Call call = convert(in, folder.resolve(out)).refused(": ");
    assertTrue(call.err().contains(message), call.err());
    assertTrue(Files.notExists(folder.resolve(out)));
  }

  private static Call convert(String in, Path out) {
    List<String> arguments = new ArrayList<>(List.of("convert"));
    for (String word : in.split(" ", -1)) {
      arguments.add(word.matches(".*[.].*") ? Call.file(word).toString() : word);
    }
    arguments.add(2, out.toString());
    return Call.of("", arguments.toArray(new String[0]));
  }
}
