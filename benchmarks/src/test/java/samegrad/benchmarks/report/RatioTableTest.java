package samegrad.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.network.InvalidInputException;

final class RatioTableTest {
  private static Result result(
      String method, String backend, int size, double score, double error) {
    return new Result(
        "MatmulBenchmark",
        method,
        Map.of("backend", backend, "size", Integer.toString(size), "dtype", "float64"),
        "us/op",
        score,
        error,
        List.of());
  }

  @Test
  void backends_stand_side_by_side_with_ratios_and_their_ranges() {
    List<Result> results =
        List.of(
            result("product", "plain", 8, 10, 1),
            result("product", "djl", 8, 5, 0.5),
            result("product", "plain", 64, 1234, 120),
            result("other", "plain", 8, 1, Double.NaN),
            result("other", "djl", 8, 3, 0.5));
    assertEquals(
        """
        dtype=float64

        | benchmark | size | plain, µs | djl, µs | djl / plain |
        | --- | --- | --- | --- | --- |
        | Matmul.product | 8 | 10 ± 1 | 5 ± 0.5 | 0.50 (0.41 … 0.61) |
        | Matmul.product | 64 | 1230 ± 120 |  |  |
        | Matmul.other | 8 | 1 | 3 ± 0.5 | 3.00 |\
        """,
        RatioTable.markdown(results, "backend", "plain").replace(System.lineSeparator(), "\n"));
  }

  @Test
  void by_a_figure_that_its_error_swallows_nothing_is_divided() {
    List<Result> results =
        List.of(
            result("product", "plain", 8, 2, 2),
            result("product", "djl", 8, 3, 0.5),
            result("product", "djl", 9, 3, 0.5));
    assertEquals(
        "| 8 | 2 ± 2 | 3 ± 0.5 | not measured |",
        RatioTable.markdown(results, "backend", "plain").lines().toList().get(4));
  }

  @Test
  void what_makes_no_table_is_refused() {
    List<Result> results = List.of(result("product", "djl", 8, 5, 0.5));
    assertAll(
        () ->
            assertThrows(
                InvalidInputException.class,
                () -> RatioTable.markdown(results, "backend", "plain")),
        () ->
            assertThrows(
                InvalidInputException.class,
                () -> RatioTable.markdown(results, "nosuch", "plain")));
  }

  @Test
  void jmhs_file_is_read(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("jmh.json"),
            """
            [{"benchmark": "samegrad.benchmarks.MatmulBenchmark.product",
              "params": {"backend": "djl", "size": "8", "dtype": "float64"},
              "primaryMetric": {"score": 5.0, "scoreError": 0.5, "scoreUnit": "us/op"}},
             {"benchmark": "samegrad.benchmarks.MatmulBenchmark.product",
              "primaryMetric": {"score": 5.0, "scoreError": "NaN", "scoreUnit": "us/op"}}]
            """);
    List<Result> results = Results.read(file).results();
    assertEquals(result("product", "djl", 8, 5, 0.5), results.get(0));
    assertTrue(Double.isNaN(results.get(1).error()));
  }

  @Test
  void a_file_that_jmh_did_not_write_is_refused_by_name(@TempDir Path folder) throws Exception {
    for (String text : List.of("", "[]", "no", "[{}]", "{\"a\": 1}")) {
      Path file = Files.writeString(folder.resolve("jmh.json"), text);
      InvalidInputException wrong =
          assertThrows(InvalidInputException.class, () -> Results.read(file), text);
      assertTrue(String.valueOf(wrong.getMessage()).startsWith(file.toString()), text);
    }
  }
}
