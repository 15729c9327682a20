package samegrad.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TypeRulesTest {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private static TensorType type(Shape shape) {
    return new TensorType(DType.FLOAT32, shape);
  }

  private static String error(Supplier<TensorType> call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call::get).getMessage());
  }

  @Test
  void a_product_has_the_rows_of_the_left_and_the_columns_of_the_right() {
    TensorType a = type(Shape.matrix(2, 3));
    TensorType b = type(Shape.matrix(3, 5));
    TensorType at = type(Shape.matrix(3, 2));
    TensorType bt = type(Shape.matrix(5, 3));
    TensorType product = type(Shape.matrix(2, 5));
    assertEquals(product, TYPES.matmul(a, false, b, false));
    assertEquals(product, TYPES.matmul(at, true, b, false));
    assertEquals(product, TYPES.matmul(a, false, bt, true));
    assertEquals(product, TYPES.matmul(at, true, bt, true));
  }

  @Test
  void a_product_that_does_not_fit_names_both_shapes_and_transposes() {
    TensorType a = type(Shape.matrix(2, 3));
    TensorType b = type(Shape.matrix(5, 3));
    TensorType vector = type(Shape.vector(3));
    assertEquals(
        "matmul: the inner dimensions differ in (2, 3) · (5, 3): 3 columns on the left, 5 rows on"
            + " the right",
        error(() -> TYPES.matmul(a, false, b, false)));
    assertEquals(
        "matmul: the inner dimensions differ in (2, 3)ᵀ · (5, 3)ᵀ: 2 columns on the left, 3 rows"
            + " on the right",
        error(() -> TYPES.matmul(a, true, b, true)));
    assertEquals(
        "matmul: needs two matrices, not the shapes (2, 3) and (3)",
        error(() -> TYPES.matmul(a, false, vector, false)));
    assertEquals(
        "matmul: needs two matrices, not the shapes (3) and (2, 3)",
        error(() -> TYPES.matmul(vector, false, a, false)));
    TensorType twice = new TensorType(DType.FLOAT64, Shape.matrix(3, 1));
    assertEquals(
        "matmul: the dtypes differ: float32 (2, 3) and float64 (3, 1); convert one with"
            + " toHost().to(dtype)",
        error(() -> TYPES.matmul(a, false, twice, false)));
  }

  @Test
  void elementwise_operations_broadcast_either_side() {
    check("add", TYPES::add);
    check("subtract", TYPES::subtract);
    check("multiply", TYPES::multiply);
  }

  private static void check(String name, BinaryOperator<TensorType> rule) {
    TensorType matrix = type(Shape.matrix(4, 3));
    TensorType column = type(Shape.matrix(4, 1));
    TensorType row = type(Shape.vector(3));
    assertEquals(matrix, rule.apply(matrix, row));
    assertEquals(matrix, rule.apply(row, matrix));
    assertEquals(matrix, rule.apply(column, row));
    assertEquals(matrix, rule.apply(matrix, type(Shape.scalar())));
    assertEquals(type(Shape.vector(0)), rule.apply(type(Shape.vector(1)), type(Shape.vector(0))));
    assertEquals(
        name + ": the shapes (4, 3) and (4) do not broadcast: 3 against 4",
        error(() -> rule.apply(matrix, type(Shape.vector(4)))));
    assertEquals(
        name + ": the shapes (4, 3) and (2, 3) do not broadcast: 4 against 2",
        error(() -> rule.apply(matrix, type(Shape.matrix(2, 3)))));
    assertEquals(
        name
            + ": the dtypes differ: float32 (4, 3) and float64 (3); convert one with"
            + " toHost().to(dtype)",
        error(() -> rule.apply(matrix, new TensorType(DType.FLOAT64, Shape.vector(3)))));
  }

  @Test
  void sums_and_broadcasts_are_each_others_reverse() {
    TensorType matrix = type(Shape.matrix(4, 3));
    TensorType row = type(Shape.vector(3));
    assertEquals(row, TYPES.sum(matrix, Shape.vector(3)));
    assertEquals(matrix, TYPES.broadcast(row, Shape.matrix(4, 3)));
    assertEquals(
        "sum: the shape (4, 3) cannot be summed to (4), which does not broadcast to it",
        error(() -> TYPES.sum(matrix, Shape.vector(4))));
    assertEquals(
        "broadcast: the shape (3) does not broadcast to (3, 4)",
        error(() -> TYPES.broadcast(row, Shape.matrix(3, 4))));
    assertEquals(
        "logSoftmax: needs a matrix of one sample a row, not the shape (3)",
        error(() -> TYPES.logSoftmax(row)));
  }

  @Test
  void the_rest_keeps_the_type_or_transposes_it() {
    TensorType matrix = type(Shape.matrix(4, 3));
    assertEquals(matrix, TYPES.scale(matrix, 2));
    assertEquals(matrix, TYPES.sigmoid(matrix));
    assertEquals(matrix, TYPES.logSoftmax(matrix));
    assertEquals(type(Shape.matrix(3, 4)), TYPES.transpose(matrix));
    assertEquals("float32 (4, 3)", matrix.toString());
  }
}
