package samegrad.check;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import samegrad.explain.Derivation;
import samegrad.explain.Derivation.Formula;
import samegrad.explain.Quantity;

/**
 * A mistake that people make: what it is called, what is said to one who made it, and how it
 * changes the derivation.
 */
public final class Hypothesis {
  private final String name;
  private final String explanation;
  private final boolean fitted;
  private final Changes changes;

  /** The ways in which a mistake may have been made, in one layer or in all. */
  @FunctionalInterface
  interface Changes {
    List<Change> of(Derivation right, Map<Quantity, Answer> answers);
  }

  /**
   * One way.
   *
   * @param at the quantity whose line of the derivation it violates first
   * @param made makes the mistake
   */
  record Change(Quantity at, UnaryOperator<Derivation> made) {
    /** Other formulas for some quantities, in the order of computing them. */
    static Change of(Map<Quantity, Formula> changed) {
      return new Change(changed.keySet().iterator().next(), d -> d.with(changed, Map.of()));
    }

    /** Other numbers handed in than were computed with. */
    static Change shown(Map<Quantity, Formula> shown) {
      return new Change(shown.keySet().iterator().next(), d -> d.with(Map.of(), shown));
    }
  }

  Hypothesis(String name, String explanation, boolean fitted, Changes changes) {
    this.name = name;
    this.explanation = explanation;
    this.fitted = fitted;
    this.changes = changes;
  }

  /** All that are tried. */
  public static List<Hypothesis> all() {
    return Hypotheses.ALL;
  }

  /** What is said to one who made it, in a sentence. */
  public String explanation() {
    return explanation;
  }

  /** Whether the answers themselves say how large the mistake is, such as the rate of an update. */
  boolean isFitted() {
    return fitted;
  }

  List<Change> changes(Derivation right, Map<Quantity, Answer> answers) {
    return changes.of(right, answers);
  }

  /** What it is called, such as {@code no 1/M}. */
  @Override
  public String toString() {
    return name;
  }
}
