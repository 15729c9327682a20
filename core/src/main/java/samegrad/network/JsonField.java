package samegrad.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * A value in a JSON file and the way to it, for messages that say where.
 *
 * @param origin the file
 * @param path the way from its root, such as {@code layers[1].weight}; empty for the root
 * @param node the value
 */
record JsonField(String origin, String path, JsonNode node) {
  InvalidInputException wrong(String what) {
    return new InvalidInputException(origin + ": " + (path.isEmpty() ? "" : path + " ") + what);
  }

  /** Requires an object with exactly these fields, those in brackets being optional. */
  void requireObject(String what, String... fields) {
    if (!node.isObject()) {
      throw wrong("is " + kind() + ": " + what + " is an object with " + String.join(", ", fields));
    }
    for (String field : fields) {
      if (!node.has(field) && !field.startsWith("[")) {
        throw wrong(
            "lacks the field \"" + field + "\": " + what + " has " + String.join(", ", fields));
      }
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!List.of(fields).contains(name) && !List.of(fields).contains("[" + name + "]")) {
        throw wrong(
            "has an unknown field \"" + name + "\": " + what + " has " + String.join(", ", fields));
      }
    }
  }

  /** Whether it is an array of numbers, not of rows. */
  boolean isVector() {
    return node.isArray() && !node.isEmpty() && !node.get(0).isArray();
  }

  boolean has(String name) {
    return node.has(name);
  }

  JsonField field(String name) {
    return new JsonField(origin, path.isEmpty() ? name : path + "." + name, node.get(name));
  }

  String text(String what) {
    if (!node.isTextual()) {
      throw wrong("is " + kind() + ": it is " + what);
    }
    return node.textValue();
  }

  <T> T convert(Function<String, T> reader, String text) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw wrong("is an " + wrong.getMessage());
    }
  }

  /**
   * Makes something of parts whose own checks do not know the file; says in which file they failed.
   */
  <T> T check(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(
          origin + ": " + (path.isEmpty() ? "" : path + ".") + wrong.getMessage(), wrong);
    }
  }

  List<JsonField> elements(String what) {
    if (!node.isArray()) {
      throw wrong("is " + kind() + ": it is an array of " + what);
    }
    if (node.isEmpty()) {
      throw wrong("is empty: it has one element or more");
    }
    List<JsonField> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonField(origin, path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  HostTensor vector(DType dtype, String what) {
    double[] numbers =
        elements(what).stream().mapToDouble(element -> element.number(dtype)).toArray();
    return HostTensor.of(dtype, Shape.vector(numbers.length), numbers);
  }

  HostTensor matrix(DType dtype, String what) {
    List<JsonField> rows = elements(what);
    double[][] numbers = new double[rows.size()][];
    for (int i = 0; i < numbers.length; i++) {
      JsonField row = rows.get(i);
      numbers[i] =
          row.elements("numbers").stream().mapToDouble(element -> element.number(dtype)).toArray();
      if (numbers[i].length != numbers[0].length) {
        throw row.wrong(
            "has %s numbers, %s has %s: rows are equally long"
                .formatted(numbers[i].length, rows.get(0).path(), numbers[0].length));
      }
    }
    return HostTensor.matrix(numbers).to(dtype);
  }

  private double number(DType dtype) {
    if (!node.isNumber()) {
      boolean comma = node.isTextual() && node.textValue().matches("[-+]?\\d+,\\d+");
      throw wrong("is " + kind() + ": it is a number" + (comma ? " with a decimal point" : ""));
    }
    double value = node.doubleValue();
    if (!Double.isFinite(dtype.round(value))) {
      String number = Double.isFinite(value) ? node.asText() + ", which is" : "a number";
      throw wrong("is " + number + " beyond the range of " + dtype);
    }
    return value;
  }

  private String kind() {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "the text \"" + abbreviated(node.textValue()) + "\"";
      case NUMBER -> "the number " + node.asText();
      case BOOLEAN -> node.asText();
      case NULL -> "null";
      default -> "nothing";
    };
  }

  private static String abbreviated(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}
