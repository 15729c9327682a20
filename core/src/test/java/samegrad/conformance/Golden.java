package samegrad.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.DType;
import samegrad.HostTensor;
import samegrad.Shape;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;

/**
 * A network of {@code golden/} on the class path and what PyTorch made of it.
 *
 * @param name the file's name without its ending
 * @param homework the network, samples and targets
 * @param expected PyTorch's results by name, as in {@link
 *     samegrad.network.HomeworkResult#tensors()}
 */
record Golden(String name, Homework homework, Map<String, HostTensor> expected) {
  /** The names of all golden networks. */
  static final List<String> NAMES =
      List.of(
          "batch",
          "batch-f32",
          "deep",
          "homework",
          "homework-f32",
          "no-hidden",
          "saturated",
          "single-sample",
          "single-unit",
          "wide",
          "wide-f32");

  private static final List<Golden> ALL = NAMES.stream().map(Golden::read).toList();

  /** Those of a dtype. */
  static List<Golden> all(DType dtype) {
    return ALL.stream().filter(golden -> golden.homework().dtype() == dtype).toList();
  }

  @Override
  public String toString() {
    return "golden/" + name;
  }

  private static Golden read(String name) {
    JsonNode network = json(name + ".network.json");
    JsonNode expected = json(name + ".expected.json");
    DType dtype = DType.of(network.get("dtype").textValue());
    return new Golden(name, homework(name, dtype, network), expected(dtype, expected));
  }

  private static Homework homework(String name, DType dtype, JsonNode network) {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : network.get("layers")) {
      boolean sigmoid = layer.get("activation").textValue().equals("sigmoid");
      layers.add(
          new Layer(
              tensor(dtype, layer.get("weight")),
              tensor(dtype, layer.get("bias")),
              sigmoid ? Activation.SIGMOID : Activation.IDENTITY));
    }
    return new Homework(
        new Network(name, layers),
        tensor(dtype, network.get("x")),
        tensor(dtype, network.get("y")));
  }

  private static Map<String, HostTensor> expected(DType dtype, JsonNode expected) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    int l = 0;
    for (JsonNode layer : expected.get("layers")) {
      l++;
      tensors.put("z" + l, tensor(dtype, layer.get("z")));
      tensors.put("a" + l, tensor(dtype, layer.get("a")));
    }
    tensors.put("loss", tensor(dtype, expected.get("loss")));
    for (int i = 1; i <= l; i++) {
      for (String parameter : List.of("W" + i, "b" + i)) {
        tensors.put(parameter + ".grad", tensor(dtype, expected.get("gradients").get(parameter)));
      }
    }
    return tensors;
  }

  private static HostTensor tensor(DType dtype, JsonNode json) {
    List<Double> elements = new ArrayList<>();
    collect(json, elements);
    Shape shape =
        !json.isArray()
            ? Shape.scalar()
            : json.get(0).isArray()
                ? Shape.matrix(json.size(), json.get(0).size())
                : Shape.vector(json.size());
    return HostTensor.of(
        dtype, shape, elements.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void collect(JsonNode json, List<Double> elements) {
    if (json.isArray()) {
      json.forEach(element -> collect(element, elements));
    } else {
      elements.add(json.doubleValue());
    }
  }

  private static JsonNode json(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new IllegalStateException("golden/" + file + " is not on the class path");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException failure) {
      throw new UncheckedIOException(file, failure);
    }
  }
}
