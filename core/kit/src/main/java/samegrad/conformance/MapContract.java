package samegrad.conformance;

import samegrad.autograd.Autograd;
import samegrad.tensor.DType;
import samegrad.tensor.UnaryFunction;

/** What holds for a function of each element. */
abstract class MapContract extends OperationContract {
  /**
   * For a function.
   *
   * @param second a bound on |f″|
   * @param third a bound on |f‴|
   */
  MapContract(BackendContract contract, UnaryFunction function, double second, double third) {
    super(contract, function.toString(), new FiniteDifferences.Curvature(second, third, false));
  }

  /** For a function that is linear but for a kink or a jump at 0. */
  MapContract(BackendContract contract, UnaryFunction function) {
    super(contract, function.toString(), new FiniteDifferences.Curvature(0, 0, true));
  }

  @Check("the gradient where it saturates is zero or next to it, not NaN")
  void saturatedGradient(DType dtype) {
    each(
        specialSamples(dtype),
        (sample, verdicts) -> {
          for (Autograd autograd : Autograd.values()) {
            verdicts.agree(
                autograd + " gradient",
                evaluate(sample, cotangent(sample), autograd).gradient("p0").toHost(),
                expectedGradient(sample, cotangent(sample)).gradients().get(0));
          }
        });
  }
}
