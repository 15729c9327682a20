package samegrad.sabotage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import samegrad.conformance.search.Search;
import samegrad.spi.Device;

/**
 * The power of the search: how many defects that are drawn at random it finds, and in what time.
 * {@code -Dsamegrad.sabotage.drawn=N} draws N of them, one of each kind in turn, with {@code
 * -Dsamegrad.sabotage.seed=N} other ones.
 */
class PowerTest {
  private static final Kind[] KINDS = Kind.values();
  private static final int DRAWN = Integer.getInteger("samegrad.sabotage.drawn", KINDS.length);
  private static final long SEED = Long.getLong("samegrad.sabotage.seed", 1);
  private static final Duration BUDGET = Duration.ofSeconds(60);

  @Test
  void the_search_finds_295_of_300_defects_that_are_drawn_at_random() {
    Random random = new Random(SEED);
    Map<Kind, List<Double>> seconds = new EnumMap<>(Kind.class);
    List<Drawn> missed = new ArrayList<>();
    for (int i = 0; i < DRAWN; i++) {
      Drawn drawn = Drawn.of(KINDS[i % KINDS.length], random);
      Search.Result result = search(drawn, BUDGET, Duration.ZERO, SEED + i);
      List<Double> times = seconds.computeIfAbsent(drawn.kind(), kind -> new ArrayList<>());
      if (result.failure().isPresent()) {
        times.add(result.time().toMillis() / 1e3);
      } else {
        missed.add(drawn);
      }
    }
    System.out.println("| kind | put in | found | median seconds |\n|---|---|---|---|");
    seconds.forEach(
        (kind, times) -> {
          long lost = missed.stream().filter(drawn -> drawn.kind() == kind).count();
          double median =
              times.stream().sorted().skip(times.size() / 2).findFirst().orElse(Double.NaN);
          System.out.printf(
              "| %s | %d | %d | %.1f |%n",
              kind.description(), times.size() + lost, times.size(), median);
        });
    System.out.printf("%d of %d found; not %s%n", DRAWN - missed.size(), DRAWN, missed);
    assertTrue(300 * missed.size() <= 5 * DRAWN, missed::toString);
  }

  /** What a search finds on the example engine with a defect. */
  static Search.Result search(Drawn drawn, Duration budget, Duration shrinking, long seed) {
    return new Search(SabotagedBackend.provider(drawn::in), Device.CPU, seed)
        .run(budget, shrinking);
  }
}
