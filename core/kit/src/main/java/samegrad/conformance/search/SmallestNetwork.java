package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import samegrad.Backend;
import samegrad.autograd.Autograd;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * A network whose results are wrong, too.
 *
 * @param batch how many samples
 * @param widths of the layers, the input's first
 * @param hidden what the hidden layers apply
 */
record SmallestNetwork(int batch, List<Integer> widths, Activation hidden) {
  private static final int FEW = 3;

  /**
   * The smallest network found that shows what a program shows; empty if none does.
   *
   * @param left whether there is time left
   */
  static Optional<Homework> showing(Program program, Backend backend, BooleanSupplier left) {
    DType dtype = program.dtype();
    Optional<SmallestNetwork> found =
        Stream.concat(program.dimensions().stream().filter(size -> size > FEW), Stream.of(FEW))
            .flatMap(SmallestNetwork::ofSize)
            .filter(one -> left.getAsBoolean() && one.isWrong(dtype, backend))
            .findFirst();
    Optional<SmallestNetwork> smaller = found;
    while (smaller.isPresent()) {
      found = smaller;
      smaller =
          found.get().smaller().stream()
              .filter(one -> left.getAsBoolean() && one.isWrong(dtype, backend))
              .findFirst();
    }
    return found.map(one -> one.homework(dtype));
  }

  /** With that size in each place. */
  private static Stream<SmallestNetwork> ofSize(int size) {
    return Activation.ALL.stream()
        .flatMap(
            hidden ->
                Stream.of(
                    new SmallestNetwork(size, List.of(FEW, 2, FEW), hidden),
                    new SmallestNetwork(2, List.of(size, FEW, 2), hidden),
                    new SmallestNetwork(2, List.of(FEW, size, 2), hidden),
                    new SmallestNetwork(2, List.of(FEW, 2, size), hidden)));
  }

  /** With one thing less. */
  private List<SmallestNetwork> smaller() {
    List<SmallestNetwork> smaller = new ArrayList<>();
    for (int place = 0; place <= widths.size(); place++) {
      int size = place == widths.size() ? batch : widths.get(place);
      if (widths.size() > 2 && place < widths.size()) {
        List<Integer> fewer = new ArrayList<>(widths);
        fewer.remove(place);
        smaller.add(new SmallestNetwork(batch, fewer, hidden));
      }
      for (int less : new int[] {1, 2, size / 2, size * 3 / 4, size - 16, size - 1}) {
        if (less >= 1 && less < size) {
          smaller.add(with(place, less));
        }
      }
    }
    if (!hidden.equals(Activation.IDENTITY)) {
      smaller.add(new SmallestNetwork(batch, widths, Activation.IDENTITY));
    }
    return smaller;
  }

  private SmallestNetwork with(int place, int size) {
    if (place == widths.size()) {
      return new SmallestNetwork(size, widths, hidden);
    }
    List<Integer> other = new ArrayList<>(widths);
    other.set(place, size);
    return new SmallestNetwork(batch, other, hidden);
  }

  private Homework homework(DType dtype) {
    Random random = new Random(batch);
    int[] sizes = widths.stream().mapToInt(width -> width).toArray();
    List<Activation> activations = Collections.nCopies(sizes.length - 2, hidden);
    return RandomNetworks.squared(
        RandomNetworks.network("smallest", dtype, sizes, activations, 1, random), batch, random);
  }

  /** Whether it throws or an error is beyond its bound, with either autograd. */
  private boolean isWrong(DType dtype, Backend backend) {
    Homework homework = homework(dtype);
    Map<TensorName, Reference> exact = Oracle.solve(homework).tensors();
    try {
      for (Autograd autograd : Autograd.values()) {
        Map<TensorName, HostTensor> results = homework.solve(backend, autograd).tensors();
        for (Map.Entry<TensorName, HostTensor> result : results.entrySet()) {
          Reference right = exact.get(result.getKey());
          if (right == null
              || Comparison.of(result.getValue(), right).verdict() == Verdict.DIFFER) {
            return true;
          }
        }
      }
      return false;
    } catch (RuntimeException | LinkageError failure) {
      return true;
    }
  }
}
