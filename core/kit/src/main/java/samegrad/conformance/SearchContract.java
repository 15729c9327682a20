package samegrad.conformance;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import samegrad.conformance.search.Search;

/** Programs that are drawn at random. */
abstract class SearchContract extends Contract {
  static final Duration BUDGET =
      Duration.ofSeconds(Long.getLong("samegrad.conformance.seconds", 60));

  private static final Duration SHRINKING = Duration.ofSeconds(10);

  @Check("programs drawn at random give what they have to, whatever runs them and how")
  void programs() {
    Search search = new Search(contract().provider(), contract().config().device(), SEED);
    Search.Result result = search.run(BUDGET, SHRINKING);
    contract().report().searched(result);
    System.out.printf("%s: %s%n", contract().provider().name(), result.summary());
    result.failure().ifPresent(Assertions::fail);
  }
}
