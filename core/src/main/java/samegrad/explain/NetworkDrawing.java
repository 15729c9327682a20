package samegrad.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import samegrad.network.Homework;
import samegrad.network.Layer;

/**
 * A network as a picture: each unit a circle, each weight a line, as thick as it is large and
 * dashed if it is negative.
 */
public final class NetworkDrawing {
  /** Of a wider layer, the first so many units are drawn. */
  private static final int MOST = 8;

  private static final int ACROSS = 140;
  private static final int DOWN = 36;
  private static final int TOP = 70;
  private static final double THICKEST = 4;

  private final StringBuilder svg = new StringBuilder();
  private final int most;

  private NetworkDrawing(Homework homework) {
    List<Layer> layers = homework.network().layers();
    int widest = layers.stream().mapToInt(Layer::out).max().orElse(1);
    most = Math.min(MOST, Math.max(widest, homework.network().in()));
    int width = ACROSS * (layers.size() + 1);
    int height = TOP + DOWN * most + 15;
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" \
        role="img" aria-label="%s" font-family="sans-serif" font-size="13" text-anchor="middle">
        """,
        width, height, Html.escaped(homework.network().toString()));
    for (int l = 0; l < layers.size(); l++) {
      weights(l, layers.get(l));
    }
    units(0, homework.network().in(), "x", homework.samples() + " samples");
    for (int l = 1; l <= layers.size(); l++) {
      Layer layer = layers.get(l - 1);
      units(l, layer.out(), "a" + l, layer.activation().toString());
    }
    svg.append("</svg>\n");
  }

  /** The picture, as SVG. */
  public static String svg(Homework homework) {
    return new NetworkDrawing(homework).svg.toString();
  }

  private void weights(int before, Layer layer) {
    double largest = Arrays.stream(layer.weight().toArray()).map(Math::abs).max().orElse(1);
    for (int i = 0; i < Math.min(MOST, layer.out()); i++) {
      for (int j = 0; j < Math.min(MOST, layer.in()); j++) {
        double weight = layer.weight().get(i, j);
        add(
            "<path stroke=\"%s\" stroke-width=\"%.1f\"%s d=\"M%d %dL%d %d\"/>\n",
            weight < 0 ? "#D55E00" : "#0072B2",
            0.5 + THICKEST * Math.abs(weight) / largest,
            weight < 0 ? " stroke-dasharray=\"6 3\"" : "",
            x(before),
            y(j, layer.in()),
            x(before + 1),
            y(i, layer.out()));
      }
    }
    text(x(before) + ACROSS / 2, 20, "W" + (before + 1) + " " + layer.weight().shape());
  }

  private void units(int column, int width, String name, String what) {
    for (int i = 0; i < Math.min(MOST, width); i++) {
      add(
          "<circle cx=\"%d\" cy=\"%d\" r=\"10\" fill=\"#F0E442\" stroke=\"#777\"/>\n",
          x(column), y(i, width));
    }
    text(x(column), 20, name);
    text(x(column), 38, width > MOST ? what + ", of " + width : what);
  }

  private void text(int x, int y, String text) {
    add("<text fill=\"#777\" x=\"%d\" y=\"%d\">%s</text>\n", x, y, Html.escaped(text));
  }

  private static int x(int column) {
    return ACROSS / 2 + ACROSS * column;
  }

  private int y(int unit, int width) {
    return TOP + DOWN * unit + DOWN * (most - Math.min(MOST, width)) / 2;
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
