package samegrad.conformance;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.conformance.search.Input;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** A group of checks on the backend of a {@link BackendContract}. */
abstract class Contract {
  /** What the names of the cases to run contain. */
  static final String ONLY = System.getProperty("samegrad.conformance.case", "");

  /** What all random numbers of the kit begin from: {@code -Dsamegrad.conformance.seed=N}. */
  static final int SEED = Integer.getInteger("samegrad.conformance.seed", 1);

  private @Nullable BackendContract contract;
  private String caseUnderWay = "";

  /** Told before a check is run. */
  final void isPartOf(BackendContract whole) {
    contract = whole;
  }

  final BackendContract contract() {
    return Objects.requireNonNull(contract);
  }

  /** The backend under test, the same one for all groups. */
  final Backend backend() {
    return contract().backend();
  }

  /** What identifies the case that is being checked; empty if there is none. */
  final String caseUnderWay() {
    return caseUnderWay;
  }

  /**
   * Runs a check for each case, in a scope of its own.
   *
   * @param <C> a kind of case, which its {@code toString} identifies
   */
  @SuppressWarnings("try") // the scope is there to close, not to be used
  final <C> void each(Collection<C> cases, BiConsumer<C, Verdicts> check) {
    Verdicts verdicts = new Verdicts();
    List<C> asked = cases.stream().filter(one -> one.toString().contains(ONLY)).toList();
    Assumptions.assumeFalse(asked.isEmpty(), "no case here is called " + ONLY);
    for (C one : asked) {
      caseUnderWay = one.toString();
      try (Scope scope = backend().scope()) {
        check.accept(one, verdicts);
      }
    }
    caseUnderWay = "";
    verdicts.requireSome();
  }

  /** Runs a check that needs a scope and verdicts. */
  @SuppressWarnings("try") // the scope is there to close, not to be used
  final void inScope(Consumer<Verdicts> check) {
    Verdicts verdicts = new Verdicts();
    try (Scope scope = backend().scope()) {
      check.accept(verdicts);
    }
    verdicts.requireSome();
  }

  /** What a function makes in a scope of its own, in which only its result survives. */
  final <T extends Tensor> T alone(Function<Scope, T> function) {
    try (Scope scope = backend().scope()) {
      T result = function.apply(scope);
      return scope.keep(result);
    }
  }

  /** Determined by a name and the seed. */
  static int seed(String name) {
    return 31 * SEED + name.hashCode();
  }

  /** Numbers of magnitudes from 1/8 to 8 that a name and the seed determine. */
  static HostTensor numbers(DType dtype, Shape shape, String name) {
    return Input.numbers(dtype, shape, seed(name), Input.MODERATE, 0);
  }

  /** The same numbers in memory of their own. */
  static HostTensor copy(HostTensor tensor) {
    return HostTensor.of(tensor.dtype(), tensor.shape(), tensor.toArray());
  }

  /** Fails unless both have the same type and every element the same bits. */
  static void assertSameBits(String what, HostTensor expected, HostTensor actual) {
    Assertions.assertEquals(expected.type(), actual.type(), what);
    for (int i = 0; i < expected.shape().size(); i++) {
      if (Double.doubleToLongBits(expected.get(i)) != Double.doubleToLongBits(actual.get(i))) {
        Assertions.fail(
            what
                + ": element "
                + i
                + " of "
                + expected.type()
                + " is "
                + actual.get(i)
                + ", not "
                + expected.get(i));
      }
    }
  }
}
