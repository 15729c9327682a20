package samegrad.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * A tensor as PyTorch prints it: one width for all, in scientific notation where the magnitudes
 * differ by more than a thousand times, and with the middle left out of a long dimension.
 *
 * @param decimals how many; PyTorch has 4
 * @param full whether nothing is left out
 */
record TensorText(int decimals, boolean full) {
  /** PyTorch's {@code torch.set_printoptions}: threshold 1000, edgeitems 3. */
  private static final int THRESHOLD = 1000;

  private static final int EDGE_ITEMS = 3;
  private static final double LARGEST_FIXED = 100_000_000;
  private static final double SMALLEST_FIXED = 0.0001;
  private static final double RATIO_FIXED = 1000;
  private static final int GAP = -1;

  List<String> lines(HostTensor tensor) {
    Shape shape = tensor.shape();
    boolean summarize = !full && shape.size() > THRESHOLD;
    int[] rows = shown(shape.rows(), summarize);
    int[] columns = shown(shape.columns(), summarize);
    String format = format(tensor, rows, columns);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      String text =
          rows[i] == GAP ? "..." : row(tensor, rows[i], columns, format, shape.rank() > 0);
      boolean first = i == 0;
      boolean last = i == rows.length - 1;
      String open = shape.rank() < 2 ? "" : first ? "[" : " ";
      String close = shape.rank() < 2 ? "" : last ? "]" : rows[i] == GAP ? "" : ",";
      lines.add((first ? "tensor(" : "       ") + open + text + close + (last ? ")" : ""));
    }
    return lines.isEmpty() ? List.of("tensor([])") : lines;
  }

  private static int[] shown(int length, boolean summarize) {
    if (!summarize || length <= 2 * EDGE_ITEMS) {
      return IntStream.range(0, length).toArray();
    }
    return IntStream.concat(
            IntStream.concat(IntStream.range(0, EDGE_ITEMS), IntStream.of(GAP)),
            IntStream.range(length - EDGE_ITEMS, length))
        .toArray();
  }

  private static String row(
      HostTensor tensor, int row, int[] columns, String format, boolean brackets) {
    List<String> items = new ArrayList<>();
    for (int column : columns) {
      items.add(
          column == GAP ? "..." : String.format(Locale.ROOT, format, tensor.get(row, column)));
    }
    String text = String.join(", ", items);
    return brackets ? "[" + text + "]" : text;
  }

  /** One format for all that is shown, wide enough for the widest. */
  private String format(HostTensor tensor, int[] rows, int[] columns) {
    double[] shown =
        IntStream.of(rows)
            .filter(row -> row != GAP)
            .boxed()
            .flatMapToDouble(
                row ->
                    IntStream.of(columns)
                        .filter(column -> column != GAP)
                        .mapToDouble(column -> tensor.get(row, column)))
            .toArray();
    double[] magnitudes =
        DoubleStream.of(shown)
            .map(Math::abs)
            .filter(value -> value != 0 && Double.isFinite(value))
            .toArray();
    double largest = DoubleStream.of(magnitudes).max().orElse(1);
    double smallest = DoubleStream.of(magnitudes).min().orElse(1);
    boolean scientific =
        largest / smallest > RATIO_FIXED || largest > LARGEST_FIXED || smallest < SMALLEST_FIXED;
    String conversion = "." + decimals + (scientific ? "e" : "f");
    int width =
        DoubleStream.of(shown)
            .mapToObj(value -> String.format(Locale.ROOT, "%" + conversion, value))
            .mapToInt(String::length)
            .max()
            .orElse(1);
    return "%" + width + conversion;
  }
}
