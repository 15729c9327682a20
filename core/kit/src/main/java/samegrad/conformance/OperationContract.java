package samegrad.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * What holds for every operation. A subclass says what its samples are and what its gradient is.
 */
abstract class OperationContract extends Contract {
  OperationContract(BackendContract contract) {
    super(contract);
  }

  /** The samples of each operation and dtype, kept since their exact results take time. */
  private static final Map<String, List<Sample>> MADE = new ConcurrentHashMap<>();

  /** Over all sizes and ways to use it. */
  abstract List<Sample> makeSamples(DType dtype);

  /** With special values in the operands. */
  abstract List<Sample> makeSpecialSamples(DType dtype);

  final List<Sample> samples(DType dtype) {
    return MADE.computeIfAbsent(getClass() + ", " + dtype, key -> makeSamples(dtype));
  }

  final List<Sample> specialSamples(DType dtype) {
    return MADE.computeIfAbsent(
        getClass() + ", special, " + dtype, key -> makeSpecialSamples(dtype));
  }

  /**
   * The gradient with respect to each operand, as the calculus has it.
   *
   * @param exact what computes it
   * @param in the operands
   * @param out the result
   * @param g the gradient with respect to the result
   */
  abstract List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g);

  /** Samples for checks that are not about numbers: one for each rank of the operands. */
  private List<Sample> few(DType dtype) {
    Map<String, Sample> few = new LinkedHashMap<>();
    for (Sample sample : samples(dtype)) {
      List<Shape> shapes = sample.operands().stream().map(Tensor::shape).toList();
      if (sample.type().shape().size() > 1 && shapes.stream().noneMatch(s -> s.size() == 0)) {
        few.putIfAbsent(sample.op() + ":" + shapes.stream().map(Shape::rank).toList(), sample);
      }
    }
    return List.copyOf(few.values());
  }

  @Check("every element is within its bound, for all sizes")
  void forward(DType dtype) {
    each(
        samples(dtype),
        (sample, verdicts) ->
            verdicts.agree(
                "the result",
                sample.apply(backend(), sample.operands()).toHost(),
                sample.expected()));
  }

  @Check("operands that are themselves results, transposed or broadcast, are read right")
  void views(DType dtype) {
    each(
        samples(dtype),
        (sample, verdicts) ->
            verdicts.agree(
                "the result of views",
                sample
                    .apply(backend(), sample.operands().stream().map(this::view).toList())
                    .toHost(),
                sample.expected()));
  }

  /** The same numbers as a result of the backend, if possible one that a library makes a view. */
  private Tensor view(HostTensor tensor) {
    if (tensor.shape().rank() < 2) {
      return backend().broadcast(backend().place(tensor), tensor.shape());
    }
    int rows = tensor.shape().rows();
    int columns = tensor.shape().columns();
    double[] transposed = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = tensor.get(i, j);
      }
    }
    return backend()
        .transpose(HostTensor.of(tensor.dtype(), Shape.matrix(columns, rows), transposed));
  }

  @Check("zeros, infinities, NaN, subnormal and extreme numbers come out as IEEE 754 has it")
  void specialValues(DType dtype) {
    each(
        specialSamples(dtype),
        (sample, verdicts) ->
            verdicts.agree(
                "the result",
                sample.apply(backend(), sample.operands()).toHost(),
                sample.expected()));
  }

  @Check("the engine's own gradient is within its bound")
  void nativeGradient(DType dtype) {
    each(samples(dtype), (sample, verdicts) -> gradient(sample, Autograd.NATIVE, verdicts));
  }

  @Check("the tape's gradient on the engine is within its bound")
  void tapeGradient(DType dtype) {
    each(samples(dtype), (sample, verdicts) -> gradient(sample, Autograd.TAPE, verdicts));
  }

  /** Of L = Σ op(…) ∘ C, C being given random numbers, so that ∂L/∂op(…) = C. */
  private void gradient(Sample sample, Autograd autograd, Verdicts verdicts) {
    HostTensor c = cotangent(sample);
    Evaluation at = evaluate(sample, c, autograd);
    Sample.Gradient expected = expectedGradient(sample, c);
    verdicts.agree(autograd + " value", at.result().toHost(), expected.value());
    for (int i = 0; i < sample.operands().size(); i++) {
      verdicts.agree(
          autograd + " gradient for operand " + i,
          at.gradient("p" + i).toHost(),
          expected.gradients().get(i));
    }
  }

  final Evaluation evaluate(Sample sample, HostTensor c, Autograd autograd) {
    Map<String, Tensor> operands = new LinkedHashMap<>();
    for (int i = 0; i < sample.operands().size(); i++) {
      operands.put("p" + i, sample.operand(i));
    }
    ScalarFunction function =
        p -> {
          List<Variable> in = operands.keySet().stream().map(p::get).toList();
          return sample.apply(p.operations(), in).multiply(p.constant(c)).sum();
        };
    try (ValueAndGradients gradient = backend().valueAndGradients(function, autograd)) {
      return gradient.evaluate(Parameters.of(operands));
    }
  }

  /** Numbers of the result's shape. */
  static HostTensor cotangent(Sample sample) {
    return Numbers.MODERATE.tensor(
        sample.dtype(), sample.type().shape(), Sample.random(sample + ", cotangent"));
  }

  final Sample.Gradient expectedGradient(Sample sample, HostTensor c) {
    return sample.gradient(
        () -> {
          OracleOperations exact = OracleOperations.INSTANCE;
          Reference g = OracleOperations.of(c);
          Reference out = sample.expected();
          return new Sample.Gradient(
              exact.sum(exact.multiply(out, g), Shape.scalar()),
              gradients(exact, sample, sample.exactOperands(), out, g));
        });
  }

  @Check("gradients are what the difference quotients of the exact function say")
  void finiteDifferences(DType dtype) {
    List<Sample> small = samples(dtype).stream().filter(OperationContract::isSmall).toList();
    each(
        small,
        (sample, verdicts) -> {
          HostTensor c = cotangent(sample);
          for (Autograd autograd : Autograd.values()) {
            Evaluation at = evaluate(sample, c, autograd);
            for (int operand = 0; operand < sample.operands().size(); operand++) {
              HostTensor gradient = at.gradient("p" + operand).toHost();
              Reference exact = expectedGradient(sample, c).gradients().get(operand);
              List<FiniteDifferences.Quotient> quotients = quotients(sample, c, operand);
              for (int i = 0; i < quotients.size(); i++) {
                quotients
                    .get(i)
                    .require(autograd + " gradient", i, gradient.get(i), exact.bound(i));
              }
            }
          }
        });
  }

  private static boolean isSmall(Sample sample) {
    return sample.operands().stream().mapToInt(t -> t.shape().size()).sum() <= 42
        && sample.type().shape().size() <= 42;
  }

  /** Bounds on the second and third derivatives with respect to one element. */
  FiniteDifferences.Curvature curvature() {
    return FiniteDifferences.Curvature.NONE;
  }

  private List<FiniteDifferences.Quotient> quotients(Sample sample, HostTensor c, int operand) {
    return sample.quotients(operand, () -> FiniteDifferences.of(sample, c, operand, curvature()));
  }

  @Check("operands are not changed")
  void operandsUnchanged(DType dtype) {
    each(
        few(dtype),
        (sample, verdicts) -> {
          List<HostTensor> before = sample.operands().stream().map(Contract::copy).toList();
          List<Tensor> placed = sample.operands().stream().<Tensor>map(backend()::place).toList();
          sample.apply(backend(), placed);
          sample.apply(backend(), sample.operands());
          for (int i = 0; i < before.size(); i++) {
            assertSameBits("operand " + i, before.get(i), placed.get(i).toHost());
            assertSameBits("operand " + i + " on the host", before.get(i), sample.operand(i));
          }
        });
  }

  @Check("every element of the result is written, also in memory that held NaN before")
  void fullyWritten(DType dtype) {
    each(
        samples(dtype),
        (sample, verdicts) -> {
          spoilMemory(sample.type());
          verdicts.agree(
              "the result in used memory",
              sample.apply(backend(), sample.operands()).toHost(),
              sample.expected());
        });
  }

  /** Fills memory with NaN and gives it back, for the next result to be made in. */
  private void spoilMemory(TensorType type) {
    double[] elements = new double[type.shape().size()];
    java.util.Arrays.fill(elements, Double.NaN);
    HostTensor nan = HostTensor.of(type.dtype(), type.shape(), elements);
    alone(
        scope -> {
          List<Tensor> spoilt = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            spoilt.add(backend().place(nan));
            spoilt.add(backend().add(nan, nan));
          }
          return spoilt.get(0).toHost();
        });
  }

  @Check("a second call computes anew and leaves the first result as it was")
  void calledTwice(DType dtype) {
    each(
        few(dtype),
        (sample, verdicts) -> {
          Tensor first = sample.apply(backend(), sample.operands());
          HostTensor firstBits = copy(first.toHost());
          Sample again = sample.again();
          Tensor second = again.apply(backend(), again.operands());
          HostTensor secondBits = copy(second.toHost());
          verdicts.agree("the second result", secondBits, again.expected());
          assertSameBits("the first result", firstBits, first.toHost());
          verdicts.agree(
              "the third result",
              sample.apply(backend(), sample.operands()).toHost(),
              sample.expected());
          assertSameBits("the second result", secondBits, second.toHost());
        });
  }

  @Check("a result outlives its operands, and operands outlive a result")
  void ownMemory(DType dtype) {
    each(
        few(dtype),
        (sample, verdicts) -> {
          Tensor result =
              alone(
                  scope ->
                      sample.apply(
                          backend(), sample.operands().stream().map(backend()::place).toList()));
          spoilMemory(sample.operand(0).type());
          verdicts.agree("the result", result.toHost(), sample.expected());
          List<Tensor> placed = sample.operands().stream().map(backend()::place).toList();
          alone(scope -> sample.apply(backend(), placed).toHost());
          spoilMemory(sample.type());
          for (int i = 0; i < placed.size(); i++) {
            assertSameBits("operand " + i, sample.operand(i), placed.get(i).toHost());
          }
        });
  }
}
