package samegrad.cli.train;

import java.util.Arrays;
import java.util.List;

/** A curve as one line of text. */
final class Sparkline {
  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 60;

  private Sparkline() {}

  /** The means of up to 60 equal parts, from the least to the largest in eight steps. */
  static String of(List<Double> values) {
    int width = Math.min(WIDTH, values.size());
    double[] means = new double[width];
    for (int i = 0; i < width; i++) {
      int from = i * values.size() / width;
      int to = (i + 1) * values.size() / width;
      means[i] = values.subList(from, to).stream().mapToDouble(v -> v).average().orElseThrow();
    }
    double least = Arrays.stream(means).min().orElse(0);
    double largest = Arrays.stream(means).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double mean : means) {
      double height = largest > least ? (mean - least) / (largest - least) : 0;
      line.append(LEVELS.charAt((int) Math.min(LEVELS.length() - 1, height * LEVELS.length())));
    }
    return line.toString();
  }
}
