package samegrad.cli.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import samegrad.cli.worker.Outcome;
import samegrad.json.Json;
import samegrad.measure.SummationOrder;
import samegrad.measure.SummationOrder.Rounding;
import samegrad.measure.SummationTree;
import samegrad.tensor.DType;

final class OrderReportTest {
  private static final SummationTree PAIRS =
      new SummationTree(5, List.of(List.of(0, 1), List.of(2, 3), List.of(5, 6), List.of(7, 4)));
  private static final SummationTree UP =
      new SummationTree(5, List.of(List.of(0, 1), List.of(5, 2), List.of(6, 3), List.of(7, 4)));
  private static final SummationTree DOWN =
      new SummationTree(5, List.of(List.of(4, 3), List.of(5, 2), List.of(6, 1), List.of(7, 0)));

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
    SummationTree three = new SummationTree(3, List.of(List.of(0, 1, 2)));
    assertEquals("Σ(0, 1, 2)", new Drawing(three).expression(three.root()));
    assertEquals("0", new Drawing(new SummationTree(1, List.of())).expression(0));
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
}
