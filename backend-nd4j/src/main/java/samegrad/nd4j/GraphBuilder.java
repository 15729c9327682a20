package samegrad.nd4j;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * Writes operations into a graph of SameDiff.
 *
 * <p>What is given, parameters and constants, are its placeholders: a SameDiff constant would be
 * copied once for each device, and freed by the garbage collector alone.
 */
final class GraphBuilder implements Operations<Node> {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private final SameDiff graph = SameDiff.create();
  private final Map<String, HostTensor> constants = new HashMap<>();

  SameDiff graph() {
    return graph;
  }

  /** The constants, by the name of their placeholder. */
  Map<String, HostTensor> constants() {
    return constants;
  }

  Node given(String name, TensorType type) {
    Shape shape = type.shape();
    return shape.size() == 0
        ? Node.empty(type)
        : Node.of(
            type,
            graph.placeHolder(name, Memory.dataType(type.dtype()), shape.rows(), shape.columns()));
  }

  Node constant(HostTensor value) {
    String name = "constant" + constants.size();
    constants.put(name, value);
    return given(name, value.type());
  }

  private Node zeros(TensorType type) {
    return constant(HostTensor.of(type.dtype(), type.shape(), new double[type.shape().size()]));
  }

  @Override
  public Node matmul(Node a, boolean transposeA, Node b, boolean transposeB) {
    TensorType type = TYPES.matmul(a.type(), transposeA, b.type(), transposeB);
    if (type.shape().size() > 0 && a.variable().isEmpty()) {
      return zeros(type);
    }
    if (type.shape().size() == 1) {
      return dot(type, a, transposeA, b, transposeB);
    }
    return apply(type, a, b, (x, y) -> graph.linalg().mmul(x, y, transposeA, transposeB, false));
  }

  /**
   * A row times a column, as the sum of an elementwise product: the gradient of libnd4j's product
   * ({@code matmul_bp}) throws "mulRowVector: wrong arguments" if the result has one element.
   */
  private Node dot(TensorType type, Node a, boolean transposeA, Node b, boolean transposeB) {
    Node row = transposeA ? transpose(a) : a;
    return sum(multiply(row, transposeB ? b : transpose(b)), type.shape());
  }

  @Override
  public Node transpose(Node a) {
    return apply(TYPES.transpose(a.type()), a, graph::transpose);
  }

  @Override
  public Node add(Node a, Node b) {
    return apply(TYPES.add(a.type(), b.type()), a, b, graph.math()::add);
  }

  @Override
  public Node subtract(Node a, Node b) {
    return apply(TYPES.subtract(a.type(), b.type()), a, b, graph.math()::sub);
  }

  @Override
  public Node multiply(Node a, Node b) {
    return apply(TYPES.multiply(a.type(), b.type()), a, b, graph.math()::mul);
  }

  @Override
  public Node scale(Node a, double factor) {
    return apply(a.type(), a, x -> x.mul(factor));
  }

  @Override
  public Node map(UnaryFunction function, Node a) {
    UnaryOperator<SDVariable> operation =
        switch (function) {
          case SIGMOID -> graph.nn()::sigmoid;
          case TANH -> graph.math()::tanh;
          case RELU -> x -> graph.nn().relu(x, 0);
          case STEP -> x -> graph.math().sign(graph.nn().relu(x, 0));
          case EXP -> graph.math()::exp;
        };
    return apply(a.type(), a, operation);
  }

  @Override
  public Node logSoftmax(Node a) {
    return apply(
        a.type(),
        a,
        x -> {
          SDVariable shifted = x.sub(x.max(true, 1)); // no gradient: see ReverseSweep
          return shifted.sub(graph.math().log(graph.math().exp(shifted).sum(true, 1)));
        });
  }

  @Override
  public Node sum(Node a, Shape target) {
    TensorType type = TYPES.sum(a.type(), target);
    Shape from = a.type().shape();
    if (a.variable().isEmpty()) {
      return target.size() == 0 ? Node.empty(type) : zeros(type);
    }
    SDVariable sum = a.variable().get();
    if (from.columns() != target.columns()) {
      sum = sum.sum(true, 1);
    }
    if (from.rows() != target.rows()) {
      sum = sum.sum(true, 0);
    }
    return Node.of(type, sum);
  }

  @Override
  public Node broadcast(Node a, Shape target) {
    TensorType type = TYPES.broadcast(a.type(), target);
    Shape from = a.type().shape();
    if (target.size() > 0 && from.rows() == target.rows() && from.columns() == target.columns()) {
      return new Node(type, a.variable());
    }
    int down = from.rows() == target.rows() ? 1 : target.rows();
    int across = from.columns() == target.columns() ? 1 : target.columns();
    return apply(type, a, x -> graph.tile(x, down, across));
  }

  private static Node apply(TensorType type, Node a, UnaryOperator<SDVariable> operation) {
    return type.shape().size() == 0
        ? Node.empty(type)
        : Node.of(type, operation.apply(a.variable().orElseThrow()));
  }

  private static Node apply(TensorType type, Node a, Node b, BinaryOperator<SDVariable> operation) {
    return type.shape().size() == 0
        ? Node.empty(type)
        : Node.of(type, operation.apply(a.variable().orElseThrow(), b.variable().orElseThrow()));
  }
}
