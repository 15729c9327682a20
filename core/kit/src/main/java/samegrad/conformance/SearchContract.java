package samegrad.conformance;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import samegrad.conformance.search.Search;

/** Programs that are drawn at random. */
abstract class SearchContract extends Contract {
  private static final Duration BUDGET =
      Duration.ofSeconds(Long.getLong("samegrad.conformance.seconds", 60));

  private static final Duration SHRINKING = Duration.ofSeconds(10);

  SearchContract(BackendContract contract) {
    super(contract);
  }

  @Check("programs drawn at random give what they have to, whatever runs them and how")
  void programs() {
    Search search = new Search(contract().provider(), contract().config().device(), Sample.SEED);
    Search.Result result = search.run(BUDGET, SHRINKING);
    System.out.printf(
        "%s: %d programs in %.1f s%n%s%n",
        contract().provider().name(),
        result.programs(),
        result.time().toMillis() / 1e3,
        result.coverage());
    result.failure().ifPresent(Assertions::fail);
  }
}
