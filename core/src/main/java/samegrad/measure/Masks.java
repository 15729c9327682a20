package samegrad.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Reveals the order of summation from outside. Of numbers that are all 1, but for M = 2¹⁰⁰ at i and
 * −M at j, a sum loses those that are added to M or −M before these two meet: the others come out.
 * So the sum tells how many terms the smallest part of the tree adds up that has both i and j.
 * Sorted by that, the other terms fall into the parts that are added one after another to the one
 * with i. That is done again for each part. Where the part with i and others add up to fewer than
 * are lost, they are added at once with more.
 *
 * <p>Source: Xie, Gao, Wang and Xue, <i>Revealing Floating-Point Accumulation Orders in
 * Software/Hardware Implementations</i>, USENIX ATC 2025, there FPRev. Here i is the middle one of
 * its part, so that n log n sums reveal chains that run up or down and balanced trees alike.
 */
final class Masks {
  /** 1 is lost beside it, and so is a sum of 2⁴⁶ of them, even in float64. */
  private static final double MASK = 0x1p100;

  private final int terms;
  private final ToDoubleFunction<double[]> sum;
  private final List<List<Integer>> additions = new ArrayList<>();
  private boolean isTree = true;

  /**
   * Some terms.
   *
   * @param parts nodes that are added up to them
   * @param size how many they are
   * @param span how many the addition adds up that these parts belong to: more if there are further
   */
  private record Part(List<Integer> parts, int size, int span) {}

  private Masks(int terms, ToDoubleFunction<double[]> sum) {
    this.terms = terms;
    this.sum = sum;
  }

  /** The order in which that sums up so many terms; all at once if it is no order of additions. */
  static SummationTree reveal(int terms, ToDoubleFunction<double[]> sum) {
    Masks masks = new Masks(terms, sum);
    Part all = masks.part(IntStream.range(0, terms).boxed().toList());
    masks.node(all);
    return masks.isTree && all.span() == terms
        ? new SummationTree(terms, masks.additions)
        : SummationTree.atOnce(terms);
  }

  private Part part(List<Integer> among) {
    int i = among.get(among.size() / 2);
    Map<Integer, List<Integer>> bySpan = new TreeMap<>();
    for (int j : among) {
      if (j != i) {
        bySpan.computeIfAbsent(span(i, j), key -> new ArrayList<>()).add(j);
      }
    }
    Part whole = new Part(List.of(i), 1, 1);
    for (Map.Entry<Integer, List<Integer>> next : bySpan.entrySet()) {
      isTree &= whole.span() == whole.size();
      Part other = part(next.getValue());
      boolean atOnce = other.span() > other.size();
      isTree &= !atOnce || other.span() == next.getKey();
      List<Integer> parts = new ArrayList<>(List.of(node(whole)));
      parts.addAll(atOnce ? other.parts() : List.of(node(other)));
      whole = new Part(parts, whole.size() + other.size(), next.getKey());
    }
    return whole;
  }

  private int node(Part part) {
    if (part.size() == 1) {
      return part.parts().get(0);
    }
    additions.add(part.parts());
    return terms + additions.size() - 1;
  }

  private int span(int i, int j) {
    double[] ones = new double[terms];
    Arrays.fill(ones, 1);
    ones[i] = MASK;
    ones[j] = -MASK;
    double lost = terms - sum.applyAsDouble(ones);
    boolean isCount = lost >= 2 && lost <= terms && lost == Math.rint(lost);
    isTree &= isCount;
    return isCount ? (int) lost : terms;
  }
}
