package samegrad.nd4j;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import samegrad.tensor.TensorType;

/**
 * A value in a graph of SameDiff, which sees it as a matrix.
 *
 * @param type dtype and shape, as core knows them
 * @param variable empty if the value has no elements; SameDiff is not told of those
 */
record Node(TensorType type, Optional<SDVariable> variable) {
  static Node of(TensorType type, SDVariable variable) {
    return new Node(type, Optional.of(variable));
  }

  static Node empty(TensorType type) {
    return new Node(type, Optional.empty());
  }
}
