package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** What {@link DjlProgram} makes of a tape, and what its evaluations leave behind. */
final class DjlProgramTest extends EngineTestCase {
  private static final Parameters INTEGERS =
      Parameters.of("matrix", integers(DType.FLOAT32, Shape.matrix(3, 4)))
          .with("square", integers(DType.FLOAT32, Shape.matrix(4, 4)))
          .with("row", integers(DType.FLOAT32, Shape.matrix(1, 4)))
          .with("bias", integers(DType.FLOAT32, Shape.vector(4)))
          .with("scalar", integers(DType.FLOAT32, Shape.scalar()))
          .with("unused", integers(DType.FLOAT32, Shape.matrix(2, 2)))
          .with("empty", integers(DType.FLOAT32, Shape.matrix(0, 4)));

  /** Tapes in which operations are fused, must not be, or are left out. */
  @TestFactory
  Stream<DynamicTest> native_gradients_of_integers_are_those_of_the_tape() {
    return Stream.of(
        same("the parameter itself", p -> p.get("scalar")),
        same("a constant alone", p -> p.constant(HostTensor.scalar(DType.FLOAT32, 3)).scale(2)),
        same("factors", p -> squares(p.get("bias").scale(0.5).scale(-4)).scale(0.25)),
        same(
            "x·Wᵀ + b", p -> squares(product(p.get("matrix"), p.get("square")).add(p.get("bias")))),
        same(
            "xᵀ·Wᵀ + b, both transposed",
            p ->
                squares(
                    p.operations()
                        .matmul(p.get("square"), true, p.get("square"), true)
                        .add(p.get("bias")))),
        same(
            "x·Wᵀ + b without rows",
            p -> squares(product(p.get("empty"), p.get("square")).add(p.get("bias")))),
        same(
            "x·Wᵀ + b without columns",
            p ->
                squares(
                    product(p.constant(withoutColumns(3)), p.constant(withoutColumns(4)))
                        .add(p.get("bias")))),
        same(
            "x·Wᵀ used twice",
            p -> {
              Variable z = product(p.get("matrix"), p.get("square"));
              return z.add(p.get("bias")).multiply(z).sum();
            }),
        same(
            "x·Wᵀ of one row plus a matrix",
            p -> squares(product(p.get("row"), p.get("square")).add(p.get("matrix")))),
        same("x·W + b", p -> squares(p.get("matrix").matmul(p.get("square")).add(p.get("bias")))),
        same(
            "x·Wᵀ plus what was computed after it",
            p -> {
              Variable z = product(p.get("matrix"), p.get("square"));
              return squares(z.add(p.get("bias").scale(2)));
            }),
        same(
            "dead code",
            p -> {
              p.get("unused").sigmoid().matmul(p.get("unused"));
              return squares(p.get("bias"));
            }));
  }

  private DynamicTest same(String what, ScalarFunction function) {
    Tape tape = function.record(INTEGERS.signature());
    return DynamicTest.dynamicTest(
        what,
        () -> {
          assertEquals(
              evaluate(TapeProgram.differentiate(engine, tape)),
              evaluate(engine.differentiate(tape)));
          nothing_is_left_behind();
        });
  }

  private static Variable product(Variable x, Variable w) {
    return x.matmul(w.transpose());
  }

  private static Variable squares(Variable a) {
    return a.multiply(a).sum();
  }

  private static HostTensor withoutColumns(int rows) {
    return HostTensor.of(DType.FLOAT32, Shape.matrix(rows, 0));
  }

  /** Evaluates at the integers twice, then closes the program. */
  private static List<HostTensor> evaluate(GradientProgram<PtNDArray> program) {
    List<PtNDArray> given = upload(INTEGERS);
    try (program) {
      List<HostTensor> first = evaluate(program, INTEGERS, given);
      assertEquals(first, evaluate(program, INTEGERS, given), "the second time");
      for (int i = 0; i < given.size(); i++) {
        HostTensor parameter = INTEGERS.tensors().get(i).toHost();
        assertEquals(parameter, engine.download(given.get(i), parameter.type()));
        assertFalse(JniUtils.requiresGrad(given.get(i)));
      }
      return first;
    } finally {
      given.forEach(engine::free);
    }
  }

  private static List<PtNDArray> upload(Parameters parameters) {
    return parameters.tensors().stream().map(t -> engine.upload(t.toHost())).toList();
  }

  /** A function's value, then its gradients, on the host. */
  private static List<HostTensor> evaluate(
      GradientProgram<PtNDArray> program, Parameters parameters, List<PtNDArray> given) {
    List<TensorType> types = new ArrayList<>(parameters.signature().types());
    types.add(0, new TensorType(types.get(0).dtype(), Shape.scalar()));
    List<PtNDArray> results = program.evaluate(given);
    try {
      List<HostTensor> onHost = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        onHost.add(engine.download(results.get(i), types.get(i)));
      }
      return onHost;
    } finally {
      results.forEach(engine::free);
    }
  }

  @Test
  void an_evaluation_that_throws_leaves_no_trace() {
    Parameters fitting = Parameters.of("w", integers(DType.FLOAT64, Shape.matrix(3, 3)));
    ScalarFunction function = p -> p.get("w").sigmoid().matmul(p.get("w")).sum();
    Tape tape = function.record(fitting.signature());
    List<PtNDArray> given = upload(fitting);
    PtNDArray wrong = up(integers(DType.FLOAT64, Shape.matrix(2, 3)));
    try (GradientProgram<PtNDArray> program = engine.differentiate(tape)) {
      List<HostTensor> first = evaluate(program, fitting, given);
      boolean recording = JniUtils.isGradMode();
      long arrays = liveArrays();
      for (int i = 0; i < 10; i++) {
        assertThrows(EngineException.class, () -> program.evaluate(List.of(wrong)));
        assertEquals(recording, JniUtils.isGradMode());
        assertEquals(arrays, liveArrays());
        assertEquals(first, evaluate(program, fitting, given));
      }
    } finally {
      given.forEach(engine::free);
    }
  }

  @Test
  void an_evaluation_that_throws_in_the_reverse_frees_the_value_it_has() {
    Parameters scalar = Parameters.of("w", HostTensor.scalar(DType.FLOAT64, 2));
    Tape tape = ((ScalarFunction) p -> p.get("w")).record(scalar.signature());
    PtNDArray vector = up(HostTensor.vector(1, 2));
    try (GradientProgram<PtNDArray> program = engine.differentiate(tape)) {
      long arrays = liveArrays();
      assertThrows(EngineException.class, () -> program.evaluate(List.of(vector)));
      assertEquals(arrays, liveArrays());
    }
  }

  @Test
  void evaluating_needs_no_grad_mode_and_leaves_it_as_it_was() {
    Tape tape = ((ScalarFunction) p -> squares(p.get("bias"))).record(INTEGERS.signature());
    boolean atFirst = JniUtils.isGradMode();
    try {
      for (boolean mode : new boolean[] {false, true}) {
        JniUtils.setGradMode(mode);
        evaluate(engine.differentiate(tape));
        assertEquals(mode, JniUtils.isGradMode());
      }
    } finally {
      JniUtils.setGradMode(atFirst);
    }
  }
}
