package samegrad.sabotage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import samegrad.conformance.DelegatingEngine;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** A right engine until a subclass spoils a method. */
class DefectiveEngine extends DelegatingEngine<HostTensor> {
  DefectiveEngine(ReferenceEngine engine) {
    super(engine);
  }

  /** The result with its elements edited. */
  final HostTensor edit(HostTensor result, Consumer<double[]> edit) {
    double[] elements = result.toArray();
    edit.accept(elements);
    overwrite(result, i -> elements[i]);
    return result;
  }

  /** The result with each element changed. */
  final HostTensor each(HostTensor result, DoubleUnaryOperator change) {
    overwrite(result, i -> change.applyAsDouble(result.get(i)));
    return result;
  }

  /** The product of operands each of whose elements is changed first. */
  final HostTensor matmulOf(
      HostTensor a, boolean ta, HostTensor b, boolean tb, DoubleUnaryOperator change) {
    HostTensor left = each(engine().upload(a), change);
    HostTensor right = each(engine().upload(b), change);
    HostTensor product = engine().matmul(left, ta, right, tb);
    engine().free(left);
    engine().free(right);
    return product;
  }

  /** Writes into an array's memory, which nobody but a sabotaged backend may do. */
  static void overwrite(HostTensor array, IntToDoubleFunction element) {
    for (int i = 0; i < array.shape().size(); i++) {
      if (array.dtype() == DType.FLOAT64) {
        array.sharedFloat64()[i] = element.applyAsDouble(i);
      } else {
        array.sharedFloat32()[i] = (float) element.applyAsDouble(i);
      }
    }
  }

  /** What the arrays hold now. */
  static List<HostTensor> copies(List<HostTensor> arrays) {
    return arrays.stream()
        .map(array -> HostTensor.of(array.dtype(), array.shape(), array.toArray()))
        .toList();
  }

  static boolean isZero(HostTensor array) {
    return Arrays.stream(array.toArray()).allMatch(x -> x == 0);
  }

  static boolean isSquare(HostTensor a) {
    return a.shape().rank() == 2 && a.shape().rows() == a.shape().columns();
  }

  static boolean isColumn(Shape shape) {
    return shape.rank() == 2 && shape.columns() == 1;
  }

  /** A program that evaluates in its own way and closes a right one. */
  static GradientProgram<HostTensor> program(
      GradientProgram<HostTensor> right, UnaryOperator<List<HostTensor>> evaluate) {
    return new GradientProgram<>() {
      @Override
      public List<HostTensor> evaluate(List<HostTensor> parameters) {
        return evaluate.apply(parameters);
      }

      @Override
      public void close() {
        right.close();
      }
    };
  }
}
