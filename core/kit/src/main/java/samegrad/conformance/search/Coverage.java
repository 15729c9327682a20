package samegrad.conformance.search;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import samegrad.autograd.Tape;

/** Counts what was run: operations by the size of their largest dimension, and threads. */
final class Coverage {
  private static final int CLASSES = 14;

  private final Map<String, int[]> operations = new TreeMap<>();
  private final Map<Integer, Integer> threads = new TreeMap<>();
  private final Map<String, Integer> ways = new TreeMap<>();
  private int programs;

  void add(Program program, String way, int engineThreads) {
    programs++;
    threads.merge(engineThreads, 1, Integer::sum);
    ways.merge(way, 1, Integer::sum);
    for (Tape.Entry entry : program.tape().entries()) {
      if (entry instanceof Tape.Computed computed) {
        int largest =
            computed.inputs().stream()
                .map(input -> program.tape().entries().get(input).type().shape())
                .mapToInt(shape -> Math.max(shape.rows(), shape.columns()))
                .max()
                .orElse(0);
        int[] counts =
            operations.computeIfAbsent(Single.name(computed.op()), name -> new int[CLASSES]);
        counts[
            Math.min(CLASSES - 1, 32 - Integer.numberOfLeadingZeros(Math.max(0, largest - 1)))]++;
      }
    }
  }

  int programs() {
    return programs;
  }

  /** A table: for each operation how often it was run, by its largest dimension. */
  @Override
  public String toString() {
    String header =
        IntStream.range(0, CLASSES)
            .mapToObj(i -> "%6s".formatted(i == CLASSES - 1 ? "more" : "≤" + (1 << i)))
            .collect(Collectors.joining());
    StringBuilder table = new StringBuilder("%-10s%s%n".formatted("dimension", header));
    operations.forEach(
        (name, counts) ->
            table.append(
                "%-10s%s%n"
                    .formatted(
                        name,
                        IntStream.of(counts)
                            .mapToObj("%6d"::formatted)
                            .collect(Collectors.joining()))));
    return table + "programs by the engine's threads " + threads + ", by way " + ways;
  }
}
