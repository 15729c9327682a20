package samegrad.benchmarks.report;

import static samegrad.benchmarks.report.Workload.STEP;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import samegrad.cli.console.Table;

/**
 * Which backend to choose, from what samegrad bench measured.
 *
 * @param times by workload and backend
 */
record Recommendation(Context context, Map<Workload, Map<String, Result>> times) {
  /** Of a processor, by which other processes may have been at work without a word. */
  private static final double BUSY = 0.1;

  /**
   * The half width of an interval, as a part of the score, from which a machine counts as noisy.
   */
  private static final double NOISY = 0.1;

  /** From the results of the network's suite. */
  static Recommendation of(List<Result> results, Context context) {
    Map<Workload, Map<String, Result>> times = new LinkedHashMap<>();
    for (Result one : results) {
      if (one.benchmark().equals(Workload.SUITE) && !one.parameter("samples").isEmpty()) {
        times
            .computeIfAbsent(Workload.of(one), unused -> new LinkedHashMap<>())
            .put(one.parameter("backend"), one);
      }
    }
    return new Recommendation(context, times);
  }

  /**
   * Who is fastest at something.
   *
   * @param best the fastest, and those of which it cannot be told that they are slower
   * @param next the fastest of the others
   */
  private record Winner(List<Result> best, List<Result> next) {
    static Winner of(Map<String, Result> backends) {
      List<Result> ordered =
          backends.values().stream().sorted(Comparator.comparingDouble(Result::score)).toList();
      List<Result> next = ordered.stream().filter(ordered.get(0)::isBelow).limit(1).toList();
      List<Result> best = ordered.stream().filter(one -> !ordered.get(0).isBelow(one)).toList();
      return new Winner(best, next);
    }

    Set<String> names() {
      Set<String> names = new LinkedHashSet<>();
      best.forEach(one -> names.add(one.parameter("backend")));
      return names;
    }

    String text() {
      if (next.isEmpty() && best.size() == 1) {
        return best.get(0).parameter("backend") + " alone was measured";
      }
      String who =
          best.size() == 1
              ? best.get(0).parameter("backend") + " is fastest"
              : "no difference can be told between "
                  + String.join(", ", names()).replaceFirst(", ([^,]*)$", " and $1");
      return next.isEmpty()
          ? who
          : who + (best.size() == 1 ? ": " : "; ") + lead(best.get(0), next.get(0));
    }

    /** By how much the first is ahead, from interval to interval. */
    private static String lead(Result first, Result other) {
      double low = other.low() / first.high();
      double high = other.high() / first.low();
      return "%s takes %s times as long as %s"
          .formatted(
              other.parameter("backend"),
              Double.isInfinite(high)
                  ? "at least " + Result.digits(low, 2)
                  : Result.digits(low, 2) + " to " + Result.digits(high, 2),
              first.parameter("backend"));
    }
  }

  /** The workload that decides: a step with the network's own samples and most threads. */
  private Workload main() {
    return times.keySet().stream()
        .filter(one -> one.method().equals(STEP) && one.samples() == context.samples())
        .max(Comparator.comparingInt(Workload::threads))
        .orElseGet(() -> times.keySet().iterator().next());
  }

  private Map<String, Result> of(Workload workload) {
    return Objects.requireNonNull(times.get(workload));
  }

  /** The answer: the sentence first, then where it changes, then what makes it doubtful. */
  List<String> answer() {
    if (times.isEmpty()) {
      return List.of("Nothing was measured.");
    }
    Workload main = main();
    Winner winner = Winner.of(of(main));
    Result best = winner.best().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "For %s, here: %s. %s takes %s on %s (95 %% intervals; JVMs of each: %d)."
            .formatted(
                context.network(),
                winner.text(),
                capital(main.describe()),
                time(best),
                best.parameter("backend"),
                best.forks().size()));
    times.forEach(
        (workload, backends) -> {
          Winner other = Winner.of(backends);
          if (workload.isTimed()
              && !workload.equals(main)
              && !other.names().equals(winner.names())) {
            lines.add(capital(workload.describe()) + ": " + other.text() + ".");
          }
        });
    if (lines.size() == 1
        && of(main).size() > 1
        && times.keySet().stream().filter(Workload::isTimed).count() > 1) {
      lines.add("The answer is the same for every other batch and number of threads measured.");
    }
    repaid(main, winner).forEach(lines::add);
    doubts().forEach(lines::add);
    return lines;
  }

  /** After how many steps a fast backend has made up for a slow start. */
  private Stream<String> repaid(Workload main, Winner winner) {
    Map<String, Result> starts =
        times.getOrDefault(
            new Workload(Workload.START, context.samples(), main.threads()), Map.of());
    Result best = winner.best().get(0);
    Result start = starts.get(best.parameter("backend"));
    if (start == null) {
      return Stream.of();
    }
    return winner.next().stream()
        .flatMap(next -> Stream.ofNullable(starts.get(next.parameter("backend"))))
        .filter(other -> other.isBelow(start))
        .map(
            other -> {
              String slower = other.parameter("backend");
              double gain = Objects.requireNonNull(of(main).get(slower)).score() - best.score();
              return "%s starts %s ms later than %s, which its faster steps repay after about %,d."
                  .formatted(
                      best.parameter("backend"),
                      Result.digits(start.score() - other.score(), 2),
                      slower,
                      (long) Math.ceil(1000 * (start.score() - other.score()) / gain));
            });
  }

  private List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    context.failures().forEach((backend, why) -> doubts.add(backend + " " + why + "."));
    if (context.othersCores() > BUSY) {
      doubts.add(
          "Warning: other processes kept %s processors busy meanwhile, which may have slowed any."
              .formatted(Result.digits(context.othersCores(), 2)));
    }
    double spread =
        times.entrySet().stream()
            .filter(entry -> entry.getKey().isTimed())
            .flatMap(entry -> entry.getValue().values().stream())
            .mapToDouble(one -> one.error() / one.score())
            .max()
            .orElse(0);
    if (spread > NOISY) {
      doubts.add(
          "Warning: intervals reach ± %.0f %%: this machine is noisy; --thorough measures longer."
              .formatted(100 * spread));
    } else if (Double.isNaN(spread)) {
      doubts.add("Warning: one JVM of a backend gives no interval, so nothing can be told.");
    }
    doubts.addAll(context.settings());
    return doubts;
  }

  /** A row for each workload, a column for each backend. */
  String table() {
    Set<String> backends = new LinkedHashSet<>();
    times.values().forEach(row -> backends.addAll(row.keySet()));
    List<String> heads = new ArrayList<>(List.of("", "samples", "threads"));
    heads.addAll(backends);
    Table table = new Table(heads.toArray(String[]::new));
    times.forEach(
        (workload, row) -> {
          List<String> cells = new ArrayList<>();
          cells.add(workload.name());
          cells.add(workload.isTimed() ? Integer.toString(workload.samples()) : "");
          cells.add(workload.isTimed() ? Integer.toString(workload.threads()) : "");
          backends.forEach(
              backend ->
                  cells.add(
                      Stream.ofNullable(row.get(backend))
                          .map(Recommendation::time)
                          .findFirst()
                          .orElse("not measured")));
          table.row(cells.toArray(String[]::new));
        });
    return table.toString();
  }

  /** The table, the answer. */
  String text() {
    return table()
        + System.lineSeparator().repeat(2)
        + String.join(System.lineSeparator(), answer());
  }

  /** A figure with its error, such as {@code 0.612 ± 0.021 µs}. */
  static String time(Result one) {
    return one.text() + " " + one.shortUnit();
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
