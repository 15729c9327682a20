package samegrad.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import samegrad.json.Json;
import samegrad.network.InvalidInputException;

/**
 * Reads answers from JSON: {@code {"W1.grad": [[…], …], "loss": …}}, or what {@code samegrad run}
 * prints.
 */
final class JsonAnswers {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // 0.50 has two decimals
          .build();

  /** What a result says besides its tensors. */
  private static final Set<String> DESCRIPTION = Set.of("backend", "source", "dtype");

  private final List<Draft> drafts = new ArrayList<>();

  private JsonAnswers() {}

  static List<Draft> read(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      String problem = Json.problem(notJson);
      throw new InvalidInputException(
          "line %d is not JSON: %s"
              .formatted(
                  notJson.getLocation() == null ? 1 : notJson.getLocation().getLineNr(),
                  problem.replaceAll("[(:;].*", "").strip()),
          notJson);
    }
    JsonAnswers answers = new JsonAnswers();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      switch (field.getKey()) {
        case "layers" -> answers.layers(field.getValue());
        case "gradients" ->
            field
                .getValue()
                .properties()
                .forEach(gradient -> answers.add(gradient.getKey() + ".grad", gradient.getValue()));
        default -> {
          if (!DESCRIPTION.contains(field.getKey())) {
            answers.add(field.getKey(), field.getValue());
          }
        }
      }
    }
    return answers.drafts;
  }

  private void layers(JsonNode layers) {
    int number = 0;
    for (JsonNode layer : layers) {
      number++;
      for (Map.Entry<String, JsonNode> field : layer.properties()) {
        add(field.getKey() + number, field.getValue());
      }
    }
  }

  private void add(String name, JsonNode node) {
    Draft draft = new Draft(name, name);
    draft.bracketed = true;
    collect(draft, name, node);
    draft.endRow();
    drafts.add(draft);
  }

  private static void collect(Draft draft, String path, JsonNode node) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(draft, path + "[" + i + "]", node.get(i));
      }
      draft.endRow();
    } else if (node.isNumber()) {
      draft.add(Written.of(node.decimalValue(), path));
    } else if (node.isNull() || node.asText().equals(Written.HOLE)) {
      draft.add(Written.NOTHING);
    } else {
      throw new InvalidInputException(
          path + " is " + TextAnswers.abbreviated(node.toString()) + ": it is a number");
    }
  }
}
