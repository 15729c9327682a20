package samegrad.benchmarks.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.json.Json;
import samegrad.network.InvalidInputException;

/**
 * A file of results: JMH's JSON, an array, whose first element has one more field, {@value #FIELD}.
 * Whatever reads JMH's files passes over that.
 *
 * @param results at least one
 * @param context what they were measured in; empty if JMH alone wrote the file
 */
public record Results(List<Result> results, Optional<Context> context) {
  private static final String FIELD = "samegrad";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a file that samegrad bench wrote, or JMH with {@code -rf json}.
   *
   * @throws InvalidInputException if it is none
   */
  public static Results read(Path file) {
    return of(file, tree(file));
  }

  private static Results of(Path file, JsonNode root) {
    List<Result> results = new ArrayList<>();
    for (JsonNode one : root) {
      results.add(result(file, one));
    }
    if (results.isEmpty()) {
      throw new InvalidInputException(file + ": has no results of JMH; write it with -rf json");
    }
    return new Results(
        results,
        Optional.ofNullable(root.get(0).get(FIELD))
            .map(field -> Json.read(field.toString(), Context.class)));
  }

  private static JsonNode tree(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw new InvalidInputException(file + ": no such file", missing);
    } catch (JacksonException wrong) {
      throw new InvalidInputException(
          file + ": is not JSON: " + wrong.getOriginalMessage() + "; write it with -rf json",
          wrong);
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be read: " + failure.getMessage(), failure);
    }
  }

  private static Result result(Path file, JsonNode one) {
    JsonNode metric = one.path("primaryMetric");
    String[] names = one.path("benchmark").asText().split("\\.", -1);
    if (names.length < 2 || !metric.path("score").isNumber()) {
      throw new InvalidInputException(
          file + ": a result lacks its benchmark or its primaryMetric.score");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    one.path("params")
        .properties()
        .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
    List<Double> forks = new ArrayList<>();
    for (JsonNode fork : metric.path("rawData")) {
      List<Double> iterations = new ArrayList<>();
      fork.forEach(iteration -> iterations.add(iteration.asDouble()));
      forks.add(Statistics.mean(iterations));
    }
    return new Result(
        names[names.length - 2],
        names[names.length - 1],
        parameters,
        metric.path("scoreUnit").asText(),
        metric.path("score").asDouble(),
        forks.size() < 2 ? metric.path("scoreError").asDouble(Double.NaN) : Statistics.error(forks),
        forks);
  }

  /** What records say. */
  public static Results of(List<JmhRecord> records) {
    try {
      return of(Path.of("results"), JSON.readTree(Json.write(records)));
    } catch (JacksonException unreadable) {
      throw new IllegalStateException("JMH's JSON is none", unreadable);
    }
  }

  /** Whether they are of samegrad bench, which answers a question. */
  boolean isOfBench() {
    return context.filter(one -> !one.network().isEmpty()).isPresent();
  }

  /** The question's answer. */
  Recommendation recommendation() {
    return Recommendation.of(results, context.orElseThrow());
  }

  /** The table of samegrad bench and its answer. */
  public String text() {
    return recommendation().text();
  }

  /**
   * Writes a file.
   *
   * @throws InvalidInputException if it cannot be written
   */
  public static void write(Path file, List<JmhRecord> records) {
    try {
      Files.writeString(file, Json.pretty(records));
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be written: " + failure, failure);
    }
  }

  /** Adds facts to a file that JMH wrote. */
  public static void addMachine(
      Path file, Map<String, String> machine, Map<String, String> environment) throws IOException {
    JsonNode root = tree(file);
    if (root.isArray() && !root.isEmpty()) {
      Context context =
          new Context(
              "", 0, machine, environment, Map.of(), Map.of(), Double.NaN, List.of(), List.of());
      ((ObjectNode) root.get(0)).set(FIELD, JSON.readTree(Json.write(context)));
      Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }
  }
}
