package samegrad.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.benchmarks.report.Changes.Verdict;

/** What a run's records answer, and what two runs say of a change. */
final class ReportTest {
  private static List<Result> run(long seed, String slowed, double factor) {
    return Results.of(SampleRun.records(seed, slowed, factor)).results();
  }

  private static List<String> answer(String slowed, double factor) {
    return Results.of(SampleRun.records(1, slowed, factor)).recommendation().answer();
  }

  @Test
  void the_answer_names_the_fastest_and_where_that_changes() {
    String answer = String.join("\n", answer("", 1));
    for (String part :
        List.of(
            "here: plain is fastest: nd4j takes 6",
            " times as long as plain. A gradient step of 4 samples on 2 threads takes ",
            "\nA gradient step of 1024 samples on 2 threads: nd4j is fastest",
            "\nown crashed: SIGSEGV.",
            "\nOMP_NUM_THREADS=2 is set, which libraries read.")) {
      assertTrue(answer.contains(part), answer);
    }
  }

  @Test
  void where_intervals_overlap_no_difference_is_claimed() {
    String answer = answer("plain", 68).get(0);
    assertTrue(
        answer.matches(".*no difference can be told between nd4j and plain; djl takes .*"), answer);
  }

  @Test
  void a_slow_start_is_repaid_after_some_steps() {
    List<String> answer = answer("plain", 100);
    assertTrue(
        answer.stream()
            .anyMatch(
                line ->
                    line.matches(
                        "(nd4j|djl) starts .* ms later .*, which its faster steps repay after about"
                            + " [0-9,]+\\.")),
        answer::toString);
  }

  @Test
  void a_slowed_backend_is_flagged_and_the_same_one_is_not() {
    Changes slowed = Changes.of(run(1, "", 1), run(2, "djl", 1.2), 0.05);
    assertEquals(6, slowed.count(Verdict.WORSE), slowed::text);
    slowed.rows().stream()
        .filter(row -> slowed.verdict(row) == Verdict.WORSE)
        .forEach(row -> assertEquals("djl", row.before().parameter("backend")));
    assertEquals(6, Changes.of(run(2, "djl", 1.2), run(1, "", 1), 0.05).count(Verdict.BETTER));
    for (long seed = 10; seed < 60; seed++) {
      Changes same = Changes.of(run(seed, "", 1), run(1000 + seed, "", 1), 0.05);
      assertEquals(0, same.count(Verdict.WORSE) + same.count(Verdict.BETTER), same::text);
    }
  }

  @Test
  void a_change_too_small_to_matter_is_within_noise() {
    Changes small = Changes.of(run(1, "", 1), run(2, "djl", 1.2), 0.5);
    assertEquals(6, small.count(Verdict.WITHIN_NOISE), small::text);
  }

  @Test
  void too_few_forks_are_said_to_be_too_few() {
    Result one = Result.of("A", "b", Map.of(), "us/op", List.of(1.0, 1.1, 1.0));
    Result other = Result.of("A", "b", Map.of(), "us/op", List.of(2.0, 2.1, 2.0));
    assertEquals(1, Changes.of(List.of(one), List.of(other), 0.05).count(Verdict.TOO_FEW));
  }

  @Test
  void of_a_rate_more_is_better() {
    List<Double> low = List.of(1.0, 1.01, 1.02, 1.03, 1.04);
    List<Double> high = List.of(2.0, 2.01, 2.02, 2.03, 2.04);
    Result one = Result.of("A", "b", Map.of(), "ops/ns", low);
    Result other = Result.of("A", "b", Map.of(), "ops/ns", high);
    assertEquals(1, Changes.of(List.of(one), List.of(other), 0.05).count(Verdict.BETTER));
  }

  @Test
  void what_is_written_is_read_back(@TempDir Path folder) {
    Path file = folder.resolve("results.json");
    List<Map<String, Object>> records = SampleRun.records(1, "", 1);
    Results.write(file, records);
    Results read = Results.read(file);
    assertEquals(Results.of(records).text(), read.text());
    assertEquals(18, read.results().size());
  }
}
