package samegrad.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * The homework's results as JSON:
 *
 * <pre>{@code
 * {"backend": …, "dtype": …, "layers": [{"z": …, "a": …}, …], "output": …, "loss": …,
 *  "gradients": {"W1": …, "b1": …, …}}
 * }</pre>
 *
 * <p>Each number is written with as many digits as it takes to read back the same bits; a float32
 * one as the float64 number of the same value, as PyTorch does. NaN and the infinities, which JSON
 * does not have, are written as texts: "NaN", "Infinity", "-Infinity".
 */
public final class ResultJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ResultJson() {}

  /** The result in one line. */
  public static String write(HomeworkResult result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("backend", result.source());
      json.writeStringField("dtype", result.dtype().toString());
      json.writeArrayFieldStart("layers");
      for (LayerOutput<HostTensor> layer : result.layers()) {
        json.writeStartObject();
        writeField(json, "z", layer.z());
        writeField(json, "a", layer.a());
        json.writeEndObject();
      }
      json.writeEndArray();
      writeField(json, "output", result.output());
      writeField(json, "loss", result.loss());
      json.writeObjectFieldStart("gradients");
      for (Map.Entry<TensorName, HostTensor> gradient : result.gradients().entrySet()) {
        writeField(json, gradient.getKey().toString(), gradient.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // a StringWriter does not fail
    }
    return text.toString();
  }

  private static void writeField(JsonGenerator json, String name, HostTensor tensor)
      throws IOException {
    json.writeFieldName(name);
    Shape shape = tensor.shape();
    switch (shape.rank()) {
      case 0 -> json.writeNumber(tensor.get(0));
      case 1 -> writeRow(json, tensor, 0);
      default -> {
        json.writeStartArray();
        for (int i = 0; i < shape.rows(); i++) {
          writeRow(json, tensor, i);
        }
        json.writeEndArray();
      }
    }
  }

  private static void writeRow(JsonGenerator json, HostTensor tensor, int row) throws IOException {
    json.writeStartArray();
    for (int j = 0; j < tensor.shape().columns(); j++) {
      json.writeNumber(tensor.get(row, j));
    }
    json.writeEndArray();
  }

  /**
   * Reads a result back, bit for bit.
   *
   * @throws IllegalArgumentException if it has not the form that {@link #write} gives it
   */
  public static HomeworkResult read(JsonNode result) {
    DType dtype = DType.of(result.path("dtype").asText());
    List<LayerOutput<HostTensor>> layers = new ArrayList<>();
    for (JsonNode layer : result.path("layers")) {
      layers.add(new LayerOutput<>(tensor(layer.path("z"), dtype), tensor(layer.path("a"), dtype)));
    }
    Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      for (TensorName parameter : List.of(TensorName.weight(i), TensorName.bias(i))) {
        JsonNode gradient = result.path("gradients").path(parameter.toString());
        gradients.put(parameter, tensor(gradient, dtype));
      }
    }
    String source = result.path("backend").asText(result.path("source").asText());
    return new HomeworkResult(source, dtype, layers, tensor(result.path("loss"), dtype), gradients);
  }

  private static HostTensor tensor(JsonNode node, DType dtype) {
    if (!node.isArray()) {
      return HostTensor.scalar(dtype, number(node));
    }
    if (node.isEmpty() || !node.get(0).isArray()) {
      return HostTensor.of(dtype, Shape.vector(node.size()), row(node));
    }
    double[][] rows = new double[node.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(node.get(i));
    }
    return HostTensor.matrix(rows).to(dtype);
  }

  private static double[] row(JsonNode node) {
    double[] numbers = new double[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(node.get(i));
    }
    return numbers;
  }

  private static double number(JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("no number: " + node);
    };
  }
}
