package samegrad.djl;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * A network with the results that PyTorch computed for it.
 *
 * @param name of the file, without its ending
 * @param parameters W1, b1, W2, …
 * @param loss the mean over the samples of half the squared error
 * @param expectedLoss its value
 * @param gradients of the loss, by the parameters' names
 */
record Golden(
    String name,
    Parameters parameters,
    ScalarFunction loss,
    HostTensor expectedLoss,
    Map<String, HostTensor> gradients) {
  /** All of a folder. */
  static List<Golden> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".network.json"))
          .map(name -> name.replace(".network.json", ""))
          .sorted()
          .map(name -> read(folder, name))
          .toList();
    }
  }

  private static Golden read(Path folder, String name) {
    JsonObject network = json(folder.resolve(name + ".network.json"));
    JsonObject expected = json(folder.resolve(name + ".expected.json"));
    DType dtype = DType.of(network.get("dtype").getAsString());
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    JsonArray layers = network.getAsJsonArray("layers");
    for (int i = 0; i < layers.size(); i++) {
      JsonObject layer = layers.get(i).getAsJsonObject();
      parameters.put("W" + (i + 1), tensor(dtype, layer.get("weight")));
      parameters.put("b" + (i + 1), tensor(dtype, layer.get("bias")));
    }
    HostTensor x = tensor(dtype, network.get("x"));
    HostTensor y = tensor(dtype, network.get("y"));
    ScalarFunction loss =
        variables -> {
          Variable a = variables.constant(x);
          for (int i = 0; i < layers.size(); i++) {
            Variable w = variables.get("W" + (i + 1));
            a = a.matmul(w.transpose()).add(variables.get("b" + (i + 1)));
            if (layers.get(i).getAsJsonObject().get("activation").getAsString().equals("sigmoid")) {
              a = a.sigmoid();
            }
          }
          Variable error = a.subtract(variables.constant(y));
          return error.multiply(error).sum().scale(0.5 / x.shape().rows());
        };
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    expected
        .getAsJsonObject("gradients")
        .entrySet()
        .forEach(entry -> gradients.put(entry.getKey(), tensor(dtype, entry.getValue())));
    return new Golden(
        name,
        Parameters.of(parameters),
        loss,
        HostTensor.scalar(dtype, expected.get("loss").getAsDouble()),
        gradients);
  }

  private static JsonObject json(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static HostTensor tensor(DType dtype, JsonElement json) {
    JsonArray array = json.getAsJsonArray();
    if (array.size() > 0 && array.get(0).isJsonArray()) {
      int columns = array.get(0).getAsJsonArray().size();
      return HostTensor.of(
          dtype,
          Shape.matrix(array.size(), columns),
          array.asList().stream()
              .flatMap(row -> row.getAsJsonArray().asList().stream())
              .mapToDouble(JsonElement::getAsDouble)
              .toArray());
    }
    return HostTensor.of(
        dtype,
        Shape.vector(array.size()),
        array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray());
  }
}
