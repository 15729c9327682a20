package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.conformance.search.RandomNetworks;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/** Whole networks: every layer's z and a, the loss, and the gradient of every weight and bias. */
abstract class NetworkContract extends Contract {
  private static final double[] SCALES = {1, 10, 100};
  private static final int NETWORKS = 8;

  /** Shared by all backends that are tested in this process. */
  private static final Map<Homework, Map<TensorName, Reference>> SOLVED = new ConcurrentHashMap<>();

  private static Map<TensorName, Reference> exact(Homework homework) {
    return SOLVED.computeIfAbsent(homework, asked -> Oracle.solve(asked).tensors());
  }

  private static List<Case> random(DType dtype) {
    List<Case> cases = new ArrayList<>();
    for (double scale : SCALES) {
      for (int i = 0; i < NETWORKS; i++) {
        String name = "network " + i + " " + dtype + " scale " + scale;
        cases.add(new Case(RandomNetworks.homework(name, dtype, scale, i, new Random(seed(name)))));
      }
    }
    return cases;
  }

  private record Case(Homework homework) {
    @Override
    public String toString() {
      return homework.network() + ", batch of " + homework.samples();
    }
  }

  private Map<TensorName, HostTensor> solve(
      Homework homework, Autograd autograd, Verdicts verdicts) {
    Map<TensorName, HostTensor> results = homework.solve(backend(), autograd).tensors();
    Map<TensorName, Reference> exact = exact(homework);
    assertEquals(exact.keySet(), results.keySet());
    results.forEach((name, result) -> verdicts.agree(name.toString(), result, named(exact, name)));
    try (ValueAndGradients alone = backend().valueAndGradients(homework.loss(), autograd)) {
      Evaluation at = alone.evaluate(homework.parameters());
      verdicts.agree("the loss alone", at.result().toHost(), named(exact, TensorName.LOSS));
      for (TensorName parameter : homework.network().parameterNames()) {
        verdicts.agree(
            parameter + " of the loss alone",
            at.gradient(parameter.toString()).toHost(),
            named(exact, parameter.gradient()));
      }
    }
    return results;
  }

  private static <T> T named(Map<TensorName, T> tensors, TensorName name) {
    return Objects.requireNonNull(tensors.get(name), name.toString());
  }

  @Check("random networks, saturated ones too, with the engine's own autograd")
  void randomNative(DType dtype) {
    each(random(dtype), (one, verdicts) -> solve(one.homework(), Autograd.NATIVE, verdicts));
  }

  @Check("random networks, saturated ones too, with the tape")
  void randomTape(DType dtype) {
    each(random(dtype), (one, verdicts) -> solve(one.homework(), Autograd.TAPE, verdicts));
  }

  @Check("the golden networks, with the engine's own autograd, give PyTorch's numbers")
  void goldenNative(DType dtype) {
    each(Golden.all(dtype), (golden, verdicts) -> golden(golden, Autograd.NATIVE, verdicts));
  }

  @Check("the golden networks, with the tape, give PyTorch's numbers")
  void goldenTape(DType dtype) {
    each(Golden.all(dtype), (golden, verdicts) -> golden(golden, Autograd.TAPE, verdicts));
  }

  private void golden(Golden golden, Autograd autograd, Verdicts verdicts) {
    Map<TensorName, HostTensor> results = solve(golden.homework(), autograd, verdicts);
    Map<TensorName, Reference> exact = exact(golden.homework());
    assertEquals(golden.expected().keySet(), results.keySet());
    results.forEach(
        (name, tensor) -> {
          Comparison toPyTorch =
              Comparison.between(tensor, named(golden.expected(), name), named(exact, name));
          assertNotEquals(
              Verdict.DIFFER,
              toPyTorch.verdict(),
              () -> name + " and PyTorch's: " + toPyTorch.describe());
        });
  }
}
