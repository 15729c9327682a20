package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static samegrad.nd4j.Engines.ENGINE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Loss and gradients of networks against what PyTorch computed for them. */
class GoldenTest {
  private static final Path GOLDEN = Path.of("../core/kit/src/main/resources/golden");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".network.json"))
          .map(name -> name.replace(".network.json", ""))
          .sorted()
          .toList();
    }
  }

  private static HostTensor tensor(DType dtype, JsonNode node) {
    List<Double> elements = new ArrayList<>();
    Shape shape = Shape.scalar();
    if (node.isArray() && node.get(0).isArray()) {
      shape = Shape.matrix(node.size(), node.get(0).size());
      node.forEach(row -> row.forEach(element -> elements.add(element.asDouble())));
    } else if (node.isArray()) {
      shape = Shape.vector(node.size());
      node.forEach(element -> elements.add(element.asDouble()));
    } else {
      elements.add(node.asDouble());
    }
    return HostTensor.of(
        dtype, shape, elements.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @ParameterizedTest
  @MethodSource("names")
  void loss_and_gradients_are_those_of_pytorch(String name) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode network = mapper.readTree(GOLDEN.resolve(name + ".network.json").toFile());
    JsonNode expected = mapper.readTree(GOLDEN.resolve(name + ".expected.json").toFile());
    DType dtype = DType.of(network.get("dtype").asText());
    HostTensor x = tensor(dtype, network.get("x"));
    HostTensor y = tensor(dtype, network.get("y"));
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    int roundings = 4 * x.shape().rows();
    for (JsonNode layer : network.get("layers")) {
      int number = parameters.size() / 2 + 1;
      parameters.put("W" + number, tensor(dtype, layer.get("weight")));
      parameters.put("b" + number, tensor(dtype, layer.get("bias")));
      roundings += 2 * (layer.get("weight").get(0).size() + layer.get("weight").size() + 10);
    }
    ScalarFunction loss =
        v -> {
          Variable a = v.constant(x);
          for (int i = 1; i <= network.get("layers").size(); i++) {
            a = v.operations().matmul(a, false, v.get("W" + i), true).add(v.get("b" + i));
            if (network.get("layers").get(i - 1).get("activation").asText().equals("sigmoid")) {
              a = a.sigmoid();
            }
          }
          Variable d = a.subtract(v.constant(y));
          return d.multiply(d).sum().scale(0.5 / x.shape().rows());
        };
    Parameters p = Parameters.of(parameters);
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(loss.record(p.signature()))) {
      List<Nd4jArray> results =
          program.evaluate(parameters.values().stream().map(ENGINE::upload).toList());
      assertClose(tensor(dtype, expected.get("loss")), results.get(0), roundings, name + " loss");
      int i = 1;
      for (String parameter : parameters.keySet()) {
        assertClose(
            tensor(dtype, expected.get("gradients").get(parameter)),
            results.get(i++),
            roundings,
            name + " gradient of " + parameter);
      }
    }
  }

  /** As many roundings as the longest chain of operations has, of the largest number in it. */
  private static void assertClose(
      HostTensor expected, Nd4jArray array, int roundings, String what) {
    HostTensor actual = Engines.result(array);
    assertEquals(expected.type(), actual.type(), what);
    double scale = 0;
    for (double element : expected.toArray()) {
      scale = Math.max(scale, Math.abs(element));
    }
    double bound = roundings * expected.dtype().unitRoundoff() * scale;
    for (int i = 0; i < expected.shape().size(); i++) {
      double error = Math.abs(expected.get(i) - actual.get(i));
      assertTrue(error <= bound, what + " element " + i + ": " + error + " > " + bound);
    }
  }
}
