package samegrad.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.Layer;
import samegrad.network.LayerOutput;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Networks with the results that PyTorch computed for them. */
final class Golden {
  static final List<String> NAMES =
      List.of(
          "homework",
          "homework-f32",
          "single-sample",
          "single-unit",
          "no-hidden",
          "deep",
          "saturated",
          "wide",
          "wide-f32",
          "batch",
          "batch-f32");

  private Golden() {}

  static Homework homework(String name) {
    JsonNode file = read(name + ".network.json");
    DType dtype = DType.of(file.get("dtype").asText());
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : file.get("layers")) {
      layers.add(
          new Layer(
              tensor(dtype, layer.get("weight")),
              tensor(dtype, layer.get("bias")),
              Activation.of(layer.get("activation").asText())));
    }
    return new Homework(
        new Network(name, layers), tensor(dtype, file.get("x")), tensor(dtype, file.get("y")));
  }

  static HomeworkResult expected(String name) {
    JsonNode file = read(name + ".expected.json");
    DType dtype = DType.of(file.get("dtype").asText());
    List<LayerOutput<HostTensor>> layers = new ArrayList<>();
    for (JsonNode layer : file.get("layers")) {
      layers.add(new LayerOutput<>(tensor(dtype, layer.get("z")), tensor(dtype, layer.get("a"))));
    }
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    file.get("gradients")
        .properties()
        .forEach(field -> gradients.put(field.getKey(), tensor(dtype, field.getValue())));
    return new HomeworkResult(
        file.get("source").asText(), dtype, layers, tensor(dtype, file.get("loss")), gradients);
  }

  private static HostTensor tensor(DType dtype, JsonNode node) {
    List<Double> numbers = new ArrayList<>();
    collect(node, numbers);
    double[] elements = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    Shape shape =
        !node.isArray()
            ? Shape.scalar()
            : node.get(0).isArray()
                ? Shape.matrix(node.size(), node.get(0).size())
                : Shape.vector(node.size());
    return HostTensor.of(dtype, shape, elements);
  }

  private static void collect(JsonNode node, List<Double> numbers) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, numbers));
    } else {
      numbers.add(node.doubleValue());
    }
  }

  private static JsonNode read(String file) {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file), file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
