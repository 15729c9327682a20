package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

class FloatElementwiseTest {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.matrix(0, 3),
          Shape.matrix(3, 0),
          Shape.matrix(1, 1),
          Shape.matrix(1, 5),
          Shape.matrix(5, 1),
          Shape.matrix(2, 3),
          Shape.matrix(4, 4),
          Shape.matrix(7, 16),
          Shape.matrix(5, 17),
          Shape.matrix(33, 10),
          Shape.matrix(3, 5000));

  /** x ∘ y, repeated to the shape of x, on the elements [from, to). */
  private interface Broadcast {
    void apply(float[] x, float[] y, Shape yShape, float[] dst, Shape shape, int from, int to);
  }

  private interface Scalar {
    float apply(float x, float y);
  }

  @Test
  void an_operand_is_repeated_on_either_side() {
    check(FloatElementwise::add, (x, y) -> x + y);
    check(FloatElementwise::subtract, (x, y) -> x - y);
    check(FloatElementwise::subtractFrom, (x, y) -> y - x);
    check(FloatElementwise::multiply, (x, y) -> x * y);
  }

  @Test
  void a_scalar_a_row_and_a_column_are_repeated() {
    check(
        (x, y, yShape, dst, shape, from, to) -> {
          float[] all = new float[shape.size()];
          FloatElementwise.broadcast(y, yShape, all, shape);
          int width = to == 0 ? 0 : shape.size() / FloatElementwise.items(yShape, shape);
          System.arraycopy(all, from * width, dst, from * width, (to - from) * width);
        },
        (x, y) -> y);
  }

  @Test
  void the_fused_bias_and_function_has_the_bits_of_an_addition_and_the_function() {
    for (Shape shape : SHAPES) {
      for (UnaryFunction f : UnaryFunction.values()) {
        float[] z = FloatInputs.withSpecial(shape.size(), 1);
        float[] bias = FloatInputs.withSpecial(shape.columns(), 3);
        Shape row = Shape.vector(shape.columns());
        float[] sum = new float[z.length];
        FloatElementwise.add(z, bias, row, sum, shape, 0, FloatElementwise.items(row, shape));
        float[] expected = new float[z.length];
        new FloatKernels().map(f, sum, 0, expected, 0, z.length);
        float[] a = new float[z.length];
        int items = FloatElementwise.items(row, shape);
        FloatElementwise.addMap(f, z, bias, row, a, shape, 0, items / 2);
        FloatElementwise.addMap(f, z, bias, row, a, shape, items / 2, items);
        assertArrayEquals(sum, z);
        assertArrayEquals(expected, a);
      }
    }
  }

  @Test
  void a_transpose_moves_every_element_and_its_rows_can_be_shared_out() {
    for (Shape shape : SHAPES) {
      int rows = shape.rows();
      int columns = shape.columns();
      float[] x = FloatInputs.withSpecial(rows * columns, 1);
      float[] expected = new float[x.length];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          expected[j * rows + i] = x[i * columns + j];
        }
      }
      float[] actual = new float[x.length];
      int cut = rows / 2;
      FloatElementwise.transpose(x, rows, columns, actual, cut, rows);
      FloatElementwise.transpose(x, rows, columns, actual, 0, cut);
      assertArrayEquals(expected, actual);
    }
  }

  private static void check(Broadcast actual, Scalar expected) {
    for (Shape shape : SHAPES) {
      check(actual, expected, shape, Shape.vector(shape.columns()));
      check(actual, expected, shape, Shape.matrix(shape.rows(), 1));
      check(actual, expected, shape, Shape.scalar());
      check(actual, expected, shape, shape);
    }
  }

  /** From the second item on, the rest of dst staying as it was; then in place, in two parts. */
  private static void check(Broadcast actual, Scalar scalar, Shape shape, Shape yShape) {
    float[] x = FloatInputs.withSpecial(shape.size(), 1);
    float[] y = FloatInputs.withSpecial(yShape.size(), 2);
    int items = FloatElementwise.items(yShape, shape);
    int from = Math.min(1, items);
    int first = items == 0 ? 0 : from * (x.length / items);
    float[] expected = new float[x.length];
    Arrays.fill(expected, 7);
    float[] dst = expected.clone();
    for (int i = first; i < x.length; i++) {
      int row = yShape.rows() == 1 ? 0 : i / shape.columns();
      int column = yShape.columns() == 1 ? 0 : i % shape.columns();
      expected[i] = scalar.apply(x[i], y[row * yShape.columns() + column]);
    }
    actual.apply(x, y, yShape, dst, shape, from, items);
    assertArrayEquals(expected, dst);
    float[] inPlace = x.clone();
    int cut = (from + items) / 2;
    actual.apply(inPlace, y, yShape, inPlace, shape, cut, items);
    actual.apply(inPlace, y, yShape, inPlace, shape, from, cut);
    System.arraycopy(x, 0, expected, 0, first);
    assertArrayEquals(expected, inPlace);
  }
}
