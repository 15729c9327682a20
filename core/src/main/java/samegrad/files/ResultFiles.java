package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.json.Json;
import samegrad.network.HomeworkResult;
import samegrad.network.InvalidInputException;
import samegrad.network.LayerOutput;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;

/**
 * The homework's results in JSON, {@code .npz} or {@code .safetensors}; in the latter two under the
 * names z1, a1, z2, …, loss, W1.grad, b1.grad, ….
 */
public final class ResultFiles {
  private static final String NAMES =
      "results are z1, a1, z2, …, loss, W1.grad, b1.grad, W2.grad, …";

  private ResultFiles() {}

  /**
   * Whether these are results, complete or not, and not a network.
   *
   * @throws InvalidInputException if it is no file that can be read
   */
  public static boolean holds(Input input) {
    if (TensorFiles.holds(input)) {
      return TensorFiles.read(input).keySet().stream()
          .anyMatch(name -> name.equals(TensorName.LOSS.toString()) || name.endsWith(".grad"));
    }
    try {
      return new JsonMapper().readTree(input.copy(0, input.size())).has("gradients");
    } catch (IOException notJson) {
      return false; // whoever reads it next says what is wrong
    }
  }

  /**
   * Reads results. From {@code .npz} and {@code .safetensors}, their source is the file's name.
   *
   * @throws InvalidInputException if they cannot be read or are not complete
   */
  public static HomeworkResult read(Input input) {
    if (TensorFiles.holds(input)) {
      return result(input, TensorFiles.inOneDType(TensorFiles.read(input)));
    }
    try {
      return Json.read(new String(input.copy(0, input.size()), UTF_8), HomeworkResult.class);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(
          input.origin()
              + ": is no result of samegrad: that has backend, dtype, layers with z and a, output,"
              + " loss, gradients",
          wrong);
    }
  }

  /**
   * Writes results, bit for bit; the same bytes each time.
   *
   * @param file its name ends in {@code .json}, {@code .npz} or {@code .safetensors}, which decides
   *     what it is
   * @throws InvalidInputException if it ends otherwise or cannot be written
   */
  public static void write(Path file, HomeworkResult result) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    result.tensors().forEach((name, tensor) -> tensors.put(name.toString(), tensor));
    TensorFiles.write(file, result, tensors);
  }

  private static HomeworkResult result(Input input, Map<String, HostTensor> tensors) {
    List<LayerOutput<HostTensor>> layers = new ArrayList<>();
    Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
    HostTensor loss = taken(input, tensors, TensorName.LOSS);
    for (int i = 0; i == 0 || tensors.containsKey(TensorName.z(i).toString()); i++) {
      layers.add(
          new LayerOutput<>(
              taken(input, tensors, TensorName.z(i)), taken(input, tensors, TensorName.a(i))));
      for (TensorName parameter : List.of(TensorName.weight(i), TensorName.bias(i))) {
        gradients.put(parameter, taken(input, tensors, parameter.gradient()));
      }
    }
    if (!tensors.isEmpty()) {
      throw input.wrong(
          "holds "
              + Input.shown(tensors.keySet().iterator().next())
              + ", which belongs to no result: "
              + NAMES);
    }
    return new HomeworkResult(input.name(), loss.dtype(), layers, loss, gradients);
  }

  private static HostTensor taken(Input input, Map<String, HostTensor> tensors, TensorName name) {
    HostTensor tensor = tensors.remove(name.toString());
    if (tensor == null) {
      throw input.wrong("holds no " + name + ": " + NAMES);
    }
    return tensor;
  }
}
