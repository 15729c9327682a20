package samegrad.benchmarks.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.network.InvalidInputException;

/**
 * One of JMH's results.
 *
 * @param benchmark the class's simple name
 * @param method the method's name
 * @param parameters the values of the parameters, by name
 * @param score the mean
 * @param error half the width of its 99.9 % confidence interval; NaN if there is none
 * @param unit of both, such as {@code us/op}
 */
record Result(
    String benchmark,
    String method,
    Map<String, String> parameters,
    double score,
    double error,
    String unit) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a file that JMH wrote with {@code -rf json}.
   *
   * @throws InvalidInputException if it is none
   */
  static List<Result> read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw new InvalidInputException(file + ": no such file", missing);
    } catch (JacksonException wrong) {
      throw new InvalidInputException(
          file + ": is not JSON: " + wrong.getOriginalMessage() + "; write it with -rf json",
          wrong);
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be read: " + failure.getMessage(), failure);
    }
    List<Result> results = new ArrayList<>();
    for (JsonNode one : root) {
      results.add(of(file, one));
    }
    if (results.isEmpty()) {
      throw new InvalidInputException(file + ": has no results of JMH; write it with -rf json");
    }
    return results;
  }

  private static Result of(Path file, JsonNode one) {
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
    return new Result(
        names[names.length - 2],
        names[names.length - 1],
        parameters,
        metric.path("score").asDouble(),
        metric.path("scoreError").asDouble(Double.NaN),
        metric.path("scoreUnit").asText());
  }
}
