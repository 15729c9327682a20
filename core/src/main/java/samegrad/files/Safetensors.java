package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.json.Json;
import samegrad.tensor.HostTensor;

/**
 * Tensors by name: the length of the header in 8 bytes, the header (JSON: type, shape and place of
 * each tensor), the numbers, row by row and little-endian, without gaps.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors#format">the format</a>.
 */
final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final int START = 8;

  /** Room for thousands of tensors. */
  private static final long LONGEST_HEADER = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Safetensors() {}

  /** Whether it begins as such a file, whatever may be wrong with it. */
  static boolean is(Input input) {
    return input.size() > START
        && input.bytes().get(START) == '{'
        && input.bytes().getLong(0) >>> 32 == 0;
  }

  /** What the header says of a tensor; its numbers are in bytes begin to end − 1 of all. */
  private record Place(
      Input input, String name, ElementType type, long[] shape, long begin, long end) {}

  static Map<String, StoredTensor> read(Input input) {
    long length = input.bytes().getLong(0);
    if (length > input.size() - START || length > LONGEST_HEADER) {
      throw input.wrong(
          "says its header has %s bytes; %s follow, and a network's header has at most %s"
              .formatted(length, input.size() - START, LONGEST_HEADER));
    }
    int start = START + (int) length;
    ByteBuffer numbers = input.bytes().slice(start, input.size() - start);
    List<Place> places = new ArrayList<>();
    header(input, (int) length)
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals(METADATA)) {
                places.add(
                    place(input.part(field.getKey(), numbers), field.getKey(), field.getValue()));
              }
            });
    places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
    long end = 0;
    for (Place place : places) {
      if (place.begin() != end || place.end() < end || place.end() > numbers.limit()) {
        throw place.input.wrong(
            "has the data_offsets [%s, %s] where %s to at most %s are next: tensors follow each other without gaps"
                .formatted(place.begin(), place.end(), end, numbers.limit()));
      }
      end = place.end();
    }
    if (end != numbers.limit()) {
      throw input.wrong(
          "has %s bytes of numbers, its tensors %s: they take all".formatted(numbers.limit(), end));
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Place place : places) {
      int size = (int) (place.end() - place.begin());
      ByteBuffer own = numbers.slice((int) place.begin(), size).order(ByteOrder.LITTLE_ENDIAN);
      tensors.put(
          place.name(), StoredTensor.read(place.input(), place.type(), place.shape(), own, false));
    }
    return tensors;
  }

  private static JsonNode header(Input input, int length) {
    try {
      return JSON.readTree(input.copy(START, length));
    } catch (JsonProcessingException wrong) {
      throw input.wrong("has a header that is no JSON: " + Input.shown(Json.problem(wrong)));
    } catch (IOException wrong) {
      throw input.wrong("has a header that is no text in UTF-8");
    }
  }

  private static Place place(Input input, String name, JsonNode tensor) {
    String type = tensor.path("dtype").asText();
    long[] offsets = numbers(input, tensor, "data_offsets");
    if (offsets.length != 2) {
      throw input.wrong("has " + offsets.length + " data_offsets: they are [begin, end]");
    }
    return new Place(
        input,
        name,
        ElementType.ofSafetensors(type)
            .orElseThrow(
                () ->
                    input.wrong(
                        "has the dtype \""
                            + Input.shown(type)
                            + "\": save real numbers, such as tensor.to(torch.float32)")),
        numbers(input, tensor, "shape"),
        offsets[0],
        offsets[1]);
  }

  private static long[] numbers(Input input, JsonNode tensor, String field) {
    JsonNode list = tensor.path(field);
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = list.path(i);
      numbers[i] = number.isIntegralNumber() && number.canConvertToLong() ? number.asLong() : -1;
    }
    if (!list.isArray() || Arrays.stream(numbers).anyMatch(number -> number < 0)) {
      throw input.wrong("has no " + field + " of whole numbers: it is like [0, 48]");
    }
    return numbers;
  }

  /** The bytes that the format's own library writes: wide types first, then by name. */
  static byte[] write(Map<String, HostTensor> tensors) {
    List<Map.Entry<String, HostTensor>> sorted =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparing(
                        (Map.Entry<String, HostTensor> tensor) -> tensor.getValue().dtype(),
                        Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    ObjectNode header = JSON.createObjectNode();
    int end = 0;
    for (Map.Entry<String, HostTensor> entry : sorted) {
      HostTensor tensor = entry.getValue();
      ObjectNode place = header.putObject(entry.getKey());
      place.put("dtype", ElementType.of(tensor.dtype()).safetensors());
      ArrayNode shape = place.putArray("shape");
      if (tensor.shape().rank() == 2) {
        shape.add(tensor.shape().rows());
      }
      if (tensor.shape().rank() >= 1) {
        shape.add(tensor.shape().columns());
      }
      place.putArray("data_offsets").add(end);
      end = Math.addExact(end, StoredTensor.bytes(tensor));
      place.withArray("data_offsets").add(end);
    }
    byte[] text = header.toString().getBytes(UTF_8);
    int length = (text.length + 7) / 8 * 8;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(START + length, end)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(text);
    while (bytes.position() < START + length) {
      bytes.put((byte) ' ');
    }
    sorted.forEach(tensor -> StoredTensor.write(tensor.getValue(), bytes));
    return bytes.array();
  }
}
