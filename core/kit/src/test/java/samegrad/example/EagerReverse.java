package samegrad.example;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * The example backend's own autograd: runs the tape, noting at each operation how a gradient goes
 * on from its result to its operands, and then follows these notes backwards, computing at once.
 *
 * <p>It shares no code with {@link samegrad.autograd.Gradients}: it knows the rules itself, and
 * from {@link UnaryFunction} the derivatives.
 */
final class EagerReverse implements GradientProgram<HostTensor> {
  private final ReferenceEngine engine;
  private final Tape tape;

  EagerReverse(ReferenceEngine engine, Tape tape) {
    this.engine = engine;
    this.tape = tape;
  }

  @Override
  public List<HostTensor> evaluate(List<HostTensor> parameters) {
    try (Pass pass = new Pass()) {
      List<Node> leaves = parameters.stream().map(pass::leaf).toList();
      List<Node> nodes =
          tape.run(pass, leaves, value -> pass.leaf(pass.keep(engine.upload(value))));
      Node value = nodes.get(tape.outputs().get(0));
      pass.reverse(value);
      List<HostTensor> results = new ArrayList<>(List.of(engine.upload(value.array)));
      for (int parameter : tape.differentiated()) {
        results.add(engine.upload(pass.gradient(nodes.get(parameter))));
      }
      for (int output : tape.outputs().subList(1, tape.outputs().size())) {
        results.add(engine.upload(nodes.get(output).array));
      }
      return results;
    }
  }

  @Override
  public void close() {
    // Nothing is kept between evaluations.
  }

  /** A value and the gradient that has reached it. */
  private static final class Node {
    private final HostTensor array;
    private final Consumer<HostTensor> back;
    private @Nullable HostTensor gradient;

    /**
     * @param back passes a gradient on to what the value was computed from
     */
    Node(HostTensor array, Consumer<HostTensor> back) {
      this.array = array;
      this.back = back;
    }
  }

  /** One evaluation. It frees what it made. */
  private final class Pass implements Operations<Node>, AutoCloseable {
    private final List<HostTensor> made = new ArrayList<>();
    private final List<Node> computed = new ArrayList<>();

    Node leaf(HostTensor array) {
      return new Node(array, g -> {});
    }

    void reverse(Node value) {
      push(value, scalar(value, 1));
      for (int i = computed.size() - 1; i >= 0; i--) {
        Node node = computed.get(i);
        if (node.gradient != null) {
          node.back.accept(node.gradient);
        }
      }
    }

    /** Zeros if nothing has reached the node. */
    HostTensor gradient(Node node) {
      return node.gradient == null
          ? keep(engine.broadcast(scalar(node, 0), node.array.shape()))
          : node.gradient;
    }

    private HostTensor scalar(Node like, double value) {
      return keep(engine.upload(HostTensor.scalar(like.array.dtype(), value)));
    }

    private void push(Node node, HostTensor gradient) {
      node.gradient = node.gradient == null ? gradient : keep(engine.add(node.gradient, gradient));
    }

    /** What has reached a result, summed over what broadcasting repeated. */
    private void pushSummed(Node node, HostTensor gradient) {
      push(node, keep(engine.sum(gradient, node.array.shape())));
    }

    HostTensor keep(HostTensor array) {
      made.add(array);
      return array;
    }

    private Node computed(HostTensor array, Consumer<HostTensor> back) {
      Node node = new Node(keep(array), back);
      computed.add(node);
      return node;
    }

    @Override
    public Node matmul(Node a, boolean transposeA, Node b, boolean transposeB) {
      return computed(
          engine.matmul(a.array, transposeA, b.array, transposeB),
          g -> {
            HostTensor towardsA = keep(engine.matmul(g, false, b.array, !transposeB));
            HostTensor towardsB = keep(engine.matmul(a.array, !transposeA, g, false));
            push(a, transposeA ? keep(engine.transpose(towardsA)) : towardsA);
            push(b, transposeB ? keep(engine.transpose(towardsB)) : towardsB);
          });
    }

    @Override
    public Node transpose(Node a) {
      return computed(engine.transpose(a.array), g -> push(a, keep(engine.transpose(g))));
    }

    @Override
    public Node add(Node a, Node b) {
      return computed(
          engine.add(a.array, b.array),
          g -> {
            pushSummed(a, g);
            pushSummed(b, g);
          });
    }

    @Override
    public Node subtract(Node a, Node b) {
      return computed(
          engine.subtract(a.array, b.array),
          g -> {
            pushSummed(a, g);
            pushSummed(b, keep(engine.scale(g, -1)));
          });
    }

    @Override
    public Node multiply(Node a, Node b) {
      return computed(
          engine.multiply(a.array, b.array),
          g -> {
            pushSummed(a, keep(engine.multiply(g, b.array)));
            pushSummed(b, keep(engine.multiply(g, a.array)));
          });
    }

    @Override
    public Node scale(Node a, double factor) {
      return computed(engine.scale(a.array, factor), g -> push(a, keep(engine.scale(g, factor))));
    }

    @Override
    public Node map(UnaryFunction function, Node z) {
      HostTensor a = engine.map(function, z.array);
      return computed(
          a,
          g -> {
            Node slope = function.derivative(this, leaf(a), value -> leaf(scalar(z, value)));
            push(z, keep(engine.multiply(g, slope.array)));
          });
    }

    @Override
    public Node logSoftmax(Node z) {
      HostTensor out = engine.logSoftmax(z.array);
      return computed(
          out,
          g -> {
            HostTensor softmax = keep(engine.map(UnaryFunction.EXP, out));
            HostTensor rows = keep(engine.sum(g, Shape.matrix(g.shape().rows(), 1)));
            push(z, keep(engine.subtract(g, keep(engine.multiply(softmax, rows)))));
          });
    }

    @Override
    public Node sum(Node a, Shape target) {
      return computed(
          engine.sum(a.array, target), g -> push(a, keep(engine.broadcast(g, a.array.shape()))));
    }

    @Override
    public Node broadcast(Node a, Shape target) {
      return computed(engine.broadcast(a.array, target), g -> pushSummed(a, g));
    }

    @Override
    public void close() {
      made.forEach(engine::free);
    }
  }
}
