package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import samegrad.Backend;
import samegrad.Evaluator;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;

/** Runs a program on a backend, several times with different numbers, and compares all results. */
@SuppressWarnings("try") // scopes are there to close, not to be used
final class Trial {
  private static final int ROUNDS = 6;

  /**
   * Put into memory before and after each operand, and around memory that is given back for results
   * to be made in, to see writes that go beyond an array.
   */
  private static final HostTensor GUARD = HostTensor.vector(3, 1, 4, 1, 5, 9, 2);

  private final Backend backend;
  private final Program program;
  private final List<HostTensor> numbers;
  private final List<Expected> expected;
  private final List<Tensor> guards = new ArrayList<>();

  /** A result is wrong. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  private Trial(Backend backend, Program program, int evaluation) {
    this.backend = backend;
    this.program = program;
    this.numbers = program.numbers(evaluation);
    this.expected = program.expected(evaluation);
  }

  /** What is wrong with the program on the backend, run in that way; empty if nothing. */
  static Optional<String> wrong(Backend backend, Program program, Way way) {
    return caught(
        () -> {
          try (Scope scope = backend.scope()) {
            new Trial(backend, program, 0).run(way, new Trial(backend, program, 1));
          }
        });
  }

  private static Optional<String> caught(Body body) {
    try {
      body.run();
      return Optional.empty();
    } catch (Wrong wrong) {
      return Optional.of(String.valueOf(wrong.getMessage()));
    } catch (Exception | LinkageError | StackOverflowError failure) {
      return Optional.of("throws " + failure);
    }
  }

  private void run(Way way, Trial other) {
    switch (way) {
      case OPERATIONS -> operations(other);
      case NATIVE -> gradients(Autograd.NATIVE, other);
      case TAPE -> gradients(Autograd.TAPE, other);
      case INTO_EARLIER -> intoEarlier(other);
    }
  }

  /**
   * Results outlive their operands and operands a result, memory that is used again is full of NaN,
   * and a later call changes nothing.
   */
  private void operations(Trial other) {
    List<Tensor> first;
    try (Scope scope = backend.scope()) {
      List<Tensor> in = placed(numbers, true);
      first = scopeKept(scope, outputs(in));
      unchanged("operand", numbers, in);
      guards.clear();
    }
    spoil();
    List<Tensor> second;
    try (Scope scope = backend.scope()) {
      List<Tensor> in = placed(other.numbers, false);
      try (Scope inner = backend.scope()) {
        outputs(in);
      }
      spoil();
      unchanged("operand after its result was freed", other.numbers, in);
      second = scopeKept(scope, outputs(in));
      unchanged("operand", other.numbers, in);
      guards.clear();
    }
    spoil();
    compareOutputs("with other numbers", second, other.expected);
    compareOutputs("first, after a later call", first, expected);
  }

  private List<Tensor> outputs(List<Tensor> in) {
    List<Tensor> values = program.tape().run(backend, in, constant -> constant);
    return program.tape().outputs().stream().map(values::get).toList();
  }

  private static List<Tensor> scopeKept(Scope scope, List<Tensor> tensors) {
    tensors.stream().distinct().forEach(scope::keep);
    return tensors;
  }

  /** The value is the first result, the auxiliary outputs are the last. */
  private void compareOutputs(String what, List<Tensor> outputs, List<Expected> wanted) {
    int gradients = wanted.size() - outputs.size();
    for (int i = 1; i < outputs.size(); i++) {
      compare(what + ", result", outputs.get(i), wanted.get(gradients + i));
    }
    compare(what + ", value", outputs.get(0), wanted.get(0));
  }

  private void gradients(Autograd autograd, Trial other) {
    boolean auxiliary = program.inputs().get(0).seed() % 2 == 0;
    Evaluation first;
    Evaluation second;
    try (ValueAndGradients function =
        backend.valueAndGradients(program.function(auxiliary, numbers), autograd)) {
      try (Scope scope = backend.scope()) {
        List<Tensor> in = placed(numbers, false);
        first = kept(scope, function.evaluate(program.parameters(in)));
        unchanged("parameter", numbers, in);
        guards.clear();
      }
      spoil();
      second = function.evaluate(program.parameters(other.numbers));
      unchanged("parameter", List.of(), List.of());
    }
    compare("with other numbers, after the end of the function", second, other.expected);
    compare("first, after a later evaluation and the end of the function", first, expected);
  }

  private static Evaluation kept(Scope scope, Evaluation evaluation) {
    scope.keep(evaluation.result());
    evaluation.gradients().tensors().forEach(scope::keep);
    evaluation.auxiliary().stream().distinct().forEach(scope::keep);
    return evaluation;
  }

  private void intoEarlier(Trial other) {
    try (ValueAndGradients function =
            backend.valueAndGradients(program.function(true, numbers), Autograd.NATIVE);
        Evaluator evaluator = function.evaluator()) {
      List<HostTensor> nan =
          numbers.stream().map(tensor -> filled(tensor.type(), Double.NaN)).toList();
      evaluator.evaluate(program.parameters(nan));
      List<Tensor> in = placed(numbers, false);
      compare("after one that is NaN", evaluator.evaluate(program.parameters(in)), expected);
      compare(
          "with other numbers",
          evaluator.evaluate(program.parameters(other.numbers)),
          other.expected);
      compare("again", evaluator.evaluate(program.parameters(in)), expected);
      unchanged("parameter", numbers, in);
    }
  }

  private void compare(String what, Evaluation at, List<Expected> wanted) {
    compare(what + ", value", at.result(), wanted.get(0));
    List<Tensor> gradients = at.gradients().tensors();
    List<String> names = at.gradients().signature().names();
    for (int i = 0; i < gradients.size(); i++) {
      compare(what + ", gradient for " + names.get(i), gradients.get(i), wanted.get(1 + i));
    }
    for (int i = 0; i < at.auxiliary().size(); i++) {
      Expected one = wanted.get(1 + gradients.size() + i);
      compare(what + ", auxiliary output", at.auxiliary().get(i), one);
    }
  }

  private static void compare(String what, Tensor result, Expected wanted) {
    wanted
        .wrong(result.toHost())
        .ifPresent(
            wrong -> {
              throw new Wrong(what + ": " + wrong);
            });
  }

  /** Neither these nor the guards beside them. */
  private void unchanged(String what, List<HostTensor> before, List<Tensor> now) {
    for (int i = 0; i < before.size(); i++) {
      unchanged(what + " " + i, before.get(i), now.get(i));
    }
    guards.forEach(guard -> unchanged("an array beside", GUARD, guard));
  }

  private static void unchanged(String what, HostTensor before, Tensor now) {
    HostTensor after = now.toHost();
    if (!after.equals(before)) {
      throw new Wrong(what + " was changed: " + Expected.exactly(before).wrong(after));
    }
  }

  /**
   * The numbers in the backend's memory, the same array for the same object.
   *
   * @param views whether they are results whose operands are freed: a library may make them views
   */
  private List<Tensor> placed(List<HostTensor> tensors, boolean views) {
    List<Tensor> placed = new ArrayList<>();
    guard();
    for (HostTensor tensor : tensors) {
      int same = tensors.indexOf(tensor);
      boolean there = same < placed.size() && tensors.get(same) == tensor;
      placed.add(there ? placed.get(same) : views ? view(tensor) : backend.place(tensor));
      guard();
    }
    return placed;
  }

  private Tensor guard() {
    Tensor guard = backend.place(GUARD);
    guards.add(guard);
    return guard;
  }

  private Tensor view(HostTensor tensor) {
    try (Scope scope = backend.scope()) {
      return scope.keep(
          tensor.shape().rank() < 2
              ? backend.broadcast(backend.place(tensor), tensor.shape())
              : backend.transpose(backend.transpose(backend.place(tensor))));
    }
  }

  /** Fills memory with NaN and gives it back, for the next results to be made in. */
  private void spoil() {
    try (Scope scope = backend.scope()) {
      scope.keep(guard());
      for (int output : program.tape().outputs()) {
        TensorType type = program.tape().entries().get(output).type();
        Shape longer = Shape.vector(type.shape().size() + 3);
        for (TensorType hole : List.of(type, new TensorType(type.dtype(), longer))) {
          backend.place(filled(hole, Double.NaN));
          scope.keep(guard());
        }
      }
    }
  }

  private static HostTensor filled(TensorType type, double value) {
    double[] elements = new double[type.shape().size()];
    Arrays.fill(elements, value);
    return HostTensor.of(type.dtype(), type.shape(), elements);
  }

  /** What is wrong if several callers run the program at once, each with its own numbers. */
  static Optional<String> wrongAtOnce(Backend backend, Program program, Way way) {
    Autograd autograd = way == Way.TAPE ? Autograd.TAPE : Autograd.NATIVE;
    try (ValueAndGradients function =
        backend.valueAndGradients(program.function(true, program.numbers(0)), autograd)) {
      List<Trial> trials = new ArrayList<>();
      for (int caller = 0; caller < Callers.COUNT; caller++) {
        trials.add(new Trial(backend, program, caller));
      }
      return caught(
          () ->
              Callers.atOnce(
                  ROUNDS, (caller, round) -> trials.get(caller).oneOfSeveral(way, function)));
    }
  }

  private void oneOfSeveral(Way way, ValueAndGradients function) {
    try (Scope scope = backend.scope()) {
      List<Tensor> in = placed(numbers, false);
      if (way == Way.OPERATIONS) {
        compareOutputs("one of several callers", outputs(in), expected);
      } else {
        compare("one of several callers", function.evaluate(program.parameters(in)), expected);
      }
      unchanged("operand", numbers, in);
      guards.clear();
    }
  }

  /** A body that may throw. */
  private interface Body {
    void run() throws Exception;
  }
}
