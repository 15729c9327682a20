package samegrad.check;

import java.util.ArrayList;
import java.util.List;

/** A tensor as it was found in a file, before it is known to fit: a name, and rows of numbers. */
final class Draft {
  final String name;

  /** Where it is, for messages. */
  final String where;

  final List<List<Written>> rows = new ArrayList<>();

  /** Whether brackets say where rows end. */
  boolean bracketed;

  private List<Written> row = new ArrayList<>();

  Draft(String name, String where) {
    this.name = name;
    this.where = where;
  }

  void add(Written number) {
    row.add(number);
  }

  /** Ends a row, if there is one. */
  void endRow() {
    if (!row.isEmpty()) {
      rows.add(row);
      row = new ArrayList<>();
    }
  }
}
