package samegrad.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * What can be told from the means of forks. Iterations of one JVM share its memory layout and what
 * its compiler made, so that a fork, and not an iteration, is one observation.
 */
final class Statistics {
  /** What is claimed is wrong in one of twenty cases. */
  static final double ALPHA = 0.05;

  private Statistics() {}

  static double mean(List<Double> forks) {
    return StatUtils.mean(array(forks));
  }

  /** Half of the width of the mean's 95 % confidence interval, by Student's t. */
  static double error(List<Double> forks) {
    int n = forks.size();
    return n < 2
        ? Double.NaN
        : new TDistribution(n - 1).inverseCumulativeProbability(1 - ALPHA / 2)
            * Math.sqrt(StatUtils.variance(array(forks)) / n);
  }

  /**
   * The two-sided p-value of Mann and Whitney's test, exact with ties too: of all ways to deal the
   * pooled ranks out, the share whose sum of ranks is as far from its mean as that seen.
   */
  static double mannWhitney(List<Double> a, List<Double> b) {
    double[] pooled =
        DoubleStream.concat(
                a.stream().mapToDouble(Double::doubleValue),
                b.stream().mapToDouble(Double::doubleValue))
            .toArray();
    int[] twice = // ranks shared by ties are halves
        Arrays.stream(new NaturalRanking(TiesStrategy.AVERAGE).rank(pooled))
            .mapToInt(rank -> (int) Math.round(2 * rank))
            .toArray();
    int total = Arrays.stream(twice).sum();
    double[][] ways = new double[a.size() + 1][total + 1]; // by how many ranks and their sum
    ways[0][0] = 1;
    for (int rank : twice) {
      for (int count = a.size(); count > 0; count--) {
        for (int sum = total; sum >= rank; sum--) {
          ways[count][sum] += ways[count - 1][sum - rank];
        }
      }
    }
    // Distances from the mean, times the number of all: whole numbers, so that equal ones are
    // equal.
    long mean = (long) total * a.size();
    long seen = Math.abs((long) Arrays.stream(twice).limit(a.size()).sum() * pooled.length - mean);
    double extreme = 0;
    for (int sum = 0; sum <= total; sum++) {
      extreme += Math.abs((long) sum * pooled.length - mean) >= seen ? ways[a.size()][sum] : 0;
    }
    return extreme / Arrays.stream(ways[a.size()]).sum();
  }

  /**
   * The largest p-value that still counts, so that of all that count one in twenty is expected to
   * be wrong (Benjamini and Hochberg, 1995); −1 if none does.
   */
  static double threshold(List<Double> pValues) {
    double[] sorted = array(pValues);
    Arrays.sort(sorted);
    for (int i = sorted.length; i > 0; i--) {
      if (sorted[i - 1] <= ALPHA * i / sorted.length) {
        return sorted[i - 1];
      }
    }
    return -1;
  }

  /** Those beyond Tukey's fences, 1.5 interquartile ranges beyond the quartiles. */
  static List<Double> outliers(List<Double> forks) {
    double[] values = array(forks);
    double q1 = StatUtils.percentile(values, 25);
    double q3 = StatUtils.percentile(values, 75);
    double fence = 1.5 * (q3 - q1);
    return forks.stream().filter(one -> one < q1 - fence || one > q3 + fence).toList();
  }

  /** Some percentiles of all iterations, as JMH names them. */
  static Map<String, Double> percentiles(List<List<Double>> rawData) {
    double[] all = array(rawData.stream().flatMap(List::stream).toList());
    Map<String, Double> percentiles = new TreeMap<>();
    for (double percent : new double[] {50, 90, 100}) {
      percentiles.put(Double.toString(percent), StatUtils.percentile(all, percent));
    }
    return percentiles;
  }

  static double geometricMean(List<Double> values) {
    return StatUtils.geometricMean(array(values));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
