package samegrad.train;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * How the loss went.
 *
 * @param name what is trained, or on what
 * @param losses one a step
 */
public record LossCurve(String name, List<Double> losses) {
  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final int CHARACTERS = 60;

  private static final int POINTS = 60;
  private static final int WIDTH = 480;
  private static final int LEFT = 60;
  private static final int RIGHT = WIDTH - 15;
  private static final int TOP = 35;
  private static final int BOTTOM = 265;

  private static final int MOST_TICKS = 12;

  /** How many names fit into a row. */
  private static final int NAMES = 3;

  /** For people who see colours otherwise, too: Okabe and Ito's. */
  private static final List<String> COLOURS =
      List.of("#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#0072B2");

  /** Keeps the losses. */
  public LossCurve {
    losses = List.copyOf(losses);
  }

  /** The means of up to so many parts, equal but for one step. */
  private double[] means(int most) {
    int parts = Math.min(most, losses.size());
    double[] means = new double[parts];
    for (int i = 0; i < parts; i++) {
      int from = start(i, parts);
      List<Double> part = losses.subList(from, start(i + 1, parts));
      means[i] = part.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }
    return means;
  }

  private int start(int part, int parts) {
    return (int) ((long) part * losses.size() / parts);
  }

  /** One line: up to 60 characters of eight heights, from the least to the largest. */
  public String text() {
    double[] means = means(CHARACTERS);
    double least = Arrays.stream(means).min().orElse(0);
    double largest = Arrays.stream(means).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double mean : means) {
      double height = largest > least ? (mean - least) / (largest - least) : 0;
      line.append(LEVELS.charAt((int) Math.min(LEVELS.length() - 1, height * LEVELS.length())));
    }
    return line.toString();
  }

  /**
   * An SVG picture of several curves, on a logarithmic scale. Each line is thinner than the one
   * before, so that those which lie on one another are all seen.
   */
  public static String svg(String title, List<LossCurve> curves) {
    double[] shown =
        curves.stream()
            .flatMapToDouble(curve -> DoubleStream.of(curve.means(POINTS)))
            .filter(LossCurve::isShown)
            .toArray();
    double low = 1 / roundUp(1 / DoubleStream.of(shown).min().orElse(1));
    double high = roundUp(DoubleStream.of(shown).max().orElse(1) * 1.001);
    DoubleUnaryOperator y =
        loss -> BOTTOM - (BOTTOM - TOP) * Math.log(loss / low) / Math.log(high / low);
    int steps = curves.stream().mapToInt(curve -> curve.losses.size()).max().orElse(0);
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" \
            role="img" aria-label="%3$s" font-family="sans-serif" font-size="13" fill="#777">
            <text x="%4$d" y="20" font-weight="bold">%3$s</text>
            <text x="%5$d" y="%6$d" text-anchor="end">loss, over %7$d steps</text>
            """,
            WIDTH,
            BOTTOM + 18 * ((curves.size() + NAMES - 1) / NAMES) + 35,
            escaped(title),
            LEFT,
            RIGHT,
            BOTTOM + 18,
            steps));
    double apart = Math.max(1.5, Math.pow(high / low, 1.0 / MOST_TICKS));
    for (double tick = low; tick <= high; tick = roundUp(tick * apart)) {
      svg.append(
          format(
              "<path stroke=\"#8885\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%2$.1f\" dy=\"4\""
                  + " text-anchor=\"end\">%s</text>\n",
              LEFT,
              y.applyAsDouble(tick),
              RIGHT,
              LEFT - 6,
              BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString()));
    }
    for (int i = 0; i < curves.size(); i++) {
      svg.append(
          format(
              "<g fill=\"none\" stroke-linejoin=\"round\" stroke=\"%s\" stroke-width=\"%d\"><path"
                  + " d=\"%s\"/><path d=\"M%d %dh20\"/></g><text x=\"%d\" y=\"%5$d\""
                  + " dy=\"4\">%7$s</text>\n",
              COLOURS.get(i % COLOURS.size()),
              2 * (curves.size() - i),
              curves.get(i).path(steps, y),
              LEFT + i % NAMES * (RIGHT - LEFT) / NAMES,
              BOTTOM + 40 + 18 * (i / NAMES),
              LEFT + i % NAMES * (RIGHT - LEFT) / NAMES + 26,
              escaped(curves.get(i).name)));
    }
    return svg.append("</svg>\n").toString();
  }

  /** A line from point to point; a loss that is no positive number leaves a gap. */
  private String path(int steps, DoubleUnaryOperator y) {
    double[] means = means(POINTS);
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < means.length; i++) {
      boolean shown = isShown(means[i]);
      if (shown) {
        double middle = (start(i, means.length) + start(i + 1, means.length)) / 2.0;
        double x = LEFT + (RIGHT - LEFT) * middle / steps;
        path.append(format("%s%.1f %.1f", pen ? "L" : "M", x, y.applyAsDouble(means[i])));
      }
      pen = shown;
    }
    return path.toString();
  }

  private static boolean isShown(double loss) {
    return loss > 0 && loss < Double.POSITIVE_INFINITY;
  }

  /** The next of 1, 2, 5, 10, … times a power of ten. */
  private static double roundUp(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(1, RoundingMode.UP));
    int digit = rounded.unscaledValue().intValue();
    int next = digit <= 2 ? digit : digit <= 5 ? 5 : 10;
    return new BigDecimal(BigInteger.valueOf(next), rounded.scale()).doubleValue();
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
