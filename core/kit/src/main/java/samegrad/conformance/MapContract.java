package samegrad.conformance;

import java.util.List;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Op;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.verify.Reference;

/** What holds for an operation that is not linear in its one operand. */
abstract class MapContract extends OperationContract {
  @Check("the gradient where it saturates is zero or next to it, not NaN")
  void saturatedGradient(DType dtype) {
    each(
        specialSamples(dtype).stream()
            .filter(sample -> sample.op() instanceof Op.Map || sample.isFinite())
            .toList(),
        (sample, verdicts) -> {
          HostTensor z = sample.operands().get(0);
          HostTensor c = numbers(dtype, z.shape(), sample + ", weights");
          ScalarFunction function =
              p ->
                  sample
                      .op()
                      .apply(p.operations(), List.of(p.get("z")))
                      .multiply(p.constant(c))
                      .sum();
          Parameters at = Parameters.of("z", z);
          Reference exact = exactGradients(function.record(at.signature()), List.of(z)).get(0);
          for (Autograd autograd : Autograd.values()) {
            try (ValueAndGradients gradient = backend().valueAndGradients(function, autograd)) {
              verdicts.agree(
                  autograd + " gradient", gradient.evaluate(at).gradient("z").toHost(), exact);
            }
          }
        });
  }
}
