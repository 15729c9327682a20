package samegrad.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Records as JSON, in one line, and back.
 *
 * <p>A record is an object of its components; an enum constant is its {@code toString}; what is
 * absent is left out. A tensor is nested arrays. Each number has as many digits as it takes to read
 * back the same bits; a float32 one is written as the float64 number of the same value, as PyTorch
 * does. NaN and the infinities, which JSON does not have, are texts: "NaN", "Infinity",
 * "-Infinity".
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // what a record computes
          .withConfigOverride(
              Optional.class,
              absent ->
                  absent.setInclude(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
          .addModule(
              new SimpleModule()
                  .addSerializer(Optional.class, new OptionalWriter())
                  .addSerializer(HostTensor.class, new TensorWriter())
                  .addDeserializer(HostTensor.class, new TensorReader()))
          .build();

  private Json() {}

  /** The value in one line. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException("no JSON: " + value.getClass().getName(), unwritable);
    }
  }

  /** The value's fields and further ones, in one line. */
  public static String write(Object value, Map<String, ?> further) {
    ObjectNode fields = MAPPER.valueToTree(value);
    further.forEach((name, one) -> fields.set(name, MAPPER.valueToTree(one)));
    return write(fields);
  }

  /** The value for people to edit: each field on a line of its own. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writer(new DefaultPrettyPrinter()).writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException("no JSON: " + value.getClass().getName(), unwritable);
    }
  }

  /**
   * What {@link #write} wrote; a tensor is read as float64.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException other) {
      throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + json, other);
    }
  }

  /** What is wrong with text that is no JSON, in Jackson's words without its advice. */
  public static String problem(JacksonException notJson) {
    return notJson
        .getOriginalMessage()
        .lines()
        .findFirst()
        .orElse("it cannot be parsed")
        .replaceFirst(" *(\\(start marker|\\(enable|: was expecting).*", "");
  }

  @SuppressWarnings("rawtypes") // the class object has no type argument
  private static final class OptionalWriter extends StdSerializer<Optional> {
    private static final long serialVersionUID = 1;

    OptionalWriter() {
      super(Optional.class);
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional value) {
      return value.isEmpty();
    }

    @Override
    public void serialize(Optional value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.orElse(null), json);
    }
  }

  private static final class TensorWriter extends StdSerializer<HostTensor> {
    private static final long serialVersionUID = 1;

    TensorWriter() {
      super(HostTensor.class);
    }

    @Override
    public void serialize(HostTensor tensor, JsonGenerator json, SerializerProvider provider)
        throws IOException {
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

    private static void writeRow(JsonGenerator json, HostTensor tensor, int row)
        throws IOException {
      json.writeStartArray();
      for (int j = 0; j < tensor.shape().columns(); j++) {
        json.writeNumber(tensor.get(row, j));
      }
      json.writeEndArray();
    }
  }

  private static final class TensorReader extends StdDeserializer<HostTensor> {
    private static final long serialVersionUID = 1;

    TensorReader() {
      super(HostTensor.class);
    }

    @Override
    public HostTensor deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      JsonNode node = json.readValueAsTree();
      if (!node.isArray()) {
        return HostTensor.scalar(DType.FLOAT64, context.readTreeAsValue(node, double.class));
      }
      if (node.isEmpty() || !node.get(0).isArray()) {
        return HostTensor.vector(context.readTreeAsValue(node, double[].class));
      }
      return HostTensor.matrix(context.readTreeAsValue(node, double[][].class));
    }
  }
}
