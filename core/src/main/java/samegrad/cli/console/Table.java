package samegrad.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Rows of text in aligned columns; numbers stand to the right. A short row's last cell may be long.
 */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with that first row. */
  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row, of as many cells as there are columns or fewer. */
  public void row(Object... cells) {
    rows.add(Stream.of(cells).map(String::valueOf).toList());
  }

  /** The number in that format, or 0 alone. */
  public static String number(String format, double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = isNumeric(column);
      for (List<String> row : rows) {
        boolean spills = row.size() < columns && column == row.size() - 1;
        if (column < row.size() && !spills) {
          widths[column] = Math.max(widths[column], row.get(column).length());
        }
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String padding = " ".repeat(Math.max(0, widths[column] - cell.length()));
        line.append(numbers[column] ? padding + cell : cell + padding).append("  ");
      }
      text.append(text.isEmpty() ? "" : System.lineSeparator())
          .append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  private boolean isNumeric(int column) {
    List<String> cells =
        rows.stream()
            .skip(1)
            .filter(row -> row.size() == rows.get(0).size())
            .map(row -> row.get(column))
            .toList();
    return !cells.isEmpty()
        && cells.stream().allMatch(cell -> cell.matches("[-+0-9.eE]+|NaN|-?Infinity"));
  }
}
