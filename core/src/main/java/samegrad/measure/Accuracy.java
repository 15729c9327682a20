package samegrad.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.autograd.Autograd;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * How exact one operation of a backend is, as measured on seeded inputs of several sizes.
 *
 * @param operation its name, or {@code gradient native} and {@code gradient tape} for the loss and
 *     all gradients of networks
 * @param dtype of operands and results
 * @param maxRatio the largest |result − exact| / bound over all elements: above 1 the result cannot
 *     be correct
 * @param maxUlps the largest |result − exact| in units in the last place of the exact value; large
 *     where terms cancel, and rightly so
 * @param differing how many results are not within their bounds
 * @param bits SHA-256 over the bits of all results, to tell whether two backends have the same ones
 */
public record Accuracy(
    String operation, DType dtype, double maxRatio, double maxUlps, int differing, String bits) {

  /** Measures each operation, then the gradients of networks, by the engine's autograd and ours. */
  @SuppressWarnings("try") // scopes are there to close, not to be used
  public static List<Accuracy> measure(Backend backend, DType dtype) {
    AccuracyCases cases = new AccuracyCases(dtype);
    List<Accuracy> measured = new ArrayList<>();
    for (Map.Entry<String, List<AccuracyCases.Case>> entry : cases.operations().entrySet()) {
      Gathered gathered = new Gathered();
      for (AccuracyCases.Case one : entry.getValue()) {
        List<Reference> exact = one.operands().stream().map(OracleOperations::of).toList();
        try (Scope scope = backend.scope()) {
          Tensor result = one.op().apply(backend, List.<Tensor>copyOf(one.operands()));
          gathered.add(result.toHost(), one.op().apply(OracleOperations.INSTANCE, exact));
        }
      }
      measured.add(gathered.accuracy(entry.getKey(), dtype));
    }
    List<Homework> networks = cases.networks();
    List<Oracle.Solution> exact = networks.stream().map(Oracle::solve).toList();
    for (Autograd autograd : Autograd.values()) {
      Gathered gathered = new Gathered();
      for (int i = 0; i < networks.size(); i++) {
        Oracle.Solution solution = exact.get(i);
        networks.get(i).solve(backend, autograd).tensors().entrySet().stream()
            .filter(tensor -> !tensor.getKey().isOfForwardPass())
            .forEach(tensor -> gathered.add(tensor.getValue(), solution.tensor(tensor.getKey())));
      }
      measured.add(gathered.accuracy("gradient " + autograd, dtype));
    }
    return measured;
  }

  /** The largest of what several results show. */
  private static final class Gathered {
    private final BitHash bits = new BitHash();
    private double maxRatio;
    private double maxUlps;
    private int differing;

    void add(HostTensor result, Reference exact) {
      Comparison comparison = Comparison.of(result, exact);
      maxRatio = Math.max(maxRatio, comparison.maxRatio());
      maxUlps = Math.max(maxUlps, comparison.maxUlps());
      differing += comparison.verdict() == Verdict.DIFFER ? 1 : 0;
      bits.add(result);
    }

    Accuracy accuracy(String operation, DType dtype) {
      return new Accuracy(operation, dtype, maxRatio, maxUlps, differing, bits.hex());
    }
  }
}
