package samegrad.check;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import samegrad.explain.Derivation;
import samegrad.explain.Derivation.Formula;
import samegrad.explain.Quantity;
import samegrad.network.Homework;

/**
 * A mistake that people make.
 *
 * @param name what it is called, such as {@code no 1/M}
 * @param explanation what is said to one who made it, in a sentence
 * @param fitted whether the answers themselves say how large it is, such as the rate of an update
 * @param changes how it changes the derivation
 */
public record Hypothesis(String name, String explanation, boolean fitted, Changes changes) {
  /** The ways in which a mistake may have been made, in one layer or in all. */
  @FunctionalInterface
  public interface Changes {
    /** Those that there are in that derivation, if these are the answers. */
    List<Change> of(Derivation right, Answers answers);
  }

  /**
   * One way.
   *
   * @param at the quantity whose line of the derivation it violates first
   * @param made makes the mistake
   */
  public record Change(Quantity at, UnaryOperator<Derivation> made) {
    /** Other formulas for some quantities, in the order of computing them. */
    static Change of(Map<Quantity, Formula> changed) {
      return new Change(changed.keySet().iterator().next(), d -> d.with(changed, Map.of()));
    }

    /** Other numbers handed in than were computed with. */
    static Change shown(Map<Quantity, Formula> shown) {
      return new Change(shown.keySet().iterator().next(), d -> d.with(Map.of(), shown));
    }

    /** Another homework, which differs from that quantity on. */
    static Change to(Homework other, Quantity at) {
      return new Change(at, d -> d.of(other, d.given()));
    }
  }

  /** All that are tried. */
  public static List<Hypothesis> all() {
    return Hypotheses.ALL;
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
