package samegrad.check;

import java.math.BigDecimal;
import java.util.List;
import samegrad.explain.Quantity;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * What somebody answered for one quantity.
 *
 * @param quantity what for
 * @param shape the shape it has, which may be that of its transpose or of another layer's
 * @param numbers row by row
 */
record Answer(Quantity quantity, Shape shape, List<Written> numbers) {
  Answer {
    numbers = List.copyOf(numbers);
  }

  boolean isWhole() {
    return numbers.stream().noneMatch(Written::missing);
  }

  /** The largest magnitude of its numbers. */
  double largest() {
    return numbers.stream().mapToDouble(n -> Math.abs(n.value().doubleValue())).max().orElse(0);
  }

  /** The numbers to compute on with, each to within half a unit of its last digit. */
  Reference reference(DType dtype) {
    double[] values =
        numbers.stream().mapToDouble(n -> dtype.round(n.value().doubleValue())).toArray();
    double[] within = new double[values.length];
    for (int i = 0; i < within.length; i++) {
      Written number = numbers.get(i);
      double rounded = number.value().subtract(new BigDecimal(values[i])).abs().doubleValue();
      within[i] = Math.nextUp(Math.nextUp(number.half().doubleValue()) + Math.nextUp(rounded));
    }
    return OracleOperations.of(HostTensor.of(dtype, shape, values), within);
  }

  /** Whether each number may be what is meant to come out, in that shape. */
  boolean fits(Reference reference) {
    if (!shape.equals(reference.type().shape())) {
      return false;
    }
    for (int i = 0; i < numbers.size(); i++) {
      if (!numbers.get(i).missing() && !numbers.get(i).fits(reference, i)) {
        return false;
      }
    }
    return true;
  }
}
