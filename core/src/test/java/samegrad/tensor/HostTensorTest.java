package samegrad.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HostTensorTest {
  private static final HostTensor MATRIX =
      HostTensor.matrix(new double[] {1, 2, 3}, new double[] {4, 5, 6});

  private static String error(Class<? extends Exception> kind, Executable use) {
    return String.valueOf(assertThrows(kind, use).getMessage());
  }

  @Test
  void elements_are_counted_row_by_row() {
    assertEquals(Shape.matrix(2, 3), MATRIX.shape());
    assertEquals(6, MATRIX.get(1, 2));
    assertEquals(4, MATRIX.get(1, 0));
    assertEquals(4, MATRIX.get(3));
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, MATRIX.toArray());
  }

  @Test
  void no_element_outside_the_shape() {
    assertEquals(
        "no element (0, 3) in a tensor of shape (2, 3)",
        error(IndexOutOfBoundsException.class, () -> MATRIX.get(0, 3)));
    assertThrows(IndexOutOfBoundsException.class, () -> MATRIX.get(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> MATRIX.get(-1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> MATRIX.get(1, -1));
  }

  @Test
  void float32_elements_are_rounded_once_and_widened_exactly() {
    HostTensor tenth = HostTensor.of(DType.FLOAT32, Shape.vector(2), 0.1, 1e300);
    assertEquals((double) 0.1f, tenth.get(0));
    assertEquals(Double.POSITIVE_INFINITY, tenth.get(1));
    assertArrayEquals(new double[] {0.1f, Double.POSITIVE_INFINITY}, tenth.toArray());
    assertEquals(
        tenth, HostTensor.of(DType.FLOAT64, Shape.vector(2), 0.1, 1e300).to(DType.FLOAT32));
  }

  @Test
  void a_tensor_does_not_change_with_the_array_it_was_made_of_or_gave() {
    double[] given = {1, 2};
    HostTensor tensor = HostTensor.of(DType.FLOAT64, Shape.vector(2), given);
    given[0] = 9;
    tensor.toArray()[1] = 9;
    assertEquals(HostTensor.vector(1, 2), tensor);
  }

  @Test
  void shared_arrays_are_the_tensors_own() {
    double[] doubles = {1, 2};
    float[] floats = {1, 2, 3};
    HostTensor float64 = HostTensor.share(Shape.vector(2), doubles);
    HostTensor float32 = HostTensor.share(Shape.matrix(3, 1), floats);
    assertSame(doubles, float64.sharedFloat64());
    assertSame(floats, float32.sharedFloat32());
    assertEquals(
        "the tensor is float64 (2), not float32",
        error(IllegalStateException.class, float64::sharedFloat32));
    assertThrows(IllegalStateException.class, float32::sharedFloat64);
    assertThrows(IllegalArgumentException.class, () -> HostTensor.share(Shape.vector(3), doubles));
    assertThrows(IllegalArgumentException.class, () -> HostTensor.share(Shape.vector(2), floats));
  }

  @Test
  void a_wrong_count_of_elements_and_ragged_rows_are_refused() {
    assertEquals(
        "the shape (2, 2) has 4 elements, not 3",
        error(
            IllegalArgumentException.class,
            () -> HostTensor.of(DType.FLOAT64, Shape.matrix(2, 2), 1, 2, 3)));
    assertEquals(
        "row 1 has 1 elements, row 0 has 2",
        error(
            IllegalArgumentException.class,
            () -> HostTensor.matrix(new double[] {1, 2}, new double[] {3})));
    assertEquals(Shape.matrix(0, 0), HostTensor.matrix().shape());
  }

  @Test
  void equality_is_of_bits_and_types() {
    assertEquals(HostTensor.vector(Double.NaN), HostTensor.vector(Double.NaN));
    assertNotEquals(HostTensor.vector(0.0), HostTensor.vector(-0.0));
    assertNotEquals(HostTensor.vector(1), HostTensor.vector(1).to(DType.FLOAT32));
    assertNotEquals(HostTensor.vector(1), HostTensor.scalar(DType.FLOAT64, 1));
    assertEquals(MATRIX.hashCode(), MATRIX.to(DType.FLOAT64).hashCode());
    assertNotEquals(HostTensor.vector(1).hashCode(), HostTensor.vector(2).hashCode());
    assertNotEquals(
        HostTensor.vector(1).to(DType.FLOAT32).hashCode(),
        HostTensor.vector(2).to(DType.FLOAT32).hashCode());
    assertSame(MATRIX, MATRIX.to(DType.FLOAT64));
    assertSame(MATRIX, MATRIX.toHost());
  }

  @Test
  void an_item_is_the_one_element_there_is() {
    assertEquals(7, HostTensor.scalar(DType.FLOAT32, 7).item());
    assertEquals(7, HostTensor.vector(7).item());
    assertEquals(
        "item: needs a tensor of one element, not the shape (2, 3)",
        error(IllegalArgumentException.class, MATRIX::item));
  }

  @Test
  void few_elements_are_printed_many_are_not() {
    assertEquals("float64 (2) [1.0, 2.0]", HostTensor.vector(1, 2).toString());
    assertEquals("float32 (2) [1.0, 2.5]", HostTensor.vector(1, 2.5).to(DType.FLOAT32).toString());
    assertEquals("float64 (21)", HostTensor.vector(new double[21]).toString());
    assertEquals(
        "float64 (20) " + java.util.Arrays.toString(new double[20]),
        HostTensor.vector(new double[20]).toString());
  }

  @Test
  void dtypes_round_and_are_known_by_name() {
    assertEquals(DType.FLOAT32, DType.of("float32"));
    assertEquals(DType.FLOAT64, DType.of("float64"));
    assertEquals(
        "unknown dtype \"half\": it is \"float64\" or \"float32\"",
        error(IllegalArgumentException.class, () -> DType.of("half")));
    assertEquals((double) 0.1f, DType.FLOAT32.round(0.1));
    assertEquals(0.1, DType.FLOAT64.round(0.1));
    assertEquals(Math.ulp(1f) / 2, DType.FLOAT32.unitRoundoff());
    assertEquals(Math.ulp(1.0) / 2, DType.FLOAT64.unitRoundoff());
    assertEquals(Float.MIN_NORMAL, DType.FLOAT32.minNormal());
    assertEquals(Double.MIN_NORMAL, DType.FLOAT64.minNormal());
  }
}
