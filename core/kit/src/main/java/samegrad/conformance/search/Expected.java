package samegrad.conformance.search;

import java.util.Optional;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.Comparison;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/** What a result has to be. */
interface Expected {
  /** What is wrong with a result, if something is. */
  Optional<String> wrong(HostTensor result);

  /** These numbers, zeros of either sign being the same. */
  static Expected exactly(HostTensor numbers) {
    return result -> {
      if (!result.shape().equals(numbers.shape())) {
        return Optional.of("has the shape " + result.shape() + ", not " + numbers.shape());
      }
      Shape shape = result.shape();
      for (int i = 0; i < shape.size(); i++) {
        double got = result.get(i);
        double wanted = numbers.get(i);
        if (got != wanted && !(Double.isNaN(got) && Double.isNaN(wanted))) {
          return Optional.of(
              "element (%d, %d) of %s is %s, not %s: here every sum is exact, so the bound is 0"
                  .formatted(i / shape.columns(), i % shape.columns(), result.type(), got, wanted));
        }
      }
      return Optional.empty();
    };
  }

  /** Numbers within their bounds. */
  static Expected within(Reference reference) {
    return result -> {
      Comparison comparison = Comparison.of(result, reference);
      return comparison.verdict() == Verdict.DIFFER
          ? Optional.of(comparison.describe())
          : Optional.empty();
    };
  }
}
