package samegrad.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import samegrad.autograd.Autograd;
import samegrad.network.HomeworkResult;
import samegrad.network.ResultJson;

/** An outcome as the line of JSON that a worker process writes for the one that started it. */
final class OutcomeJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OutcomeJson() {}

  static String write(Outcome outcome) throws JsonProcessingException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    if (outcome instanceof Outcome.Answered answered) {
      line.put("version", answered.engine().version());
      line.put("device", answered.engine().device());
      line.put("threads", answered.engine().threads());
      line.put("autograd", answered.engine().autograd());
      for (Map.Entry<Autograd, HomeworkResult> result : answered.results().entrySet()) {
        line.set(result.getKey().toString(), JSON.readTree(ResultJson.write(result.getValue())));
      }
    }
    if (outcome instanceof Outcome.Measured measured) {
      line.set("measured", JSON.valueToTree(measured));
    }
    outcome.failure().ifPresent(why -> line.put("failure", why));
    return JSON.writeValueAsString(line);
  }

  static Outcome read(String text) throws JsonProcessingException {
    JsonNode line = JSON.readTree(text);
    if (line.has("failure")) {
      return new Outcome.Failed(line.get("failure").asText());
    }
    if (line.has("measured")) {
      return JSON.treeToValue(line.get("measured"), Outcome.Measured.class);
    }
    Map<Autograd, HomeworkResult> results = new EnumMap<>(Autograd.class);
    for (Autograd autograd : Autograd.values()) {
      JsonNode result = line.path(autograd.toString());
      if (result.isObject()) {
        results.put(autograd, ResultJson.read(result));
      }
    }
    return new Outcome.Answered(
        new Outcome.EngineText(
            line.path("version").asText(),
            line.path("device").asText(),
            line.path("threads").asInt(),
            line.path("autograd").asText()),
        results);
  }
}
