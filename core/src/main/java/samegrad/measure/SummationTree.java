package samegrad.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which order numbers are added up. Terms are nodes 0, 1, …; the results of additions are the
 * nodes after them. Of what is added, the sum of more terms stands first, then that with the first
 * term; additions are in the order of how many terms they add up, then of their first term. So two
 * trees that add in the same order are equal.
 *
 * @param terms how many numbers there are, one or more
 * @param additions the nodes that each adds up: two, or more if it adds all of them at once
 */
public record SummationTree(int terms, List<List<Integer>> additions) {
  /** Brings additions, each of which adds up terms and results of those before it, into order. */
  public SummationTree {
    int[] sizes = sizes(terms, additions);
    int[] first = IntStream.range(0, sizes.length).toArray();
    for (int k = 0; k < additions.size(); k++) {
      first[terms + k] = additions.get(k).stream().mapToInt(node -> first[node]).min().orElse(0);
    }
    Comparator<Integer> byFirst = Comparator.comparingInt(node -> first[node]);
    List<Integer> order =
        IntStream.range(terms, sizes.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(node -> sizes[node]).thenComparing(byFirst))
            .toList();
    int[] number = IntStream.range(0, sizes.length).toArray();
    for (int k = 0; k < order.size(); k++) {
      number[order.get(k)] = terms + k;
    }
    Comparator<Integer> larger = Comparator.comparingInt(node -> -sizes[node]);
    List<List<Integer>> sorted = new ArrayList<>();
    for (int node : order) {
      sorted.add(
          additions.get(node - terms).stream()
              .sorted(larger.thenComparing(byFirst))
              .map(part -> number[part])
              .toList());
    }
    additions = List.copyOf(sorted);
  }

  /** All at once. */
  static SummationTree atOnce(int terms) {
    return new SummationTree(terms, List.of(IntStream.range(0, terms).boxed().toList()));
  }

  /** The node that is the sum of all. */
  public int root() {
    return terms + additions.size() - 1;
  }

  /** What an addition adds up; nothing for a term. */
  public List<Integer> parts(int node) {
    return node < terms ? List.of() : additions.get(node - terms);
  }

  /** How many terms each node adds up. */
  public int[] sizes() {
    return sizes(terms, additions);
  }

  private static int[] sizes(int terms, List<List<Integer>> additions) {
    int[] sizes = new int[terms + additions.size()];
    for (int node = 0; node < sizes.length; node++) {
      sizes[node] =
          node < terms ? 1 : additions.get(node - terms).stream().mapToInt(p -> sizes[p]).sum();
    }
    return sizes;
  }
}
