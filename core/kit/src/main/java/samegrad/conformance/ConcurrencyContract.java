package samegrad.conformance;

import org.junit.jupiter.api.Assertions;
import samegrad.Scope;
import samegrad.conformance.search.Callers;
import samegrad.conformance.search.Search;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/** Several threads at once on one backend. */
@SuppressWarnings("try") // scopes are there to close, not to be used
abstract class ConcurrencyContract extends Contract {
  private static final int ROUNDS = 40;

  @Check("operations and prepared functions give each of several threads its own result")
  void operations(DType dtype) {
    for (int i = 0; i < 3; i++) {
      Search.atOnce(backend(), dtype, SEED + i).ifPresent(Assertions::fail);
    }
  }

  @Check("a scope frees what its own thread made, and nothing of the others'")
  void scopes(DType dtype) throws Exception {
    HostTensor one = HostTensor.scalar(dtype, 1);
    Callers.atOnce(
        ROUNDS,
        (caller, round) -> {
          try (Scope outer = backend().scope()) {
            Tensor mine = backend().add(one, HostTensor.scalar(dtype, caller));
            try (Scope inner = backend().scope()) {
              for (int i = 0; i < 5; i++) {
                backend().add(mine, one);
              }
            }
            assertSameBits("mine", HostTensor.scalar(dtype, caller + 1), mine.toHost());
          }
        });
  }
}
