package samegrad.sabotage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import samegrad.autograd.Op;
import samegrad.conformance.DelegatingEngine;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

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

  /** Puts the result of an operation on other operands in the place of the right one. */
  final HostTensor replace(HostTensor result, Op op, List<HostTensor> operands) {
    List<HostTensor> in = operands.stream().map(engine()::upload).toList();
    HostTensor other = op.apply(engine(), in);
    overwrite(result, other::get);
    in.forEach(engine()::free);
    engine().free(other);
    return result;
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
