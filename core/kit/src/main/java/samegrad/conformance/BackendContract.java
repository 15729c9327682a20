package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import samegrad.Backend;
import samegrad.autograd.Autograd;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;

/**
 * What a backend has to do. A backend runs all of it by a subclass:
 *
 * <pre>{@code
 * class MyBackendTest extends BackendContract {
 *   @Override
 *   protected BackendProvider provider() {
 *     return new MyProvider();
 *   }
 * }
 * }</pre>
 *
 * <p>Each check has a name such as {@code matmul/forward float64}: its group, its method and, if it
 * is run in both, the dtype. Verdicts come from {@link samegrad.verify} alone. A failure prints the
 * properties that run the failed case alone: {@code samegrad.conformance.check}, which is how the
 * names of the checks to run begin ({@code matmul/} for a group), {@code samegrad.conformance.seed}
 * and {@code samegrad.conformance.case}. {@code samegrad.conformance.seconds} is how long programs
 * are drawn at random: 60 if not set. {@code samegrad.conformance.report} names a folder for a
 * report of the run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(CheckNames.class)
@SuppressWarnings("exports") // JUnit alone uses the generator of names
public abstract class BackendContract {
  /** How the names of the checks to run begin. */
  static final String ONLY = System.getProperty("samegrad.conformance.check", "");

  private final Report report = new Report();
  private @Nullable Backend backend;

  /** For a backend's subclass. */
  protected BackendContract() {}

  /** The backend's provider. */
  protected abstract BackendProvider provider();

  /** How the engine is to run; on the CPU with two threads, if not overridden. */
  protected EngineConfig config() {
    return new EngineConfig(Device.CPU, 2);
  }

  /** What the backend is known not to pass; nothing, if not overridden. */
  protected List<Gap> gaps() {
    return List.of();
  }

  /** How reproducible the backend says its results are; not at all, if not overridden. */
  protected Determinism.Grade determinism() {
    return Determinism.Grade.BOUNDED;
  }

  /**
   * How often what must stay the same is repeated: runs with each number of threads to measure
   * {@link #determinism}, gradient steps in a loop.
   */
  protected int repetitions() {
    return 1000;
  }

  /** The backend that all groups test. */
  final synchronized Backend backend() {
    if (backend == null) {
      backend = open(Autograd.NATIVE);
    }
    return backend;
  }

  /** Another backend of the same provider, which the caller closes. */
  final Backend open(Autograd autograd) {
    return new Backend(createEngine(), autograd);
  }

  final Engine<?> createEngine() {
    provider()
        .unavailable(config())
        .ifPresent(
            why -> {
              throw new BackendUnavailableException(provider().name() + ": " + why);
            });
    return provider().create(config());
  }

  @AfterAll
  final synchronized void closeBackend() {
    if (backend != null) {
      EngineInfo info = backend.info();
      backend.close();
      backend = null;
      report.write(this, info);
    }
  }

  final Report report() {
    return report;
  }

  /** The name of a check, {@code matmul/forward} for the method forward of the group Matmul. */
  public static String checkName(Class<?> group, String method) {
    return groupName(group) + "/" + method;
  }

  static String groupName(Class<?> group) {
    String name = group.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  @Test
  @DisplayName("the provider and its engine have the same name, which selects it")
  void name() {
    String name = provider().name();
    assertTrue(name.matches("[a-z0-9-]+"), name);
    assertTrue(backend().info().name().equals(name), backend().info().name());
  }

  @Test
  @DisplayName("there is a check that is asked for")
  void checkToRun() {
    assertTrue(
        runs().anyMatch(run -> run.name().startsWith(ONLY)),
        () -> "no check's name begins with " + ONLY);
  }

  @Test
  @DisplayName("every declared gap names a check")
  void gapsNameChecks() {
    Set<String> checks = runs().map(CheckRuns.Run::check).collect(Collectors.toSet());
    for (Gap gap : gaps()) {
      assertTrue(checks.contains(gap.check()), gap + " names none of " + checks);
    }
  }

  /** All runs of all checks. */
  static Stream<CheckRuns.Run> runs() {
    return Arrays.stream(BackendContract.class.getDeclaredClasses())
        .filter(group -> group.isAnnotationPresent(Nested.class))
        .flatMap(group -> methods(group).flatMap(method -> CheckRuns.of(group, method)));
  }

  private static Stream<Method> methods(Class<?> group) {
    return group == Contract.class
        ? Stream.empty()
        : Stream.concat(Arrays.stream(group.getDeclaredMethods()), methods(group.getSuperclass()));
  }

  @Nested
  class Transfer extends TransferContract {}

  @Nested
  class Matmul extends OperationContract {}

  @Nested
  class Transpose extends OperationContract {}

  @Nested
  class Add extends OperationContract {}

  @Nested
  class Subtract extends OperationContract {}

  @Nested
  class Multiply extends OperationContract {}

  @Nested
  class Scale extends OperationContract {}

  @Nested
  class Sigmoid extends MapContract {}

  @Nested
  class Tanh extends MapContract {}

  @Nested
  class Relu extends MapContract {}

  @Nested
  class Step extends MapContract {}

  @Nested
  class Exp extends MapContract {}

  @Nested
  class LogSoftmax extends MapContract {}

  @Nested
  class Sum extends OperationContract {}

  @Nested
  class Broadcast extends OperationContract {}

  @Nested
  class Program extends ProgramContract {}

  @Nested
  class Evaluator extends EvaluatorContract {}

  @Nested
  class Network extends NetworkContract {}

  @Nested
  class Lifetime extends LifetimeContract {}

  @Nested
  @SuppressWarnings("JavaLangClash") // its name is that of the group in check names
  class Error extends ErrorContract {}

  @Nested
  class Concurrency extends ConcurrencyContract {}

  @Nested
  class Search extends SearchContract {}

  @Nested
  class Reproducibility extends ReproducibilityContract {}
}
