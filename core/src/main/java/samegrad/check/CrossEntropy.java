package samegrad.check;

import static samegrad.check.Ways.OPERATIONS;
import static samegrad.check.Ways.Place.BOTH;
import static samegrad.check.Ways.Place.LOSS;
import static samegrad.check.Ways.Place.OUTPUT;
import static samegrad.check.Ways.Where.LAST;
import static samegrad.check.Ways.anyOf;
import static samegrad.check.Ways.at;
import static samegrad.check.Ways.computed;
import static samegrad.check.Ways.shown;
import static samegrad.explain.Derivation.softmax;

import java.util.List;
import java.util.function.Function;
import samegrad.check.Hypothesis.Change;
import samegrad.explain.Derivation;
import samegrad.explain.Derivation.Formula;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
import samegrad.network.Loss;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.Reference;

/** How mistakes are made in the cross-entropy. */
final class CrossEntropy {
  private CrossEntropy() {}

  /** Another ∂L/∂a of the output for the cross-entropy. */
  static Ways towardsOutput(Formula formula) {
    return computed(LAST, Kind.DA, formula).with(Loss.CROSS_ENTROPY);
  }

  static Ways noLogarithm() {
    return criterion(
        (d, l) -> d.crossEntropy(softmax(d.a(l))),
        (d, l) -> throughSoftmax(softmax(d.a(l)), minusTargets(d)));
  }

  static Ways byProbabilities() {
    return towardsOutput(
        (d, l) -> {
          Reference minusLogarithms = OPERATIONS.scale(OPERATIONS.logSoftmax(d.a(l)), -1);
          return OPERATIONS.multiply(
              minusTargets(d), OPERATIONS.map(UnaryFunction.EXP, minusLogarithms));
        });
  }

  /** Another formula for the cross-entropy, another one for ∂L/∂a, or both. */
  private static Ways criterion(Formula loss, Formula gradient) {
    return at(kind -> kind == Kind.DA ? gradient : loss, BOTH, LOSS, OUTPUT)
        .with(Loss.CROSS_ENTROPY);
  }

  static Ways logarithm(double base) {
    double factor = 1 / Math.log(base);
    Function<Kind, Formula> other =
        kind ->
            (d, l) -> {
              double within = 2 * factor * d.homework().dtype().unitRoundoff();
              return OPERATIONS.multiply(
                  d.right(kind, l), Ways.scalar(d.homework(), factor, within));
            };
    return at(other, BOTH, LOSS).with(Loss.CROSS_ENTROPY);
  }

  /** The gradient is what is written down for the right softmax, or what autograd gives. */
  static Ways softmaxOverTheSamples() {
    Formula logarithms =
        (d, l) -> OPERATIONS.transpose(OPERATIONS.logSoftmax(OPERATIONS.transpose(d.a(l))));
    Formula probabilities = (d, l) -> OPERATIONS.map(UnaryFunction.EXP, logarithms.of(d, l));
    Formula loss = (d, l) -> d.crossEntropy(logarithms.of(d, l));
    Formula ofAutograd =
        (d, l) -> {
          Reference counts = OPERATIONS.sum(d.targets(), Shape.vector(d.layer(l).out()));
          return d.error(OPERATIONS.multiply(probabilities.of(d, l), counts));
        };
    return anyOf(
        criterion(loss, (d, l) -> d.error(probabilities.of(d, l))), criterion(loss, ofAutograd));
  }

  /** Going forward and back, going forward alone, or in the output alone that was handed in. */
  static Ways softmaxAtTheOutput() {
    Formula value = (d, l) -> softmax(d.z(l));
    Formula back = (d, l) -> throughSoftmax(d.a(l), d.da(l));
    return anyOf(
            computed(
                Hypotheses.OUTPUT_LAYER, kind -> kind == Kind.A ? value : back, Kind.A, Kind.DZ),
            computed(Hypotheses.OUTPUT_LAYER, Kind.A, value),
            shown(Hypotheses.OUTPUT_LAYER, kind -> value, Kind.A))
        .with(Loss.CROSS_ENTROPY);
  }

  /** ∂L/∂a = p ⊙ (g − Σ g ⊙ p) from g = ∂L/∂p, where p = softmax(a). */
  private static Reference throughSoftmax(Reference p, Reference g) {
    Shape column = Shape.matrix(p.type().shape().rows(), 1);
    Reference sums = OPERATIONS.sum(OPERATIONS.multiply(g, p), column);
    return OPERATIONS.multiply(p, OPERATIONS.subtract(g, sums));
  }

  private static Reference minusTargets(Derivation d) {
    return OPERATIONS.scale(OPERATIONS.mean(d.targets(), d.homework().samples(), 0), -1);
  }

  /** One less than each class, Python's −1 being the last one. */
  static Ways classesFrom1() {
    Ways shifted =
        h -> {
          int classes = h.network().out();
          double[] y = new double[h.y().shape().size()];
          for (int i = 0; i < y.length; i++) {
            y[i] = h.y().get(i / classes, (i + 1) % classes);
          }
          Homework other = h.with(h.x(), HostTensor.of(h.dtype(), h.y().shape(), y));
          return List.of(Change.to(other, new Quantity(Kind.LOSS, Ways.layers(h))));
        };
    return shifted.with(Loss.CROSS_ENTROPY).when(h -> h.network().out() > 1);
  }
}
