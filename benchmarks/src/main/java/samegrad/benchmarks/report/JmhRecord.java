package samegrad.benchmarks.report;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.stat.StatUtils;
import org.openjdk.jmh.util.Version;

/**
 * An element of JMH's JSON; the names are JMH's.
 *
 * @param samegrad the context, of the first element
 */
public record JmhRecord(
    String jmhVersion,
    String benchmark,
    String mode,
    int threads,
    int forks,
    String jvm,
    List<String> jvmArgs,
    String jdkVersion,
    String vmName,
    String vmVersion,
    int warmupIterations,
    String warmupTime,
    int warmupBatchSize,
    int measurementIterations,
    String measurementTime,
    int measurementBatchSize,
    Map<String, String> params,
    Metric primaryMetric,
    Map<String, Metric> secondaryMetrics,
    Optional<Context> samegrad) {

  /** What was measured; the raw data are by fork and iteration. */
  record Metric(
      double score,
      double scoreError,
      double[] scoreConfidence,
      Map<String, Double> scorePercentiles,
      String scoreUnit,
      List<List<Double>> rawData) {
    static Metric of(String unit, List<List<Double>> rawData) {
      List<Double> forks = rawData.stream().map(Statistics::mean).toList();
      double score = Statistics.mean(forks);
      double error = Statistics.error(forks);
      double[] all =
          rawData.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
      Map<String, Double> percentiles = new TreeMap<>();
      for (String percent : List.of("50.0", "90.0", "99.0", "100.0")) {
        percentiles.put(percent, StatUtils.percentile(all, Double.parseDouble(percent)));
      }
      return new Metric(
          score, error, new double[] {score - error, score + error}, percentiles, unit, rawData);
    }
  }

  /**
   * An element.
   *
   * @param mode JMH's: avgt, or ss for what each JVM does once
   * @param seconds how long an iteration takes
   */
  public static JmhRecord of(
      String benchmark,
      String mode,
      Map<String, String> params,
      int warmUps,
      int iterations,
      double seconds,
      String unit,
      List<List<Double>> rawData,
      Optional<Context> context) {
    String time = Math.round(1000 * seconds) + " ms";
    return new JmhRecord(
        Version.getPlainVersion(),
        benchmark,
        mode,
        1,
        rawData.size(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("java.vm.version"),
        warmUps,
        time,
        1,
        iterations,
        time,
        1,
        params,
        Metric.of(unit, rawData),
        Map.of(),
        context);
  }
}
