package samegrad.check;

import java.util.List;
import java.util.Set;
import samegrad.explain.Quantity;

/** Why a tensor is wrong. */
public sealed interface Cause {
  /**
   * A mistake that people make explains all of its numbers.
   *
   * @param hypotheses which; more than one if these numbers cannot tell them apart
   * @param at the quantity whose line of the derivation is violated
   */
  record Mistake(List<Hypothesis> hypotheses, Quantity at) implements Cause {}

  /**
   * It follows from a mistake that was made before.
   *
   * @param first the tensor in which it showed first
   */
  record SameMistake(Quantity first) implements Cause {}

  /**
   * It is right, given what else was answered.
   *
   * @param from the wrong answers that it was computed from
   */
  record PassedOn(Set<Quantity> from) implements Cause {}

  /** No mistake that is tried explains it. */
  record Unknown() implements Cause {}
}
