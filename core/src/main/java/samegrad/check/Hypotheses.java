package samegrad.check;

import static samegrad.check.Ways.Place.BOTH;
import static samegrad.check.Ways.Place.HIDDEN;
import static samegrad.check.Ways.Place.LOSS;
import static samegrad.check.Ways.Place.OUTPUT;
import static samegrad.check.Ways.Place.PARAMETERS;
import static samegrad.check.Ways.Where.ACTIVATED;
import static samegrad.check.Ways.Where.ANYWHERE;
import static samegrad.check.Ways.Where.LAST;
import static samegrad.check.Ways.Where.SQUARE;
import static samegrad.check.Ways.anyOf;
import static samegrad.check.Ways.at;
import static samegrad.check.Ways.computed;
import static samegrad.check.Ways.shown;
import static samegrad.explain.Derivation.softmax;
import static samegrad.tensor.UnaryFunction.SIGMOID;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import samegrad.check.Hypothesis.Change;
import samegrad.check.Ways.Place;
import samegrad.check.Ways.Where;
import samegrad.explain.Derivation;
import samegrad.explain.Derivation.Formula;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Loss;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The mistakes that people make. */
final class Hypotheses {
  private static final OracleOperations OPERATIONS = OracleOperations.QUICK;

  private static final ToIntFunction<Homework> ONE = h -> 1;
  private static final ToIntFunction<Homework> TWO = h -> 2;
  private static final ToIntFunction<Homework> M = Homework::samples;
  private static final ToIntFunction<Homework> OUT = h -> h.network().out();

  /** An output layer without an activation. */
  static final Where OUTPUT_LAYER = (h, q) -> LAST.test(h, q) && !ACTIVATED.test(h, q);

  static final List<Hypothesis> ALL =
      List.of(
          of(
              "no 1/M",
              "the sum over the samples was not divided by their number M",
              factor(M, ONE, Place.values())),
          of(
              "1/M twice",
              "it was divided by the number M of samples once more",
              factor(ONE, M, BOTH, LOSS, OUTPUT, PARAMETERS)),
          of(
              "no ½",
              "the ½ before the square was left out",
              factor(TWO, ONE, BOTH, LOSS, OUTPUT).with(Loss.SQUARED)),
          of(
              "½ twice",
              "the ½ was kept, which the derivative of the square cancels",
              factor(ONE, TWO, OUTPUT).with(Loss.SQUARED)),
          of(
              "1/(M·out)",
              "the mean was taken over all numbers of the output, not over the samples",
              factor(ONE, OUT, BOTH, LOSS)),
          of(
              "nn.MSELoss",
              "the mean of the squares of all numbers was taken, without the ½, as nn.MSELoss does",
              factor(TWO, h -> Math.max(2, h.network().out()), BOTH).with(Loss.SQUARED)),
          of(
              "sum of squares",
              "the squares were summed, with neither the ½ nor 1/M, as"
                  + " nn.MSELoss(reduction=\"sum\") does",
              factor(h -> h.samples() == 1 ? 1 : 2 * h.samples(), ONE, BOTH).with(Loss.SQUARED)),
          of(
              "sign",
              "the sign is the opposite one",
              factor(h -> -1, ONE, BOTH, LOSS, OUTPUT, HIDDEN, PARAMETERS)),
          of("transposed", "rows and columns are exchanged", transposed()),
          of(
              "W for Wᵀ",
              "the weight was used as it is where its transpose belongs, or the other way round",
              weightTransposed()),
          of(
              "no σ'",
              "the derivative of the activation was left out",
              computed(ACTIVATED, Kind.DZ, Derivation::da)),
          of(
              "σ'(a) for σ'(z)",
              "the derivative was taken at a, which is σ(z) already, and not at z",
              computed(
                  ACTIVATED,
                  Kind.DZ,
                  (d, l) ->
                      withSlopeFrom(d, l, d.layer(l).activation().apply(OPERATIONS, d.a(l))))),
          of(
              "z(1−z) for a(1−a)",
              "the layer's z was put where its output a belongs",
              computed(ACTIVATED, Kind.DZ, (d, l) -> withSlopeFrom(d, l, d.z(l)))),
          of(
              "a(1−a) of the layer's input",
              "the layer's input was taken for its output",
              computed(ACTIVATED.and(SQUARE), Kind.DZ, (d, l) -> withSlopeFrom(d, l, d.a(l - 1)))),
          of(
              "a(1−a) of the next layer",
              "the output of the next layer was taken for that of this one",
              computed(
                  ACTIVATED.and(Where.NEXT_SQUARE),
                  Kind.DZ,
                  (d, l) -> withSlopeFrom(d, l, d.a(l + 1)))),
          of(
              "the layer's output for its input",
              "δ was multiplied by the layer's output where its input belongs",
              computed(SQUARE, Kind.DW, (d, l) -> weightGradient(d.dz(l), d.a(l)))),
          of(
              "z for a",
              "δ was multiplied by the z of the layer before where its output a belongs",
              computed(
                  (h, q) -> q.layer() > 1 && ACTIVATED.test(h, new Quantity(Kind.A, q.layer() - 1)),
                  Kind.DW,
                  (d, l) -> weightGradient(d.dz(l), d.z(l - 1)))),
          of(
              "bias of one sample",
              "the gradient of the bias is that of one sample, not of all",
              biasOfOneSample()),
          of(
              "bias over units",
              "it was summed or averaged over the units of the layer, not over the samples",
              biasOverUnits()),
          of(
              "ReLU for sigmoid",
              "max(0, z) was applied where σ(z) belongs",
              activation(Activation.RELU)),
          of(
              "identity for sigmoid",
              "the activation was left out",
              activation(Activation.IDENTITY)),
          of(
              "tanh for sigmoid",
              "tanh(z) was applied where σ(z) belongs",
              activation(Activation.TANH)),
          of(
              "sigmoid at the output",
              "the activation was applied to the output layer, which has none",
              sigmoidAtTheOutput()),
          of(
              "opposite order",
              "the gradients of the layers are in the opposite order",
              oppositeOrder()),
          of("float32", "the numbers were computed or stored in float32", float32()),
          of(
              "columns for rows of x",
              "the numbers of x were read column by column",
              h -> List.of(Change.to(h.with(byColumns(h.x()), h.y()), new Quantity(Kind.Z, 1)))),
          of(
              "no softmax",
              "a − y was taken for p − y, p being softmax(a)",
              CrossEntropy.towardsOutput((d, l) -> d.error(d.a(l)))),
          of(
              "softmax over the samples",
              "the softmax was taken over the samples of each class, not over the classes of each"
                  + " sample",
              CrossEntropy.softmaxOverTheSamples()),
          of(
              "softmax at the output",
              "softmax was applied to the output layer; the cross-entropy applies it itself",
              CrossEntropy.softmaxAtTheOutput()),
          of("no log", "the logarithm of the probability was left out", CrossEntropy.noLogarithm()),
          of(
              "another logarithm",
              "the logarithm has the base 2 or 10, not e",
              anyOf(CrossEntropy.logarithm(2), CrossEntropy.logarithm(10))),
          of(
              "−y/p for p − y",
              "the derivative by the probabilities p was taken; that of the softmax is missing",
              CrossEntropy.byProbabilities()),
          of(
              "p(1−p) too",
              "p − y, which has the derivative of the softmax in it, was multiplied by p(1−p)",
              CrossEntropy.towardsOutput(
                  (d, l) ->
                      OPERATIONS.multiply(
                          d.right(Kind.DA, l), Derivation.slope(SIGMOID, softmax(d.a(l)))))),
          of(
              "right class alone",
              "the derivative by the other classes' outputs was left out",
              CrossEntropy.towardsOutput(
                  (d, l) -> OPERATIONS.multiply(d.right(Kind.DA, l), d.targets()))),
          of(
              "classes from 1",
              "the classes were counted from 1, not from 0",
              CrossEntropy.classesFrom1()),
          new Hypothesis(
              "update",
              "this is what a step of gradient descent adds, −η times the gradient",
              true,
              Fitted::update),
          new Hypothesis(
              "accumulated",
              "the gradients of several backward passes were added up, as PyTorch does without"
                  + " zero_grad()",
              true,
              Fitted::accumulated));

  private Hypotheses() {}

  private static Hypothesis of(String name, String explanation, Ways ways) {
    return new Hypothesis(name, explanation, false, (d, answers) -> ways.in(d.homework()));
  }

  /** A wrong factor, a quotient, in each of the places. */
  private static Ways factor(
      ToIntFunction<Homework> numerator, ToIntFunction<Homework> denominator, Place... places) {
    return h -> {
      int over = numerator.applyAsInt(h);
      int under = denominator.applyAsInt(h);
      return over == under
          ? List.of()
          : at(kind -> (d, l) -> times(d.right(kind, l), over, under), places).in(h);
    };
  }

  private static Reference times(Reference a, double numerator, double denominator) {
    Reference scaled = OPERATIONS.scale(a, numerator);
    return denominator == 1 ? scaled : OPERATIONS.mean(scaled, denominator, 0);
  }

  private static Reference weightGradient(Reference delta, Reference input) {
    return OPERATIONS.matmul(delta, true, input, false);
  }

  private static Ways transposed() {
    Function<Kind, Formula> flip =
        kind ->
            (d, l) -> {
              Reference right = d.right(kind, l);
              Shape shape = right.type().shape();
              boolean line = shape.rows() == 1 || shape.columns() == 1;
              return line ? right : OPERATIONS.transpose(right);
            };
    return anyOf(
        shown(ANYWHERE, flip, Kind.Z),
        shown(ANYWHERE, flip, Kind.A),
        shown(ANYWHERE, flip, Kind.DA),
        shown(ANYWHERE, flip, Kind.DZ),
        shown(ANYWHERE, flip, Kind.DW),
        shown(ANYWHERE, flip, Kind.Z, Kind.A, Kind.DA, Kind.DZ),
        shown(ANYWHERE, flip, Kind.Z, Kind.A, Kind.DA, Kind.DZ, Kind.DW));
  }

  private static Ways weightTransposed() {
    Formula forward =
        (d, l) -> OPERATIONS.linear(d.a(l - 1), byColumns(d.layer(l).weight()), d.layer(l).bias());
    Formula backward =
        (d, l) ->
            OPERATIONS.matmul(
                d.dz(l + 1), false, OracleOperations.of(d.layer(l + 1).weight()), true);
    Function<Kind, Formula> both = kind -> kind == Kind.Z ? forward : backward;
    Where square = (h, q) -> (q.kind() == Kind.Z ? SQUARE : Where.NEXT_SQUARE).test(h, q);
    return anyOf(
        computed(square, both, Kind.Z),
        computed(square, both, Kind.DA),
        computed(square, both, Kind.Z, Kind.DA));
  }

  /** The matrix of the same shape whose columns, one after another, hold the rows' numbers. */
  private static HostTensor byColumns(HostTensor matrix) {
    int rows = matrix.shape().rows();
    int columns = matrix.shape().columns();
    double[] elements = new double[rows * columns];
    for (int i = 0; i < elements.length; i++) {
      elements[i % rows * columns + i / rows] = matrix.get(i);
    }
    return HostTensor.of(matrix.dtype(), matrix.shape(), elements);
  }

  private static Ways biasOfOneSample() {
    return h ->
        IntStream.range(0, h.samples() == 1 ? 0 : h.samples())
            .boxed()
            .flatMap(n -> biasOf(n, h).in(h).stream())
            .toList();
  }

  private static Ways biasOf(int sample, Homework h) {
    double[] only = new double[h.samples()];
    only[sample] = 1;
    Shape column = Shape.matrix(h.samples(), 1);
    Reference mask = OracleOperations.of(HostTensor.of(h.dtype(), column, only));
    Formula one =
        (d, l) -> OPERATIONS.sum(OPERATIONS.multiply(mask, d.dz(l)), d.layer(l).bias().shape());
    return anyOf(
        computed(ANYWHERE, Kind.DB, one),
        computed(ANYWHERE, Kind.DB, (d, l) -> times(one.of(d, l), h.samples(), 1)));
  }

  private static Ways biasOverUnits() {
    Where unseen = (h, q) -> Ways.layer(h, q.layer()).out() == h.samples();
    Where several = (h, q) -> Ways.layer(h, q.layer()).out() > 1;
    Formula sum =
        (d, l) -> OPERATIONS.sum(OPERATIONS.transpose(d.dz(l)), d.layer(l).bias().shape());
    Formula mean =
        (d, l) -> {
          Reference all = OPERATIONS.sum(d.dz(l), Shape.scalar());
          int units = d.layer(l).out();
          return OPERATIONS.broadcast(
              OPERATIONS.mean(all, units, d.homework().samples()), d.layer(l).bias().shape());
        };
    return anyOf(
        computed(unseen, Kind.DB, sum),
        computed(unseen, Kind.DB, (d, l) -> OPERATIONS.mean(sum.of(d, l), d.layer(l).out(), 0)),
        computed(several, Kind.DB, mean),
        computed(
            several, Kind.DB, (d, l) -> OPERATIONS.mean(mean.of(d, l), d.homework().samples(), 0)));
  }

  /** Another activation for the sigmoid, going forward and back, or going forward alone. */
  private static Ways activation(Activation other) {
    Where sigmoid = (h, q) -> Ways.layer(h, q.layer()).activation().equals(Activation.SIGMOID);
    Formula forward = (d, l) -> other.apply(OPERATIONS, d.z(l));
    Formula back = (d, l) -> withSlope(d, l, other, d.a(l));
    return anyOf(
        computed(sigmoid, Kind.A, forward),
        computed(sigmoid, kind -> kind == Kind.A ? forward : back, Kind.A, Kind.DZ));
  }

  private static Ways sigmoidAtTheOutput() {
    Formula value = (d, l) -> OPERATIONS.sigmoid(d.z(l));
    Formula back = (d, l) -> withSlopeFrom(d, l, d.a(l));
    return anyOf(
        computed(OUTPUT_LAYER, kind -> kind == Kind.A ? value : back, Kind.A, Kind.DZ),
        computed(OUTPUT_LAYER, Kind.A, value),
        computed(OUTPUT_LAYER, Kind.DZ, back),
        computed(OUTPUT_LAYER, Kind.DZ, (d, l) -> withSlopeFrom(d, l, value.of(d, l))));
  }

  private static Ways oppositeOrder() {
    Function<Kind, Formula> other =
        kind -> (d, l) -> d.right(kind, Ways.layers(d.homework()) + 1 - l);
    return at(other, PARAMETERS).when(h -> Ways.layers(h) > 1);
  }

  /** Computed in float32, or rounded to it at the end. */
  private static Ways float32() {
    Ways computed =
        h -> {
          Homework single = h.to(DType.FLOAT32);
          return List.of(
              new Change(
                  new Quantity(Kind.Z, 1), d -> d.given().isEmpty() ? d.of(single, Map.of()) : d));
        };
    Formula rounding = (d, l) -> Ways.scalar(d.homework(), 1, DType.FLOAT32.unitRoundoff());
    Function<Kind, Formula> rounded =
        kind -> (d, l) -> OPERATIONS.multiply(d.right(kind, l), rounding.of(d, l));
    return anyOf(computed, shown(ANYWHERE, rounded, Kind.values()))
        .when(h -> h.dtype() == DType.FLOAT64);
  }

  /** δ with the derivative computed from that as the layer's output; a sigmoid's if it has none. */
  private static Reference withSlopeFrom(Derivation d, int l, Reference output) {
    Activation own = d.layer(l).activation();
    return withSlope(d, l, own.function().isPresent() ? own : Activation.SIGMOID, output);
  }

  private static Reference withSlope(Derivation d, int l, Activation of, Reference output) {
    return of.function()
        .map(f -> OPERATIONS.multiply(d.da(l), Derivation.slope(f, output)))
        .orElseGet(() -> d.da(l));
  }
}
