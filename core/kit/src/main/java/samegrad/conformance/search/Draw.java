package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import samegrad.autograd.Gradients;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.tensor.DType;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * Draws programs.
 *
 * <p>They are made with the dimensions of {@link Single}, which then take the sizes that are drawn:
 * so shapes fit whatever the sizes.
 */
final class Draw {
  private static final int N = Single.N;
  private static final int S = Single.S;
  private static final int T = Single.T;

  private static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(),
          Shape.vector(N),
          Shape.vector(S),
          Shape.matrix(N, S),
          Shape.matrix(S, N),
          Shape.matrix(S, T),
          Shape.matrix(T, N),
          Shape.matrix(N, 1),
          Shape.matrix(1, N),
          Shape.matrix(S, 1));

  /** Multiplications and additions that one evaluation may cost, so that it takes milliseconds. */
  private static final long WORK = 120_000;

  private static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };
  private static final List<UnaryFunction> SMOOTH =
      List.of(UnaryFunction.SIGMOID, UnaryFunction.TANH);
  private static final List<UnaryFunction> JAGGED = List.of(UnaryFunction.RELU, UnaryFunction.STEP);
  private static final int MOST_STEPS = 12;

  private final Random random;

  Draw(Random random) {
    this.random = random;
  }

  /**
   * A dimension about 2^sizeClass: near it, near a multiple of 16 or 64 below it, or any below it
   * and above the half.
   */
  private int size(int sizeClass) {
    int top = 1 << sizeClass;
    int above = top / 2 + random.nextInt(top - top / 2) + 1;
    int step = random.nextBoolean() ? 16 : 64;
    int size =
        switch (random.nextInt(4)) {
          case 0, 1 -> top;
          case 2 -> Math.min(top, (above + step - 1) / step * step);
          default -> above - 2 + random.nextInt(2);
        };
    return Math.max(sizeClass == 0 ? random.nextInt(2) : 1, size + random.nextInt(5) - 2);
  }

  /** Sizes for the three dimensions, the first of that class. */
  private Program sized(Program program, int sizeClass, boolean both, boolean real) {
    int n = size(sizeClass);
    int t = 1 + random.nextInt(4);
    int s = both ? size(sizeClass) : random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(7);
    Program sized = program;
    for (long limit = real ? WORK / 4 : both ? 4 * WORK : WORK; ; s /= 2) {
      int[] sizes = {n, s, t};
      sized = program.resized(d -> d == N ? sizes[0] : d == S ? sizes[1] : sizes[2]);
      if (sized.work() <= limit) {
        return sized;
      }
      t = Math.max(1, t / 2);
      n = s <= 1 ? n / 2 : n;
    }
  }

  /**
   * One operation and a weighted sum of its result.
   *
   * @param both whether the second dimension is as large as the first
   */
  Program single(Single single, DType dtype, int sizeClass, boolean both) {
    Builder builder = new Builder(dtype);
    List<Integer> operands =
        new ArrayList<>(single.operands().stream().map(builder::parameter).toList());
    if (operands.size() == 2 && !(single.op() instanceof Op.Matmul) && random.nextBoolean()) {
      java.util.Collections.reverse(operands);
    }
    int result = builder.compute(single.op(), operands);
    boolean softmax = single.op() instanceof Op.LogSoftmax;
    boolean real =
        single.op() instanceof Op.Map map
            ? !Exact.isExact(map.function())
            : softmax || random.nextInt(6) == 0;
    Program program = builder.program(List.of(result), List.of(result));
    boolean same =
        operands.size() == 2
            && single.operands().get(0).equals(single.operands().get(1))
            && random.nextBoolean();
    Program drawn = same ? withSame(program, 0, 1) : program;
    Program sized = sized(drawn, sizeClass, both, real);
    // No row of a softmax is empty.
    return filled(softmax ? sized.resized(d -> Math.max(1, d)) : sized, real);
  }

  private static Program withSame(Program program, int first, int second) {
    return program.withInput(second, program.inputs().get(second).withSameAs(first));
  }

  /** A program of several operations. */
  Program several(DType dtype, int sizeClass) {
    boolean real = random.nextInt(4) == 0;
    Builder builder = new Builder(dtype);
    builder.parameter(pick(SHAPES));
    builder.parameter(pick(SHAPES));
    int steps = 1 + random.nextInt(real ? 4 : MOST_STEPS);
    for (int step = 0; step < steps; step++) {
      step(builder, real);
    }
    List<Integer> ends = real ? List.of(builder.last()) : builder.unused();
    List<Integer> auxiliary = new ArrayList<>();
    for (int i = 0; i < builder.entries.size(); i++) {
      if (builder.entries.get(i) instanceof Tape.Computed && random.nextInt(3) == 0) {
        auxiliary.add(i);
      }
    }
    Program program = builder.program(ends, real ? List.of(builder.last()) : auxiliary);
    for (int i = 1; i < program.inputs().size(); i++) {
      int same = random.nextInt(i);
      if (!real && random.nextInt(3) == 0 && program.isSameType(same, i)) {
        program = withSame(program, same, i);
      } else if (random.nextInt(8) == 0) {
        program = program.withInput(i, program.inputs().get(i).asConstant());
      }
    }
    if (!real && random.nextInt(6) == 0) {
      program = gradientOf(program);
    }
    Program filled = filled(sized(program, sizeClass, random.nextInt(6) == 0, real), real);
    return real || filled.staysExact() ? filled : several(dtype, sizeClass);
  }

  /**
   * One operation more.
   *
   * @param chain always on the newest value, and with nothing that was there before: where numbers
   *     are rounded, an engine may then not add in another order than the bounds are for
   */
  private void step(Builder builder, boolean chain) {
    int a = chain ? builder.last() : random.nextInt(builder.entries.size());
    Shape shape = builder.shape(a);
    int kind = random.nextInt(chain ? 8 : 12);
    if (kind <= 1 && shape.rank() == 2) {
      boolean transposeA = random.nextBoolean();
      boolean transposeB = random.nextBoolean();
      int inner = transposeA ? shape.rows() : shape.columns();
      int other = pick(List.of(N, S, T));
      Shape wanted = transposeB ? Shape.matrix(other, inner) : Shape.matrix(inner, other);
      builder.compute(
          new Op.Matmul(transposeA, transposeB), List.of(a, operand(builder, wanted, chain)));
    } else if (kind == 2 && shape.rank() == 2) {
      builder.compute(new Op.Transpose(), List.of(a));
    } else if (kind == 3) {
      builder.compute(new Op.Scale(pick(List.of(-1.0, 2.0, 3.0))), List.of(a));
    } else if (kind == 4) {
      builder.compute(new Op.Sum(part(shape)), List.of(a));
    } else if (kind == 5) {
      List<Shape> wholes = SHAPES.stream().filter(shape::broadcastsTo).toList();
      builder.compute(new Op.Broadcast(wholes.isEmpty() ? shape : pick(wholes)), List.of(a));
    } else if (kind == 6) {
      builder.compute(new Op.Map(pick(chain ? SMOOTH : JAGGED)), List.of(a));
    } else {
      int b = operand(builder, random.nextBoolean() ? shape : part(shape), chain);
      Op op =
          chain
              ? new Op.Multiply()
              : pick(List.of(new Op.Add(), new Op.Subtract(), new Op.Multiply()));
      builder.compute(op, random.nextBoolean() ? List.of(a, b) : List.of(b, a));
    }
  }

  /** A value of that shape: one that is there, or a new parameter. */
  private int operand(Builder builder, Shape shape, boolean fresh) {
    List<Integer> there = new ArrayList<>();
    for (int i = 0; i < builder.entries.size(); i++) {
      if (builder.shape(i).equals(shape)) {
        there.add(i);
      }
    }
    return fresh || there.isEmpty() || random.nextInt(4) == 0
        ? builder.parameter(shape)
        : pick(there);
  }

  /** A shape that broadcasts to that one. */
  private Shape part(Shape shape) {
    return switch (random.nextInt(5)) {
      case 0 -> Shape.scalar();
      case 1 -> shape.rank() == 0 ? shape : Shape.vector(shape.columns());
      case 2 -> shape.rank() < 2 ? shape : Shape.matrix(1, shape.columns());
      case 3 -> shape.rank() < 2 ? shape : Shape.matrix(shape.rows(), 1);
      default -> shape;
    };
  }

  private <E> E pick(List<E> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The program whose value is the sum of all gradients of another's. */
  private Program gradientOf(Program program) {
    Tape tape = Gradients.of(program.tape());
    Builder builder = new Builder(program.dtype());
    builder.entries.addAll(tape.entries());
    builder.inputs.addAll(program.inputs());
    return builder.program(tape.outputs().subList(0, 1 + program.inputs().size()), List.of());
  }

  /** With numbers: one parameter's have as many bits as exact results leave for them. */
  private Program filled(Program program, boolean real) {
    Program filled = program;
    for (int i = 0; i < program.inputs().size(); i++) {
      filled = filled.withInput(i, filled.inputs().get(i).withLargest(real ? 0 : 1));
    }
    while (!real && !filled.staysExact() && !filled.dimensions().isEmpty()) {
      filled = filled.resized(d -> d / 2);
    }
    int wide = random.nextInt(program.inputs().size());
    Input input = filled.inputs().get(wide);
    if (random.nextInt(12) == 0) {
      return filled.withInput(wide, input.withSpecial(SPECIAL[random.nextInt(3)]));
    }
    if (real) {
      return filled;
    }
    for (int bits = program.dtype() == DType.FLOAT32 ? 24 : 52;
        bits > 1;
        bits -= bits > 24 ? 8 : 3) {
      Program wider = filled.withInput(wide, input.withLargest((1L << bits) - 1));
      if (wider.staysExact()) {
        filled = wider;
        break;
      }
    }
    return filled;
  }

  /** A tape under construction. */
  private final class Builder {
    private final DType dtype;
    private final List<Tape.Entry> entries = new ArrayList<>();
    private final List<Input> inputs = new ArrayList<>();

    Builder(DType dtype) {
      this.dtype = dtype;
    }

    int last() {
      return entries.size() - 1;
    }

    Shape shape(int place) {
      return entries.get(place).type().shape();
    }

    int parameter(Shape shape) {
      entries.add(new Tape.Parameter("p" + entries.size(), new TensorType(dtype, shape)));
      inputs.add(new Input(random.nextInt(1000), 1, 0, false, inputs.size()));
      return last();
    }

    int compute(Op op, List<Integer> operands) {
      List<TensorType> types = operands.stream().map(i -> entries.get(i).type()).toList();
      entries.add(new Tape.Computed(op, operands, op.apply(TypeRules.INSTANCE, types)));
      return last();
    }

    /** What was computed and nothing uses. */
    List<Integer> unused() {
      List<Integer> unused = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        int place = i;
        if (entries.get(i) instanceof Tape.Computed
            && entries.stream().noneMatch(entry -> entry.inputs().contains(place))) {
          unused.add(i);
        }
      }
      return unused;
    }

    /** Adds all up, most of them weighted, so that gradients differ from element to element. */
    Program program(List<Integer> ends, List<Integer> auxiliary) {
      List<Integer> terms = new ArrayList<>();
      for (int end : ends) {
        boolean weighted = random.nextInt(8) != 0;
        int term = weighted ? compute(new Op.Multiply(), List.of(end, parameter(shape(end)))) : end;
        terms.add(compute(new Op.Sum(Shape.scalar()), List.of(term)));
      }
      int total = terms.get(0);
      for (int term : terms.subList(1, terms.size())) {
        total = compute(new Op.Add(), List.of(total, term));
      }
      List<Integer> outputs = new ArrayList<>(List.of(total));
      outputs.addAll(auxiliary);
      return new Program(new Tape(entries, outputs), List.copyOf(inputs));
    }
  }
}
