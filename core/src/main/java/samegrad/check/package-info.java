/**
 * The answers of a person, or of another program, to a homework: read from what they wrote or
 * printed ({@link samegrad.check.Answers}), judged number by number against the exact values
 * ({@link samegrad.check.Judgement}), and, where they are wrong, explained by a mistake that people
 * make ({@link samegrad.check.Hypothesis}).
 *
 * <h2>What is right</h2>
 *
 * <p>A number that is printed to some digits is right if it is within half a unit of its last digit
 * plus the bound on rounding errors ({@link samegrad.verify}) of the exact value. No tolerance is
 * chosen. So a change of one digit is seen, whatever else is right.
 *
 * <h2>When a mistake is named</h2>
 *
 * <p>A mistake explains a tensor if all of its numbers are within the same distance of what comes
 * out with that mistake. Numbers that have nothing to do with it may be so by chance: one that may
 * lie anywhere from −s to s, s being the largest in its tensor, is within t of a given place with a
 * chance of t/s. The product of that over the numbers that are wrong and explained, times the
 * number of mistakes tried, has to be below {@value samegrad.check.Judgement#CHANCE}: a
 * significance level, which is chosen, and decides what is named but never what is right.
 */
@NullMarked
package samegrad.check;

import org.jspecify.annotations.NullMarked;
