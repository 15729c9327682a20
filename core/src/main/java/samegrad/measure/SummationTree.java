package samegrad.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order in which the terms of a sum are added up: a tree whose leaves are the terms, counted
 * from 0, and whose nodes are additions.
 *
 * <p>It is revealed from outside, by sums of numbers that tell (FPRev: Xie, Gao and Xue, "Revealing
 * Floating-Point Accumulation Orders in Software/Hardware Implementations", USENIX ATC 2025). Let
 * term i be 2ᵏ, term j −2ᵏ and all others 1, 2ᵏ being so large that adding ones to it changes
 * nothing. What meets one of the two before these meet each other is lost; the others are counted.
 * So n minus the sum is the number of terms below the node in which i and j meet.
 *
 * @param term the term, or −1 in a node
 * @param parts what is added in a node, that with the smallest term first; empty in a leaf
 */
public record SummationTree(int term, List<SummationTree> parts) {
  /** Makes the parts unmodifiable. */
  public SummationTree {
    parts = List.copyOf(parts);
  }

  private static SummationTree leaf(int term) {
    return new SummationTree(term, List.of());
  }

  /** The number of terms. */
  public int size() {
    return parts.isEmpty() ? 1 : parts.stream().mapToInt(SummationTree::size).sum();
  }

  /**
   * Reveals the order of a sum.
   *
   * @param terms how many there are, 1 or more
   * @param large 2ᵏ: ones that are added to it are lost, and it is finite
   * @param sum adds up so many terms
   * @throws IllegalArgumentException if no order of additions explains the sums
   */
  public static SummationTree reveal(int terms, double large, ToDoubleFunction<double[]> sum) {
    int[] all = IntStream.range(0, terms).toArray();
    return reveal(
        all,
        (i, j) -> {
          double[] mask = new double[terms];
          Arrays.fill(mask, 1);
          mask[i] = large;
          mask[j] = -large;
          double left = sum.applyAsDouble(mask);
          if (!(left >= 0 && left <= terms - 2 && left == Math.rint(left))) {
            throw new IllegalArgumentException(
                "no order of additions: terms " + i + " and " + j + " leave " + left);
          }
          return terms - (int) left;
        });
  }

  /** How many terms are below the node in which two meet. */
  private interface Meeting {
    int size(int i, int j);
  }

  /** From the first term upwards: what meets it in one node was added up before, in its own tree. */
  private static SummationTree reveal(int[] terms, Meeting meeting) {
    SummationTree tree = leaf(terms[0]);
    SortedMap<Integer, List<Integer>> byNode = new TreeMap<>();
    for (int k = 1; k < terms.length; k++) {
      int size = meeting.size(terms[0], terms[k]);
      byNode.computeIfAbsent(size, key -> new ArrayList<>()).add(terms[k]);
    }
    for (Map.Entry<Integer, List<Integer>> node : byNode.entrySet()) {
      int[] others = node.getValue().stream().mapToInt(Integer::intValue).toArray();
      List<SummationTree> parts = new ArrayList<>(List.of(tree));
      parts.addAll(added(others, node.getKey(), meeting));
      tree = new SummationTree(-1, parts);
    }
    return tree;
  }

  /**
   * The parts that terms make in a node of that size: one, unless the node adds more than two at
   * once, and they too meet in it.
   */
  private static List<SummationTree> added(int[] terms, int size, Meeting meeting) {
    List<Integer> together = new ArrayList<>();
    List<Integer> apart = new ArrayList<>();
    for (int term : terms) {
      boolean meetsHere = term != terms[0] && meeting.size(terms[0], term) == size;
      (meetsHere ? apart : together).add(term);
    }
    List<SummationTree> parts = new ArrayList<>();
    parts.add(reveal(together.stream().mapToInt(Integer::intValue).toArray(), meeting));
    if (!apart.isEmpty()) {
      parts.addAll(added(apart.stream().mapToInt(Integer::intValue).toArray(), size, meeting));
    }
    parts.sort(Comparator.comparingInt(SummationTree::first));
    return parts;
  }

  /** The smallest term. */
  int first() {
    return parts.isEmpty() ? term : parts.get(0).first();
  }

  /** As nested sums, such as {@code ((0 + 1) + (2 + 3))}. */
  @Override
  public String toString() {
    return parts.isEmpty()
        ? Integer.toString(term)
        : parts.stream()
            .map(SummationTree::toString)
            .collect(Collectors.joining(" + ", "(", ")"));
  }
}
