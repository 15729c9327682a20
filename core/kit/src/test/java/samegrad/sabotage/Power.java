package samegrad.sabotage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import samegrad.conformance.search.Search;
import samegrad.example.ReferenceEngine;
import samegrad.example.ReferenceProvider;
import samegrad.spi.BackendProvider;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

/**
 * The power of the search: how many of the defects that are drawn at random it finds, in what time.
 */
final class Power {
  private Power() {}

  /** Takes the number of defects, the seconds for each, and the seed of the draw. */
  public static void main(String... arguments) {
    int count = Integer.parseInt(arguments[0]);
    Duration budget = Duration.ofSeconds(Integer.parseInt(arguments[1]));
    Random random = new Random(Long.parseLong(arguments[2]));
    List<List<Double>> seconds = new ArrayList<>();
    int[] putIn = new int[Kind.values().length];
    for (Kind kind : Kind.values()) {
      seconds.add(new ArrayList<>());
    }
    for (int i = 0; i < count; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      Drawn drawn = Drawn.of(kind, random);
      putIn[kind.ordinal()]++;
      Search.Result result = search(drawn, budget, Duration.ZERO, i);
      if (result.failure().isPresent()) {
        seconds.get(kind.ordinal()).add(result.time().toMillis() / 1e3);
        System.err.printf(
            "%.1f s %s: %s%n",
            result.time().toMillis() / 1e3,
            drawn,
            result.failure().get().lines().findFirst().get());
      } else {
        System.err.println("not found: " + drawn);
      }
    }
    System.out.println("| kind | put in | found | median seconds |\n|---|---|---|---|");
    for (Kind kind : Kind.values()) {
      List<Double> times = seconds.get(kind.ordinal());
      Collections.sort(times);
      System.out.printf(
          "| %s | %d | %d | %s |%n",
          kind.description(),
          putIn[kind.ordinal()],
          times.size(),
          times.isEmpty() ? "" : "%.1f".formatted(times.get(times.size() / 2)));
    }
    System.out.printf("%d of %d found%n", seconds.stream().mapToInt(List::size).sum(), count);
  }

  /** What a search finds on the example engine with a defect. */
  static Search.Result search(Drawn drawn, Duration budget, Duration shrinking, long seed) {
    BackendProvider provider =
        new BackendProvider() {
          @Override
          public String name() {
            return "reference";
          }

          @Override
          public Optional<String> unavailable(EngineConfig config) {
            return Optional.empty();
          }

          @Override
          public Engine<?> create(EngineConfig config) {
            ReferenceEngine engine = new ReferenceProvider().create(config);
            return drawn.in(engine);
          }
        };
    return new Search(provider, Device.CPU, seed).run(budget, shrinking);
  }
}
