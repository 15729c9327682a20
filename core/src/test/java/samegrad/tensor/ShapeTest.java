package samegrad.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final Shape SCALAR = Shape.scalar();

  @Test
  void a_scalar_has_one_element_a_vector_n_and_a_matrix_rows_times_columns() {
    assertEquals(1, SCALAR.size());
    assertEquals(3, Shape.vector(3).size());
    assertEquals(0, Shape.vector(0).size());
    assertEquals(12, Shape.matrix(3, 4).size());
    assertEquals(0, Shape.matrix(3, 0).size());
  }

  @Test
  void a_shape_prints_as_in_Python_without_the_trailing_comma() {
    assertEquals("()", SCALAR.toString());
    assertEquals("(3)", Shape.vector(3).toString());
    assertEquals("(4, 3)", Shape.matrix(4, 3).toString());
  }

  @Test
  void missing_dimensions_and_those_of_one_broadcast() {
    Shape matrix = Shape.matrix(4, 3);
    for (Shape part :
        List.of(
            SCALAR,
            Shape.vector(1),
            Shape.vector(3),
            Shape.matrix(1, 1),
            Shape.matrix(1, 3),
            Shape.matrix(4, 1),
            matrix)) {
      assertTrue(part.broadcastsTo(matrix), part.toString());
    }
    for (Shape other :
        List.of(
            Shape.vector(4),
            Shape.matrix(3, 4),
            Shape.matrix(4, 2),
            Shape.matrix(2, 3),
            Shape.matrix(0, 3),
            Shape.matrix(4, 0))) {
      assertFalse(other.broadcastsTo(matrix), other.toString());
    }
  }

  @Test
  void a_higher_rank_does_not_broadcast_to_a_lower_one() {
    assertFalse(Shape.matrix(1, 3).broadcastsTo(Shape.vector(3)));
    assertFalse(Shape.vector(1).broadcastsTo(SCALAR));
    assertTrue(Shape.vector(1).broadcastsTo(Shape.vector(0)));
  }

  @Test
  void only_a_matrix_can_be_transposed() {
    assertEquals(Shape.matrix(4, 3), Shape.matrix(3, 4).transposed());
    var error = assertThrows(IllegalArgumentException.class, () -> Shape.vector(3).transposed());
    assertEquals("transpose: needs a matrix, not the shape (3)", error.getMessage());
  }

  @Test
  void dimensions_that_are_none_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> new Shape(3, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Shape(-1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Shape(1, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Shape(0, 1, 2));
    assertEquals(
        "a dimension is 0 or more, not -2",
        assertThrows(IllegalArgumentException.class, () -> Shape.matrix(3, -2)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.matrix(-2, 3));
  }

  @Test
  void more_elements_than_an_array_can_have_are_refused() {
    assertEquals(2147395600, Shape.matrix(46340, 46340).size());
    var error = assertThrows(IllegalArgumentException.class, () -> Shape.matrix(65536, 32768));
    assertEquals("a tensor has at most 2147483647 elements, not 65536 x 32768", error.getMessage());
    assertEquals(Integer.MAX_VALUE, Shape.vector(Integer.MAX_VALUE).size());
  }
}
