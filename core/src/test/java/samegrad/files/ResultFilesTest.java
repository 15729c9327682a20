package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.network.HomeworkResult;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

class ResultFilesTest {
  private static final HomeworkResult RESULT =
      ResultFiles.read(Samples.file("files.expected.json"));

  @ParameterizedTest
  @ValueSource(strings = {"r.json", "r.npz", "r.safetensors"})
  void results_are_read_as_they_were_written(String name, @TempDir Path folder) {
    Path file = folder.resolve(name);
    ResultFiles.write(file, RESULT);
    Input input = Input.of(file);
    assertTrue(ResultFiles.holds(input));
    HomeworkResult read = ResultFiles.read(input);
    assertEquals(RESULT.tensors(), read.tensors());
    assertEquals(DType.FLOAT32, read.dtype());
    assertEquals(name.endsWith(".json") ? RESULT.source() : "r", read.source());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.npz", "sequential.safetensors", "files.network.json", "x.npy"})
  void networks_and_data_are_no_results(String file) {
    assertFalse(ResultFiles.holds(Samples.file(file)));
  }

  @Test
  void what_is_missing_or_too_much_is_named() {
    refused("r.npz: holds no loss: results are z1, a1, z2", "loss");
    refused("r.npz: holds no a2: results are", "a2");
    refused("r.npz: holds no W1.grad: results are", "W1.grad");
    refused("r.npz: holds no z1: results are", "z1");
    refused("r.npz: holds a3, which belongs to no result: results are", "z3");
    Samples.refused(
        "r.json: is no result of samegrad: that has backend, dtype, layers",
        () -> ResultFiles.read(Input.of("r.json", "{\"gradients\": {}}".getBytes(UTF_8))));
  }

  private static void refused(String message, String without) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    RESULT.tensors().forEach((name, tensor) -> tensors.put(name.toString(), tensor));
    tensors.remove(without);
    Samples.refused(message, () -> ResultFiles.read(Input.of("r.npz", Npz.write(tensors))));
  }
}
