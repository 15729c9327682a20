package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Gradients;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.conformance.search.Input;
import samegrad.conformance.search.Program;
import samegrad.conformance.search.Single;
import samegrad.conformance.search.Way;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** What holds for every operation. */
abstract class OperationContract extends Contract {
  private static final OracleOperations EXACT = OracleOperations.INSTANCE;

  /** Sizes of the three dimensions: none, one, odd, square, and beyond a block. */
  private static final int[][] SIZES = {
    {0, 3, 2}, {3, 0, 2}, {1, 1, 1}, {2, 3, 1}, {3, 3, 3}, {5, 7, 2},
    {8, 8, 8}, {17, 33, 5}, {65, 4, 3}, {130, 2, 9}, {257, 3, 1}, {1031, 1, 2}
  };

  private static final double[] FACTORS = {1, -1, 0, 0.5 / 3, 1e-3, -12345.6789};

  /** Integers up to this have exact sums in all these sizes. */
  private static final long INTEGERS = 5;

  private record Case(Op op, DType dtype, List<Shape> operands, long largest) {
    Program program() {
      return Program.of(op, dtype, operands, 2 * Contract.seed(toString()), largest);
    }

    @Override
    public String toString() {
      String numbers = largest > 0 ? "whole" : largest == Input.WIDE ? "wide" : "moderate";
      return "%s of %s, %s, %s numbers".formatted(op, operands, dtype, numbers);
    }
  }

  /** An operation in each of its dimensions and ways, on numbers of each kind in turn. */
  private List<Case> cases(DType dtype) {
    List<Case> cases = new ArrayList<>();
    for (Single any : Single.ALL) {
      for (int[] size : any.name().equals(operation()) ? SIZES : new int[0][]) {
        Single single = any.sized(size[0], size[1], size[2]);
        List<Shape> shapes = single.operands();
        if (single.op() instanceof Op.LogSoftmax && shapes.get(0).columns() == 0) {
          continue; // there is no largest number
        }
        if (single.op() instanceof Op.Scale) {
          for (double factor : FACTORS) {
            cases.add(of(new Op.Scale(factor), dtype, shapes, cases.size()));
          }
          continue;
        }
        cases.add(of(single.op(), dtype, shapes, cases.size()));
        boolean same = shapes.size() < 2 || shapes.get(0).equals(shapes.get(1));
        if (!same && !(single.op() instanceof Op.Matmul)) {
          cases.add(of(single.op(), dtype, List.of(shapes.get(1), shapes.get(0)), cases.size()));
        }
      }
    }
    return cases;
  }

  private static Case of(Op op, DType dtype, List<Shape> operands, int number) {
    boolean whole =
        op instanceof Op.Map map
            ? map.function() == UnaryFunction.RELU || map.function() == UnaryFunction.STEP
            : op instanceof Op.Scale scale
                ? Math.rint(scale.factor()) == scale.factor()
                : !(op instanceof Op.LogSoftmax);
    boolean overflows = op instanceof Op.Map map && map.function() == UnaryFunction.EXP;
    long largest =
        switch (number % 3) {
          case 0 -> whole ? INTEGERS : Input.MODERATE;
          case 1 -> overflows ? Input.MODERATE : Input.WIDE;
          default -> Input.MODERATE;
        };
    return new Case(op, dtype, operands, largest);
  }

  private String operation() {
    return BackendContract.groupName(getClass());
  }

  final List<Sample> specialSamples(DType dtype) {
    return Samples.special(operation(), dtype);
  }

  private void requireRight(DType dtype, Way way) {
    each(
        cases(dtype),
        (one, verdicts) -> one.program().wrong(backend(), way).ifPresent(Assertions::fail));
  }

  @Check("every element is within its bound, for all sizes")
  void forward(DType dtype) {
    requireRight(dtype, Way.OPERATIONS);
  }

  @Check("zeros, infinities, NaN, subnormal and extreme numbers come out as IEEE 754 has it")
  void specialValues(DType dtype) {
    each(
        specialSamples(dtype),
        (sample, verdicts) ->
            verdicts.agree(
                "the result",
                sample.op().apply(backend(), List.copyOf(sample.operands())).toHost(),
                sample.op().apply(EXACT, references(sample.operands()))));
  }

  @Check("the engine's own gradient is within its bound")
  void nativeGradient(DType dtype) {
    requireRight(dtype, Way.NATIVE);
  }

  @Check("the tape's gradient on the engine is within its bound")
  void tapeGradient(DType dtype) {
    requireRight(dtype, Way.TAPE);
  }

  private static List<Reference> references(List<HostTensor> numbers) {
    return numbers.stream().map(OracleOperations::of).toList();
  }

  /** What the tape's rules give in exact arithmetic. */
  static List<Reference> exactGradients(Tape tape, List<HostTensor> numbers) {
    Tape gradients = Gradients.of(tape);
    List<Reference> values = gradients.run(EXACT, references(numbers), OracleOperations::of);
    return gradients.outputs().subList(1, 1 + numbers.size()).stream().map(values::get).toList();
  }

  @Check("gradients are what the difference quotients of the exact function say")
  void finiteDifferences(DType dtype) {
    each(
        cases(dtype).stream().filter(OperationContract::isSmall).toList(),
        (one, verdicts) -> {
          Program program = one.program();
          List<HostTensor> numbers = program.numbers(0);
          List<Reference> exact = exactGradients(program.tape(), numbers);
          List<Evaluation> evaluations =
              Stream.of(Autograd.values()).map(by -> evaluate(program, numbers, by)).toList();
          for (int operand = 0; operand < one.operands().size(); operand++) {
            List<FiniteDifferences.Quotient> quotients =
                FiniteDifferences.of(one.op(), numbers, operand);
            for (Evaluation at : evaluations) {
              HostTensor gradient = at.gradient("p" + operand).toHost();
              for (int i = 0; i < quotients.size(); i++) {
                double bound = exact.get(operand).bound(i);
                quotients.get(i).require("the gradient", i, gradient.get(i), bound);
              }
            }
          }
        });
  }

  private Evaluation evaluate(Program program, List<HostTensor> numbers, Autograd autograd) {
    try (ValueAndGradients gradient =
        backend().valueAndGradients(program.function(false, numbers), autograd)) {
      return gradient.evaluate(program.parameters(numbers));
    }
  }

  private static boolean isSmall(Case one) {
    List<HostTensor> numbers = one.program().numbers(0);
    int weights = numbers.get(numbers.size() - 1).shape().size();
    return weights <= 42 && numbers.stream().mapToInt(t -> t.shape().size()).sum() <= 42 + weights;
  }
}
