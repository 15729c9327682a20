package samegrad.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import samegrad.cli.worker.Outcome;
import samegrad.json.Json;
import samegrad.measure.Accuracy;
import samegrad.measure.Determinism;
import samegrad.measure.Determinism.Grade;
import samegrad.tensor.DType;

class AccuracyReportTest {
  private static final Outcome.Measured PLAIN =
      measured(Grade.BITWISE, row("add", 0.5, 0.25, 0, "a"), row("matmul", 0.031, 1234.5, 0, "b"));
  private static final Outcome.Measured OTHER =
      measured(Grade.RUN_TO_RUN, row("add", 0.5, 0.25, 0, "a"), row("matmul", 17.4, 12.4, 2, "c"));

  private static Outcome.Measured measured(Grade grade, Accuracy... rows) {
    Determinism determinism = new Determinism(grade, 9, Map.of(1, 1, 4, 1));
    return new Outcome.Measured(List.of(rows), Map.of(DType.FLOAT64, determinism));
  }

  private static Accuracy row(
      String operation, double ratio, double ulps, int differing, String bits) {
    return new Accuracy(operation, DType.FLOAT64, ratio, ulps, differing, bits);
  }

  private static AccuracyReport both() {
    AccuracyReport report = new AccuracyReport(9);
    report.add("other", OTHER);
    report.add("plain", PLAIN);
    return report;
  }

  @Test
  void the_text_has_a_row_for_each_backend_and_operation() {
    List<String> lines = both().text(AccuracyReport.Format.text).lines().toList();
    assertEquals("backend  operation  dtype    error/bound  max ulp  bits of plain", lines.get(0));
    assertEquals("other    matmul     float64           17       12  no", lines.get(2));
    assertEquals("plain    matmul     float64        0.031     1235  yes", lines.get(4));
    assertTrue(lines.get(5).startsWith("other float64: run to run (9 runs each"), lines.get(5));
    assertTrue(lines.get(6).startsWith("plain float64: bitwise"), lines.get(6));
  }

  @Test
  void the_markdown_has_a_column_for_each_backend() {
    assertEquals(
        List.of(
            "| operation | dtype | other | plain |",
            "|---|---|---|---|",
            "| add | float64 | 0.50, 0.25 ulp | 0.50, 0.25 ulp |",
            "| matmul | float64 | 17, 12 ulp, own bits | 0.031, 1235 ulp |",
            "| determinism | float32 |  |  |",
            "| determinism | float64 | run to run | bitwise |"),
        both().text(AccuracyReport.Format.markdown).lines().toList());
  }

  @Test
  void json_has_every_number() {
    String json = both().text(AccuracyReport.Format.json);
    assertTrue(json.contains("\"maxUlps\":1234.5"), json);
    assertTrue(json.contains("\"grade\":\"run to run\""), json);
    assertTrue(json.contains("\"failures\":{}"), json);
  }

  @Test
  void an_error_beyond_its_bound_a_failure_or_nothing_at_all_is_not_within_bounds() {
    AccuracyReport report = new AccuracyReport(0);
    assertFalse(report.allWithinBounds());
    report.add("plain", PLAIN);
    assertTrue(report.allWithinBounds());
    assertFalse(both().allWithinBounds());
    report.add("djl", new Outcome.Failed("crashed: SIGSEGV"));
    assertFalse(report.allWithinBounds());
    assertTrue(report.text(AccuracyReport.Format.text).contains("djl      crashed: SIGSEGV"));
    assertTrue(report.text(AccuracyReport.Format.markdown).contains("djl: crashed: SIGSEGV"));
  }

  @Test
  void what_a_worker_writes_is_read_back_the_same() throws Exception {
    assertEquals(OTHER, Json.read(Json.write(OTHER), Outcome.class));
  }
}
