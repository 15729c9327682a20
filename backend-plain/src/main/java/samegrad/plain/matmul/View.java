package samegrad.plain.matmul;

/**
 * A matrix within an array: element (i, j) is {@code array[offset + i·rowStride + j·columnStride]}.
 * Set anew for each product, so that none is allocated for one.
 */
final class View<T> {
  private final T none;

  T array;
  int offset;
  int rowStride;
  int columnStride;

  /**
   * @param none what to hold instead of a caller's array
   */
  View(T none) {
    this.none = none;
    this.array = none;
  }

  void set(T array, int offset, int rowStride, int columnStride) {
    this.array = array;
    this.offset = offset;
    this.rowStride = rowStride;
    this.columnStride = columnStride;
  }

  /** Becomes a whole matrix, row by row or, {@code transposed}, column by column. */
  void set(T array, boolean transposed, int rows, int columns) {
    set(array, 0, transposed ? 1 : columns, transposed ? rows : 1);
  }

  /** Becomes the part of another one from (row, column) on. */
  void set(View<T> whole, int row, int column) {
    set(whole.array, whole.at(row, column), whole.rowStride, whole.columnStride);
  }

  void clear() {
    array = none;
  }

  int at(int row, int column) {
    return offset + row * rowStride + column * columnStride;
  }
}
