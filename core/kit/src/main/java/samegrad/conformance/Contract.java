package samegrad.conformance;

import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/** A group of checks on the backend of a {@link BackendContract}. */
abstract class Contract {
  private static final String ONLY = System.getProperty("samegrad.conformance.case", "");

  private final BackendContract contract;
  private String caseUnderWay = "";

  Contract(BackendContract contract) {
    this.contract = contract;
  }

  final BackendContract contract() {
    return contract;
  }

  /** The backend under test, the same one for all groups. */
  final Backend backend() {
    return contract.backend();
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
