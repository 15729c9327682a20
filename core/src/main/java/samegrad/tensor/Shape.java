package samegrad.tensor;

import java.io.Serializable;

/**
 * The shape of a tensor of rank 0, 1 or 2, which is all that a feed-forward network, its loss and
 * their gradients need.
 *
 * <p>Elements are counted row by row. A scalar has one row and one column, a vector of n elements
 * is one row of n columns: the way NumPy broadcasts it.
 *
 * @param rank 0 for a scalar, 1 for a vector, 2 for a matrix
 * @param rows 1 unless this is a matrix; 0 or more
 * @param columns 1 if this is a scalar; 0 or more
 */
public record Shape(int rank, int rows, int columns) implements Serializable {
  private static final Shape SCALAR = new Shape(0, 1, 1);

  /**
   * Checks the dimensions.
   *
   * @throws IllegalArgumentException if one is negative, if the rank does not fit them, or if there
   *     would be more than 2³¹−1 elements
   */
  public Shape {
    if (rank < 0 || rank > 2 || (rank < 2 && rows != 1) || (rank < 1 && columns != 1)) {
      throw new IllegalArgumentException(
          "no shape of rank " + rank + " has " + rows + " rows and " + columns + " columns");
    }
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "a dimension is 0 or more, not " + Math.min(rows, columns));
    }
    if ((long) rows * columns > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a tensor has at most 2147483647 elements, not " + rows + " x " + columns);
    }
  }

  /** The shape () of one number. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** The shape (n) of n numbers. */
  public static Shape vector(int n) {
    return new Shape(1, 1, n);
  }

  /** The shape (m, n) of m rows of n numbers. */
  public static Shape matrix(int m, int n) {
    return new Shape(2, m, n);
  }

  /** The number of elements. */
  public int size() {
    return rows * columns;
  }

  /** The shape with rows and columns exchanged; only a matrix has one. */
  public Shape transposed() {
    if (rank != 2) {
      throw new IllegalArgumentException("transpose: needs a matrix, not the shape " + this);
    }
    return matrix(columns, rows);
  }

  /**
   * Whether a tensor of this shape can stand where {@code target} is wanted, each dimension of 1
   * being repeated and missing dimensions being added in front (NumPy's rule).
   */
  public boolean broadcastsTo(Shape target) {
    return rank <= target.rank
        && (rows == target.rows || rows == 1)
        && (columns == target.columns || columns == 1);
  }

  /** As Python writes it without the trailing comma: {@code ()}, {@code (3)}, {@code (4, 3)}. */
  @Override
  public String toString() {
    return switch (rank) {
      case 0 -> "()";
      case 1 -> "(" + columns + ")";
      default -> "(" + rows + ", " + columns + ")";
    };
  }
}
