package samegrad.cli.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.cli.Call;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.worker.Outcome;
import samegrad.json.Json;
import samegrad.measure.SummationOrder;
import samegrad.measure.SummationOrder.Rounding;
import samegrad.measure.SummationTree;
import samegrad.tensor.DType;

final class OrderReportTest {
  /** A tree of the given additions. */
  private static SummationTree tree(int terms, int[]... additions) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int[] addition : additions) {
      lists.add(IntStream.of(addition).boxed().toList());
    }
    return new SummationTree(terms, lists);
  }

  private static final SummationTree PAIRS =
      tree(5, new int[] {0, 1}, new int[] {2, 3}, new int[] {5, 6}, new int[] {7, 4});
  private static final SummationTree UP =
      tree(5, new int[] {0, 1}, new int[] {5, 2}, new int[] {6, 3}, new int[] {7, 4});
  private static final SummationTree DOWN =
      tree(5, new int[] {4, 3}, new int[] {5, 2}, new int[] {6, 1}, new int[] {7, 0});

  private static SummationOrder order(SummationTree tree, Rounding rounding) {
    return new SummationOrder("sum", DType.FLOAT64, tree, rounding);
  }

  private static OrderReport report() {
    OrderReport report = new OrderReport();
    report.add("plain", "1", List.of(order(PAIRS, Rounding.EACH)));
    report.add("other", "1", List.of(order(UP, Rounding.EACH)));
    report.add("plain", "2", List.of(order(PAIRS, Rounding.EACH)));
    report.add("other", "2", List.of(order(UP, Rounding.FUSED)));
    report.fail("third", "crashed: SIGSEGV");
    return report;
  }

  @Test
  void expressions_are_read_from_left_to_right() {
    assertEquals("((0+1)+(2+3))+4", new Drawing(PAIRS).expression(PAIRS.root()));
    assertEquals("0+1+…+4", new Drawing(UP).expression(UP.root()));
    assertEquals("3+4+2+1+0", new Drawing(DOWN).expression(DOWN.root()));
    SummationTree three = tree(3, new int[] {0, 1, 2});
    assertEquals("Σ(0, 1, 2)", new Drawing(three).expression(three.root()));
    assertEquals("0", new Drawing(tree(1)).expression(0));
  }

  @Test
  void the_text_says_who_adds_in_which_order_and_why_bits_differ() {
    assertEquals(
        List.of(
            "sum of 5, float64",
            "  plain (threads: 1, 2): " + Rounding.EACH,
            "    ((0+1)+(2+3))+4",
            "  other (threads: 1): " + Rounding.EACH,
            "    0+1+…+4",
            "  other (threads: 2): " + Rounding.FUSED,
            "    0+1+…+4",
            "The bits of plain (threads: 1, 2) and of other (threads: 1) may differ: the first adds"
                + " 2+3, the second 0+1+2.",
            "The bits of plain (threads: 1, 2) and of other (threads: 2) may differ: the first adds"
                + " 2+3, the second 0+1+2.",
            "",
            "third: crashed: SIGSEGV"),
        report().write(OrderReport.Format.text).lines().toList());
  }

  @Test
  void the_drawing_has_each_term_and_each_addition() {
    String svg = report().write(OrderReport.Format.svg);
    assertEquals(3 * 5, svg.split("<text x", -1).length - 1);
    assertEquals(3 * 4, svg.split("<path d", -1).length - 1);
    assertTrue(svg.startsWith("<svg xmlns") && svg.endsWith("</svg>"), svg);
  }

  @Test
  void json_has_the_additions_and_workers_pass_them_on() {
    String json = report().write(OrderReport.Format.json);
    assertTrue(json.contains("\"additions\":[[0,1],[2,3],[5,6],[7,4]]"), json);
    Outcome outcome = new Outcome.Ordered(List.of(order(DOWN, Rounding.OTHER)));
    assertEquals(outcome, Json.read(Json.write(outcome), Outcome.class));
  }

  @ParameterizedTest
  @CsvSource({
    "--size 0, '--size: is from 1 to 20000, not 0'",
    "--depth 100000, '--depth: is from 1 to 20000, not 100000'",
    "'--threads 1,x', '--threads: threads is a whole number from 1 to 1024'",
    "--backend torch, 'no backend \"torch\" is on the class path'",
    "--dtype half, '--dtype: unknown dtype \"half\"'"
  })
  void what_cannot_be_asked_is_one_line_and_status_2(String arguments, String message) {
    Call call = Call.of("", ("order " + arguments).split(" ", -1));
    assertEquals(ExitStatus.INVALID, call.status());
    assertEquals(1, call.errorLines().size(), call.err());
    assertTrue(call.err().startsWith("samegrad: " + message), call.err());
  }
}
