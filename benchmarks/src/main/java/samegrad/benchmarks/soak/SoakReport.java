package samegrad.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import samegrad.cli.console.Table;
import samegrad.network.Homework;

/** What the runs showed, as text. */
final class SoakReport {
  private SoakReport() {}

  /** A table of resident memory over the run, then one line on each backend. */
  static String text(
      Homework homework, long throwEvery, List<String> heap, List<SoakResult> results) {
    String end = System.lineSeparator();
    SoakResult.Sample last = results.get(0).last();
    return "%s, %d samples, %s: %d steps%s; Java with %s"
            .formatted(
                homework.network(),
                homework.samples(),
                homework.dtype(),
                last.step(),
                throwEvery == 0 ? "" : ", each " + throwEvery + "th throws",
                String.join(" ", heap))
        + end
        + (results.stream().anyMatch(SoakResult::showsGpu)
            ? "resident memory, and memory in use of the GPU, in MiB"
            : "resident memory in MiB")
        + end
        + end
        + course(results)
        + end
        + end
        + verdicts(results);
  }

  private static Table course(List<SoakResult> results) {
    List<String> heads = new ArrayList<>(List.of("step"));
    for (SoakResult result : results) {
      heads.add(result.backend());
      if (result.showsGpu()) {
        heads.add("GPU");
      }
    }
    Table table = new Table(heads.toArray(String[]::new));
    for (int i = 0; i < results.get(0).samples().size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(Long.toString(results.get(0).samples().get(i).step()));
      for (SoakResult result : results) {
        row.add(mebibytes(result.samples().get(i).resident()));
        if (result.showsGpu()) {
          row.add(mebibytes(result.samples().get(i).gpuMemory()));
        }
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private static Table verdicts(List<SoakResult> results) {
    Table table =
        new Table(
            "backend",
            "seconds",
            "failed steps",
            "native arrays",
            "Java heap before",
            "after",
            "most above warm-up",
            "verdict");
    for (SoakResult result : results) {
      table.row(
          result.backend(),
          String.format(Locale.ROOT, "%.1f", result.last().seconds()),
          Long.toString(result.failures()),
          arrays(result),
          mebibytes(result.heapBefore()),
          mebibytes(result.heapAfter()),
          String.format(
              Locale.ROOT, "%+.2f %%", 100 * Math.max(result.change(), result.gpuChange())),
          result.flat() ? "flat" : "NOT FLAT");
    }
    return table;
  }

  private static String arrays(SoakResult result) {
    long first = result.samples().get(0).nativeArrays();
    if (first < 0) {
      return "none";
    }
    return result.sameArrays() ? "always " + first : first + " to " + result.last().nativeArrays();
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
  }
}
