package samegrad.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import samegrad.autograd.Autograd;
import samegrad.network.HomeworkResult;
import samegrad.network.ResultJson;

/** An outcome as JSON, for a worker process to tell the one that started it. */
final class OutcomeJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OutcomeJson() {}

  static ObjectNode write(Outcome outcome) throws JsonProcessingException {
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
    if (outcome instanceof Outcome.Unavailable unavailable) {
      line.put("unavailable", unavailable.why());
    }
    if (outcome instanceof Outcome.Failed failed) {
      line.put("failure", failed.why());
      failed.causes().forEach(line.putArray("causes")::add);
    }
    return line;
  }

  static Outcome read(JsonNode line) throws JsonProcessingException {
    if (line.has("unavailable")) {
      return new Outcome.Unavailable(line.get("unavailable").asText());
    }
    if (line.has("failure")) {
      List<String> causes = new ArrayList<>();
      line.path("causes").forEach(cause -> causes.add(cause.asText()));
      return new Outcome.Failed(line.get("failure").asText(), causes);
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
