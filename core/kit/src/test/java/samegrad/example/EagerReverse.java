package samegrad.example;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * The example backend's own autograd: runs the tape, then walks it backwards and pushes each
 * gradient on to what it came from, computing at once.
 *
 * <p>It shares no code with {@link samegrad.autograd.Gradients}: it knows the derivatives itself.
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
    try (Pass pass = new Pass(parameters)) {
      return pass.results();
    }
  }

  @Override
  public void close() {
    // Nothing is kept between evaluations.
  }

  /** One evaluation. It frees what it made but the results. */
  private final class Pass implements AutoCloseable {
    private final List<HostTensor> made = new ArrayList<>();
    private final List<HostTensor> values;
    private final List<@Nullable HostTensor> gradients = new ArrayList<>();

    Pass(List<HostTensor> parameters) {
      values = tape.run(engine, (place, entry) -> given(place, entry, parameters));
      for (int i = 0; i < values.size(); i++) {
        if (!tape.entries().get(i).inputs().isEmpty()) {
          made.add(values.get(i));
        }
        gradients.add(null);
      }
    }

    private HostTensor given(int place, Tape.Entry entry, List<HostTensor> parameters) {
      return entry.op() instanceof Op.Constant constant
          ? keep(engine.upload(constant.value()))
          : parameters.get(tape.parameters().indexOf(place));
    }

    List<HostTensor> results() {
      int scalar = tape.outputs().get(0);
      push(scalar, keep(engine.upload(HostTensor.scalar(values.get(scalar).dtype(), 1))));
      for (int i = values.size() - 1; i >= 0; i--) {
        HostTensor gradient = gradients.get(i);
        if (gradient != null) {
          reverse(tape.entries().get(i), values.get(i), gradient);
        }
      }
      List<HostTensor> results = new ArrayList<>();
      results.add(engine.upload(values.get(scalar)));
      for (int place : tape.parameters()) {
        HostTensor gradient = gradients.get(place);
        HostTensor parameter = values.get(place);
        results.add(engine.upload(gradient == null ? zeros(parameter) : gradient));
      }
      return results;
    }

    private void reverse(Tape.Entry entry, HostTensor output, HostTensor g) {
      List<Integer> in = entry.inputs();
      HostTensor a = in.isEmpty() ? g : values.get(in.get(0));
      HostTensor b = in.size() < 2 ? g : values.get(in.get(1));
      Op op = entry.op();
      if (op instanceof Op.Matmul matmul) {
        boolean ta = matmul.transposeA();
        boolean tb = matmul.transposeB();
        HostTensor towardsA = keep(engine.matmul(g, false, b, !tb));
        HostTensor towardsB = keep(engine.matmul(a, !ta, g, false));
        push(in.get(0), ta ? keep(engine.transpose(towardsA)) : towardsA);
        push(in.get(1), tb ? keep(engine.transpose(towardsB)) : towardsB);
      } else if (op instanceof Op.Transpose) {
        push(in.get(0), keep(engine.transpose(g)));
      } else if (op instanceof Op.Add) {
        push(in.get(0), folded(g, a.shape()));
        push(in.get(1), folded(g, b.shape()));
      } else if (op instanceof Op.Subtract) {
        push(in.get(0), folded(g, a.shape()));
        push(in.get(1), folded(keep(engine.scale(g, -1)), b.shape()));
      } else if (op instanceof Op.Multiply) {
        push(in.get(0), folded(keep(engine.multiply(g, b)), a.shape()));
        push(in.get(1), folded(keep(engine.multiply(g, a)), b.shape()));
      } else if (op instanceof Op.Scale scale) {
        push(in.get(0), keep(engine.scale(g, scale.factor())));
      } else if (op instanceof Op.Sigmoid) {
        HostTensor one = keep(engine.upload(HostTensor.scalar(output.dtype(), 1)));
        HostTensor slope = keep(engine.multiply(output, keep(engine.subtract(one, output))));
        push(in.get(0), keep(engine.multiply(g, slope)));
      } else if (op instanceof Op.Sum) {
        push(in.get(0), keep(engine.broadcast(g, a.shape())));
      } else if (op instanceof Op.Broadcast) {
        push(in.get(0), folded(g, a.shape()));
      }
    }

    private HostTensor folded(HostTensor g, Shape shape) {
      return keep(engine.sum(g, shape));
    }

    private void push(int place, HostTensor gradient) {
      HostTensor before = gradients.get(place);
      gradients.set(place, before == null ? gradient : keep(engine.add(before, gradient)));
    }

    private HostTensor keep(HostTensor array) {
      made.add(array);
      return array;
    }

    @Override
    public void close() {
      made.forEach(engine::free);
    }
  }

  private static HostTensor zeros(HostTensor like) {
    return HostTensor.of(like.dtype(), like.shape(), new double[like.shape().size()]);
  }
}
