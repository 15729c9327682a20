package samegrad.tensor;

import java.io.Serializable;
import java.util.Arrays;

/** A tensor in a Java array: what a program hands to a backend and gets back from it. */
public final class HostTensor implements Tensor, Serializable {
  private static final long serialVersionUID = 1;

  private final TensorType type;
  private final float[] float32;
  private final double[] float64;

  private HostTensor(TensorType type, float[] float32, double[] float64) {
    this.type = type;
    this.float32 = float32;
    this.float64 = float64;
  }

  /**
   * A tensor of the given numbers, row by row, each rounded to the dtype.
   *
   * @throws IllegalArgumentException if the shape wants another count of them
   */
  public static HostTensor of(DType dtype, Shape shape, double... elements) {
    checkCount(shape, elements.length);
    if (dtype == DType.FLOAT64) {
      return share(shape, elements.clone());
    }
    float[] rounded = new float[elements.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) elements[i];
    }
    return share(shape, rounded);
  }

  /** A scalar, of shape (), rounded to the dtype. */
  public static HostTensor scalar(DType dtype, double value) {
    return of(dtype, Shape.scalar(), value);
  }

  /** A float64 vector of shape (n). */
  public static HostTensor vector(double... elements) {
    return of(DType.FLOAT64, Shape.vector(elements.length), elements);
  }

  /**
   * A float64 matrix of the given rows.
   *
   * @throws IllegalArgumentException if they differ in length
   */
  public static HostTensor matrix(double[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] elements = new double[Shape.matrix(rows.length, columns).size()];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "row " + i + " has " + rows[i].length + " elements, row 0 has " + columns);
      }
      System.arraycopy(rows[i], 0, elements, i * columns, columns);
    }
    return share(Shape.matrix(rows.length, columns), elements);
  }

  /**
   * A float64 tensor around the array itself, which must not be written from then on. For backends,
   * which hand over what they computed without a copy.
   *
   * @throws IllegalArgumentException if the shape wants another count of elements
   */
  public static HostTensor share(Shape shape, double[] elements) {
    checkCount(shape, elements.length);
    return new HostTensor(new TensorType(DType.FLOAT64, shape), new float[0], elements);
  }

  /**
   * A float32 tensor around the array itself, which must not be written from then on.
   *
   * @throws IllegalArgumentException if the shape wants another count of elements
   */
  public static HostTensor share(Shape shape, float[] elements) {
    checkCount(shape, elements.length);
    return new HostTensor(new TensorType(DType.FLOAT32, shape), elements, new double[0]);
  }

  private static void checkCount(Shape shape, int count) {
    if (shape.size() != count) {
      throw new IllegalArgumentException(
          "the shape " + shape + " has " + shape.size() + " elements, not " + count);
    }
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public HostTensor toHost() {
    return this;
  }

  /** The element at that place, counted row by row from 0. */
  public double get(int index) {
    return type.dtype() == DType.FLOAT64 ? float64[index] : float32[index];
  }

  /** The element in that row and column, each counted from 0. */
  public double get(int row, int column) {
    if (row < 0 || row >= shape().rows() || column < 0 || column >= shape().columns()) {
      throw new IndexOutOfBoundsException(
          "no element (" + row + ", " + column + ") in a tensor of shape " + shape());
    }
    return get(row * shape().columns() + column);
  }

  /** The elements, row by row, in a new array; float32 ones are widened, which is exact. */
  public double[] toArray() {
    if (type.dtype() == DType.FLOAT64) {
      return float64.clone();
    }
    double[] widened = new double[float32.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = float32[i];
    }
    return widened;
  }

  /**
   * The float64 array itself, for backends to read without a copy; nobody may write to it.
   *
   * @throws IllegalStateException if the dtype is not float64
   */
  public double[] sharedFloat64() {
    requireDType(DType.FLOAT64);
    return float64;
  }

  /**
   * The float32 array itself, for backends to read without a copy; nobody may write to it.
   *
   * @throws IllegalStateException if the dtype is not float32
   */
  public float[] sharedFloat32() {
    requireDType(DType.FLOAT32);
    return float32;
  }

  private void requireDType(DType wanted) {
    if (type.dtype() != wanted) {
      throw new IllegalStateException("the tensor is " + type + ", not " + wanted);
    }
  }

  /** The same numbers rounded to that dtype; this tensor itself if it has it already. */
  public HostTensor to(DType dtype) {
    return dtype == dtype() ? this : of(dtype, shape(), toArray());
  }

  /** Whether the types are equal and every element has the same bits (so NaN equals itself). */
  @Override
  public boolean equals(Object other) {
    return other instanceof HostTensor that
        && type.equals(that.type)
        && Arrays.equals(float32, that.float32)
        && Arrays.equals(float64, that.float64);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(float32) + Arrays.hashCode(float64);
  }

  /** The type and, if there are few, the elements. */
  @Override
  public String toString() {
    return shape().size() > 20
        ? type.toString()
        : type
            + " "
            + (type.dtype() == DType.FLOAT64 ? Arrays.toString(float64) : Arrays.toString(float32));
  }
}
