package samegrad.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file in which a worker process answers, two lines of JSON: what the provider says of itself,
 * and then the outcome. It is no stream, as any library may print to those.
 *
 * @param file where it is
 */
record Answer(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the first line. */
  void write(Examination.Facts facts) throws IOException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("name", facts.name());
    facts.caches().forEach(line.putArray("caches")::add);
    append(line);
  }

  /** Writes the last line. */
  void write(Outcome outcome, Optional<List<String>> natives) throws IOException {
    ObjectNode line = OutcomeJson.write(outcome);
    natives.ifPresent(paths -> paths.forEach(line.putArray("natives")::add));
    append(line);
  }

  private void append(ObjectNode line) throws IOException {
    Files.writeString(
        file,
        JSON.writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Whether a worker wrote all of it. */
  boolean isComplete() throws IOException {
    return !outcomes().isEmpty();
  }

  /** What a worker wrote that ended well. */
  Examination read(Declared declared) throws IOException {
    JsonNode last = outcomes().get(0);
    return new Examination(
        declared,
        facts(),
        last.has("natives") ? Optional.of(texts(last.get("natives"))) : Optional.empty(),
        OutcomeJson.read(last));
  }

  /** What the provider said of itself, if the worker got so far. */
  Optional<Examination.Facts> facts() throws IOException {
    return lines().stream()
        .filter(line -> line.has("name"))
        .findFirst()
        .map(line -> new Examination.Facts(line.get("name").asText(), texts(line.path("caches"))));
  }

  private List<JsonNode> outcomes() throws IOException {
    return lines().stream().filter(line -> !line.has("name")).toList();
  }

  /** The lines that have an end: a worker that was stopped may leave half of one. */
  private List<JsonNode> lines() throws IOException {
    String text = Files.readString(file);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      lines.add(read(line));
    }
    return lines;
  }

  private static JsonNode read(String line) throws JsonProcessingException {
    return JSON.readTree(line);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
