package samegrad.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/**
 * One of JMH's results.
 *
 * @param benchmark the class's simple name
 * @param method the method's name
 * @param parameters the values of the parameters, by name
 * @param unit of all that follows, such as {@code us/op}
 * @param score the mean
 * @param error half the width of its confidence interval: over forks, to 95 %, if there are two or
 *     more; else JMH's, over iterations, to 99.9 %; NaN if there is none
 * @param forks the mean of each
 */
public record Result(
    String benchmark,
    String method,
    Map<String, String> parameters,
    String unit,
    double score,
    double error,
    List<Double> forks) {

  /** A result from the means of its forks. */
  static Result of(
      String benchmark,
      String method,
      Map<String, String> parameters,
      String unit,
      List<Double> forks) {
    return new Result(
        benchmark,
        method,
        parameters,
        unit,
        Statistics.mean(forks),
        Statistics.error(forks),
        forks);
  }

  /** The lower end of the interval; 0 if there is none. */
  double low() {
    return Double.isNaN(error) ? 0 : Math.max(0, score - error);
  }

  /** The upper end of the interval; ∞ if there is none. */
  double high() {
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : score + error;
  }

  /** Whether it can be told that the other one is larger. */
  boolean isBelow(Result other) {
    return high() < other.low();
  }

  /** The value of a parameter; empty if there is none. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The benchmark and its method, such as {@code Operation.run}. */
  String name() {
    return benchmark.replaceFirst("Benchmark$", "") + "." + method;
  }

  /** The unit as people write it. */
  String shortUnit() {
    return unit.replace("us/op", "µs").replace("ms/op", "ms");
  }

  /** The score and its error without the unit, such as {@code 0.612 ± 0.021}. */
  String text() {
    return digits(score, 3) + (Double.isNaN(error) ? "" : " ± " + digits(error, 2));
  }

  /** So many digits, without an exponent. */
  static String digits(double value, int digits) {
    return Double.isInfinite(value)
        ? "∞"
        : new BigDecimal(value).round(new MathContext(digits)).toPlainString();
  }
}
