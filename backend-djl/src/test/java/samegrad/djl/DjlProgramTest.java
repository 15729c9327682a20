package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

final class DjlProgramTest {
  private static DjlEngine engine;
  private long before;

  @BeforeAll
  static void start() {
    engine = (DjlEngine) new DjlProvider().create(new EngineConfig(Device.CPU, 2));
    try (PtNDArray one = engine.upload(HostTensor.vector(1))) {
      engine.free(engine.scale(one, 1)); // it keeps the last factor from now on
    }
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void count() {
    before = engine.nativeArrays().orElseThrow();
  }

  @AfterEach
  void nothing_is_left_behind() {
    assertEquals(before, engine.nativeArrays().orElseThrow());
  }

  /** A function's value, then its gradients, on the host. */
  private static List<HostTensor> evaluate(
      GradientProgram<PtNDArray> program, Parameters.Signature signature, List<PtNDArray> given) {
    List<PtNDArray> results = program.evaluate(given);
    try {
      List<HostTensor> onHost = new ArrayList<>();
      onHost.add(
          engine.download(
              results.get(0), new TensorType(signature.types().get(0).dtype(), Shape.scalar())));
      for (int i = 0; i < given.size(); i++) {
        onHost.add(engine.download(results.get(i + 1), signature.types().get(i)));
      }
      return onHost;
    } finally {
      results.forEach(engine::free);
    }
  }

  private static List<PtNDArray> upload(Parameters parameters) {
    return parameters.tensors().stream().map(t -> engine.upload(t.toHost())).toList();
  }

  private static List<HostTensor> evaluate(ScalarFunction function, Parameters parameters) {
    Tape tape = function.record(parameters.signature());
    List<PtNDArray> given = upload(parameters);
    try (GradientProgram<PtNDArray> program = engine.differentiate(tape)) {
      List<HostTensor> first = evaluate(program, parameters.signature(), given);
      assertEquals(first, evaluate(program, parameters.signature(), given), "the second time");
      for (int i = 0; i < given.size(); i++) {
        assertEquals(
            parameters.tensors().get(i),
            engine.download(given.get(i), parameters.signature().types().get(i)));
        assertFalse(JniUtils.requiresGrad(given.get(i)));
      }
      return first;
    } finally {
      given.forEach(engine::free);
    }
  }

  private static List<HostTensor> evaluateByTape(ScalarFunction function, Parameters parameters) {
    Tape tape = function.record(parameters.signature());
    List<PtNDArray> given = upload(parameters);
    try (GradientProgram<PtNDArray> program = TapeProgram.differentiate(engine, tape)) {
      return evaluate(program, parameters.signature(), given);
    } finally {
      given.forEach(engine::free);
    }
  }

  static List<Golden> golden() throws IOException {
    return Golden.in(
        Path.of(System.getProperty("golden", "../core/kit/src/main/resources/golden")));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void gradients_are_those_of_pytorch(Golden golden) {
    checkAgainst(golden, evaluate(golden.loss(), golden.parameters()));
    checkAgainst(golden, evaluateByTape(golden.loss(), golden.parameters()));
  }

  private static void checkAgainst(Golden golden, List<HostTensor> results) {
    assertClose(golden.expectedLoss(), results.get(0), "loss");
    int next = 1;
    for (String name : golden.parameters().signature().names()) {
      assertClose(Objects.requireNonNull(golden.gradients().get(name)), results.get(next++), name);
    }
  }

  /**
   * Within as many roundings of the tensor's largest element as lie on the longest way through the
   * networks here: each of up to 8 layers sums up to 64 terms forward and as many backward.
   */
  private static void assertClose(HostTensor expected, HostTensor actual, String what) {
    double largest = 0;
    for (int i = 0; i < expected.shape().size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    double allowed = 8 * 2 * 64 * expected.dtype().unitRoundoff() * largest;
    assertEquals(expected.type(), actual.type());
    for (int i = 0; i < expected.shape().size(); i++) {
      int place = i;
      assertTrue(
          Math.abs(expected.get(i) - actual.get(i)) <= allowed,
          () -> what + " " + place + ": " + expected.get(place) + " but " + actual.get(place));
    }
  }

  @ParameterizedTest
  @EnumSource
  void native_gradients_are_those_of_the_tape_on_every_operation(DType dtype) {
    Parameters parameters = Functions.parameters(dtype);
    Functions.ALL.forEach(
        (name, function) -> {
          List<HostTensor> byTape = evaluateByTape(function, parameters);
          List<HostTensor> byLibtorch = evaluate(function, parameters);
          for (int i = 0; i < byTape.size(); i++) {
            assertClose(byTape.get(i), byLibtorch.get(i), name + " " + i);
          }
        });
  }

  @Test
  void a_parameter_that_the_output_does_not_depend_on_has_a_gradient_of_zeros_of_its_shape() {
    Parameters parameters = Functions.parameters(DType.FLOAT32);
    List<HostTensor> results = evaluate(p -> p.get("scalar"), parameters);
    int unused = 1 + parameters.signature().names().indexOf("unused");
    assertEquals(HostTensor.of(DType.FLOAT32, Shape.matrix(2, 2), 0, 0, 0, 0), results.get(unused));
  }

  @Test
  void results_stay_what_they_are_when_parameters_and_other_results_are_freed_or_made() {
    Parameters parameters = Parameters.of("w", Naive.random(31, DType.FLOAT64, Shape.matrix(9, 9)));
    Tape tape = ((ScalarFunction) p -> p.get("w").transpose().sum()).record(parameters.signature());
    List<PtNDArray> given = upload(parameters);
    try (GradientProgram<PtNDArray> program = engine.differentiate(tape)) {
      List<PtNDArray> results = program.evaluate(given);
      given.forEach(engine::free);
      engine.free(results.get(0));
      List<PtNDArray> others = upload(parameters);
      program.evaluate(others).forEach(engine::free);
      others.forEach(engine::free);
      HostTensor gradient = engine.download(results.get(1), parameters.tensors().get(0).type());
      engine.free(results.get(1));
      for (double element : gradient.toArray()) {
        assertEquals(1, element);
      }
    }
  }

  @Test
  void an_evaluation_that_throws_leaves_no_trace() {
    Parameters fitting = Parameters.of("w", Naive.random(32, DType.FLOAT64, Shape.matrix(3, 3)));
    Parameters other = Parameters.of("w", Naive.random(33, DType.FLOAT64, Shape.matrix(2, 3)));
    ScalarFunction function = p -> p.get("w").sigmoid().matmul(p.get("w")).sum();
    Tape tape = function.record(fitting.signature());
    List<PtNDArray> given = upload(fitting);
    List<PtNDArray> wrong = upload(other);
    try (GradientProgram<PtNDArray> program = engine.differentiate(tape)) {
      List<HostTensor> first = evaluate(program, fitting.signature(), given);
      boolean recording = JniUtils.isGradMode();
      long arrays = engine.nativeArrays().orElseThrow();
      for (int i = 0; i < 10; i++) {
        assertThrows(EngineException.class, () -> program.evaluate(wrong));
        assertEquals(recording, JniUtils.isGradMode());
        assertEquals(arrays, engine.nativeArrays().orElseThrow());
        assertEquals(first, evaluate(program, fitting.signature(), given));
      }
    } finally {
      given.forEach(engine::free);
      wrong.forEach(engine::free);
    }
  }

  @Test
  void an_evaluation_that_throws_in_the_reverse_frees_the_value_it_has() {
    Parameters scalar = Parameters.of("w", HostTensor.scalar(DType.FLOAT64, 2));
    Tape tape = ((ScalarFunction) p -> p.get("w")).record(scalar.signature());
    PtNDArray vector = engine.upload(HostTensor.vector(1, 2));
    try (GradientProgram<PtNDArray> program = engine.differentiate(tape)) {
      long arrays = engine.nativeArrays().orElseThrow();
      assertThrows(EngineException.class, () -> program.evaluate(List.of(vector)));
      assertEquals(arrays, engine.nativeArrays().orElseThrow());
    } finally {
      engine.free(vector);
    }
  }

  @Test
  void evaluating_needs_no_grad_mode_and_leaves_it_as_it_was() {
    boolean atFirst = JniUtils.isGradMode();
    try {
      for (boolean mode : new boolean[] {false, true}) {
        JniUtils.setGradMode(mode);
        evaluate(p -> p.get("scalar").sigmoid(), Functions.parameters(DType.FLOAT64));
        assertEquals(mode, JniUtils.isGradMode());
      }
    } finally {
      JniUtils.setGradMode(atFirst);
    }
  }

  @Test
  void several_threads_may_evaluate_one_program_on_the_same_parameters() throws Exception {
    Golden network =
        golden().stream().filter(g -> g.name().equals("wide")).findFirst().orElseThrow();
    Parameters.Signature signature = network.parameters().signature();
    List<PtNDArray> given = upload(network.parameters());
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (GradientProgram<PtNDArray> program =
        engine.differentiate(network.loss().record(signature))) {
      List<HostTensor> alone = evaluate(program, signature, given);
      List<Future<?>> futures = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        futures.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    assertEquals(alone, evaluate(program, signature, given));
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      pool.shutdown();
      given.forEach(engine::free);
    }
  }
}
