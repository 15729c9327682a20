package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertThrows;

import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.verify.OracleOperations;

/** Errors say what was wrong, and leave the backend usable. */
abstract class ErrorContract extends Contract {
  @Check("the backend works on after an operation failed, whatever it was given before")
  void usableAfterAFailure(DType dtype) {
    HostTensor a = numbers(dtype, Shape.matrix(5, 7), "a");
    HostTensor b = numbers(dtype, Shape.matrix(7, 17), "b");
    OracleOperations exact = OracleOperations.INSTANCE;
    inScope(
        verdicts -> {
          Tensor closed;
          try (Scope scope = backend().scope()) {
            closed = backend().place(b);
            scope.keep(backend().place(a));
          }
          for (int i = 0; i < 3; i++) {
            assertThrows(IllegalArgumentException.class, () -> backend().matmul(b, a));
            assertThrows(IllegalStateException.class, () -> backend().matmul(a, closed));
            verdicts.agree(
                "the product after errors",
                backend().matmul(a, b).toHost(),
                exact.matmul(OracleOperations.of(a), false, OracleOperations.of(b), false));
          }
        });
  }

  @Check("a prepared function works on after an evaluation failed")
  @SuppressWarnings("try") // the scope is there to close, not to be used
  void evaluationAfterAFailure(DType dtype) {
    HostTensor w = HostTensor.of(dtype, Shape.vector(3), 1, 2, 3);
    for (Autograd autograd : Autograd.values()) {
      inScope(
          verdicts -> {
            try (ValueAndGradients squares =
                backend()
                    .valueAndGradients(
                        p -> p.get("w").multiply(p.get("w")).multiply(p.get("v")).sum(),
                        autograd)) {
              Tensor closed;
              try (Scope scope = backend().scope()) {
                closed = backend().place(w);
              }
              Parameters right = Parameters.of("w", w).with("v", w);
              Parameters wrong = Parameters.of("w", w).with("v", closed);
              assertThrows(
                  IllegalArgumentException.class, () -> squares.evaluate(Parameters.of("w", w)));
              assertThrows(IllegalStateException.class, () -> squares.evaluate(wrong));
              assertSameBits(
                  autograd + " gradient after errors",
                  HostTensor.of(dtype, Shape.vector(3), 2, 8, 18),
                  squares.evaluate(right).gradient("w").toHost());
              assertThrows(IllegalStateException.class, () -> squares.evaluate(wrong));
              assertSameBits(
                  autograd + " value after errors",
                  HostTensor.scalar(dtype, 36),
                  squares.evaluate(right).result().toHost());
            }
          });
    }
  }
}
