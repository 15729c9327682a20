package samegrad.benchmarks.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.util.Version;
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
  /** The context's name in the first element. */
  public static final String FIELD = "samegrad";

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
          file + ": is not JSON: " + Json.problem(wrong) + "; write it with -rf json", wrong);
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

  /** What such records say. */
  public static Results of(List<Map<String, Object>> records) {
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
  public static void write(Path file, List<Map<String, Object>> records) {
    try {
      Files.writeString(file, Json.pretty(records));
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be written: " + failure, failure);
    }
  }

  /**
   * An element of JMH's JSON.
   *
   * @param benchmark the method with its class and package
   * @param warmUps iterations that are not in the data; 0 where each JVM does it once
   * @param seconds of an iteration
   * @param rawData by fork and iteration
   */
  public static Map<String, Object> element(
      String benchmark,
      Map<String, String> params,
      int warmUps,
      double seconds,
      String unit,
      List<List<Double>> rawData) {
    Result result =
        Result.of("", "", params, unit, rawData.stream().map(Statistics::mean).toList());
    String time = Math.round(1000 * seconds) + " ms";
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("score", result.score());
    metric.put("scoreError", result.error());
    metric.put(
        "scoreConfidence",
        List.of(result.score() - result.error(), result.score() + result.error()));
    metric.put("scorePercentiles", Statistics.percentiles(rawData));
    metric.put("scoreUnit", unit);
    metric.put("rawData", rawData);
    Map<String, Object> element = new LinkedHashMap<>();
    element.put("jmhVersion", Version.getPlainVersion());
    element.put("benchmark", benchmark);
    element.put("mode", warmUps == 0 ? "ss" : "avgt");
    element.put("threads", 1);
    element.put("forks", rawData.size());
    element.put("jvm", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    element.put("jvmArgs", ManagementFactory.getRuntimeMXBean().getInputArguments());
    element.put("jdkVersion", System.getProperty("java.version"));
    element.put("vmName", System.getProperty("java.vm.name"));
    element.put("vmVersion", System.getProperty("java.vm.version"));
    element.put("warmupIterations", warmUps);
    element.put("warmupTime", time);
    element.put("warmupBatchSize", 1);
    element.put("measurementIterations", rawData.get(0).size());
    element.put("measurementTime", time);
    element.put("measurementBatchSize", 1);
    element.put("params", params);
    element.put("primaryMetric", metric);
    element.put("secondaryMetrics", Map.of());
    return element;
  }

  /** Adds a context to JMH's file, and how many forks there were, which came one by one. */
  public static void addContext(Path file, Context context) throws IOException {
    JsonNode root = tree(file);
    root.forEach(
        one -> ((ObjectNode) one).put("forks", one.path("primaryMetric").path("rawData").size()));
    if (!root.isEmpty()) {
      ((ObjectNode) root.get(0)).set(FIELD, JSON.readTree(Json.write(context)));
      Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }
  }
}
