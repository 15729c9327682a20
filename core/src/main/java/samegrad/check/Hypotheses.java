package samegrad.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import samegrad.check.Hypothesis.Change;
import samegrad.explain.Derivation;
import samegrad.explain.Derivation.Formula;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The mistakes that people make. */
final class Hypotheses {
  private static final OracleOperations OPERATIONS = OracleOperations.QUICK;

  static final List<Hypothesis> ALL =
      List.of(
          factor(
              "no 1/M",
              "the sum over the samples was not divided by their number M",
              EnumSet.allOf(Place.class),
              h -> h.samples(),
              h -> 1),
          factor(
              "1/M twice",
              "it was divided by the number M of samples once more",
              EnumSet.of(Place.BOTH, Place.LOSS, Place.OUTPUT, Place.PARAMETERS),
              h -> 1,
              h -> h.samples()),
          factor(
              "no ½",
              "the ½ before the square was left out",
              EnumSet.of(Place.BOTH, Place.LOSS, Place.OUTPUT),
              h -> 2,
              h -> 1),
          factor(
              "½ twice",
              "the ½ was kept, which the derivative of the square cancels",
              EnumSet.of(Place.OUTPUT),
              h -> 1,
              h -> 2),
          factor(
              "1/(M·out)",
              "the mean was taken over all numbers of the output, not over the samples",
              EnumSet.of(Place.BOTH),
              h -> 1,
              h -> h.network().out()),
          factor(
              "nn.MSELoss",
              "the mean of the squares of all numbers was taken, without the ½, as nn.MSELoss does",
              EnumSet.of(Place.BOTH),
              h -> 2,
              h -> Math.max(2, h.network().out())),
          factor(
              "sum of squares",
              "the squares were summed, with neither the ½ nor 1/M, as"
                  + " nn.MSELoss(reduction=\"sum\") does",
              EnumSet.of(Place.BOTH),
              h -> h.samples() == 1 ? 1 : 2 * h.samples(),
              h -> 1),
          factor(
              "sign",
              "the sign is the opposite one",
              EnumSet.of(Place.OUTPUT, Place.HIDDEN, Place.PARAMETERS),
              h -> -1,
              h -> 1),
          homework("transposed", "rows and columns are exchanged", Hypotheses::transposed),
          homework(
              "W for Wᵀ",
              "the weight was used as it is where its transpose belongs, or the other way round",
              Hypotheses::weightTransposed),
          layers(
              "no σ'",
              "the derivative of the activation was left out",
              Kind.DZ,
              Hypotheses::isActivated,
              Derivation::da),
          layers(
              "σ'(a) for σ'(z)",
              "the derivative was taken at a, which is σ(z) already, and not at z",
              Kind.DZ,
              Hypotheses::isActivated,
              (d, l) -> withSlopeFrom(d, l, d.layer(l).activation().apply(OPERATIONS, d.a(l)))),
          layers(
              "z(1−z) for a(1−a)",
              "the layer's z was put where its output a belongs",
              Kind.DZ,
              Hypotheses::isActivated,
              (d, l) -> withSlopeFrom(d, l, d.z(l))),
          layers(
              "a(1−a) of the layer's input",
              "the layer's input was taken for its output",
              Kind.DZ,
              (h, l) -> isActivated(h, l) && isSquare(h, l),
              (d, l) -> withSlopeFrom(d, l, d.a(l - 1))),
          layers(
              "a(1−a) of the next layer",
              "the output of the next layer was taken for that of this one",
              Kind.DZ,
              (h, l) -> isActivated(h, l) && l < layers(h) && isSquare(h, l + 1),
              (d, l) -> withSlopeFrom(d, l, d.a(l + 1))),
          layers(
              "the layer's output for its input",
              "δ was multiplied by the layer's output where its input belongs",
              Kind.DW,
              Hypotheses::isSquare,
              (d, l) -> OPERATIONS.matmul(d.dz(l), true, d.a(l), false)),
          layers(
              "z for a",
              "δ was multiplied by the z of the layer before where its output a belongs",
              Kind.DW,
              (h, l) -> l > 1 && isActivated(h, l - 1),
              (d, l) -> OPERATIONS.matmul(d.dz(l), true, d.z(l - 1), false)),
          homework(
              "bias of one sample",
              "the gradient of the bias is that of one sample, not of all",
              Hypotheses::biasOfOneSample),
          homework(
              "bias over units",
              "it was summed or averaged over the units of the layer, not over the samples",
              Hypotheses::biasOverUnits),
          homework(
              "ReLU for sigmoid",
              "max(0, z) was applied where σ(z) belongs",
              h -> activation(h, Activation.RELU)),
          homework(
              "identity for sigmoid",
              "the activation was left out",
              h -> activation(h, Activation.IDENTITY)),
          homework(
              "tanh for sigmoid",
              "tanh(z) was applied where σ(z) belongs",
              h -> activation(h, Activation.TANH)),
          homework(
              "sigmoid at the output",
              "the activation was applied to the output layer, which has none",
              Hypotheses::activatedOutput),
          homework(
              "opposite order",
              "the gradients of the layers are in the opposite order",
              Hypotheses::oppositeOrder),
          homework(
              "float32", "the numbers were computed or stored in float32", Hypotheses::float32),
          homework(
              "columns for rows of x",
              "the numbers of x were read column by column",
              Hypotheses::columnsOfX),
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

  /** Whether a mistake can be made in a layer. */
  private interface Where {
    boolean test(Homework homework, int layer);
  }

  private static Hypothesis homework(
      String name, String explanation, Function<Homework, List<Change>> changes) {
    return new Hypothesis(name, explanation, false, (d, answers) -> changes.apply(d.homework()));
  }

  private static Hypothesis layers(
      String name, String explanation, Kind kind, Where where, Formula formula) {
    return homework(name, explanation, h -> at(h, kind, l -> where.test(h, l), formula));
  }

  /** Where a factor may be wrong. */
  private enum Place {
    /** In the loss and all that follows from it. */
    BOTH,
    /** In the loss alone. */
    LOSS,
    /** In ∂L/∂a of the output and all that follows from it. */
    OUTPUT,
    /** In δ of a hidden layer and all that follows from it. */
    HIDDEN,
    /** In gradients of weights or biases. */
    PARAMETERS,
    /** In ∂L/∂a and δ, which are handed in without it, but computed on with it. */
    SHOWN
  }

  /** A wrong factor, a quotient, in each of the places. */
  private static Hypothesis factor(
      String name,
      String explanation,
      Set<Place> places,
      ToIntFunction<Homework> numerator,
      ToIntFunction<Homework> denominator) {
    return homework(
        name,
        explanation,
        h -> {
          int over = numerator.applyAsInt(h);
          int under = denominator.applyAsInt(h);
          return over == under
              ? List.of()
              : places.stream().flatMap(place -> scaled(h, place, over, under).stream()).toList();
        });
  }

  private static List<Change> scaled(Homework h, Place place, int numerator, int denominator) {
    int last = layers(h);
    Function<Kind, Formula> times =
        kind -> (d, l) -> times(d.right(kind, l), numerator, denominator);
    Function<Kind, Map<Quantity, Formula>> all =
        kind -> everywhere(h, kind, l -> true, times.apply(kind));
    Map<Quantity, Formula> loss = map(Kind.LOSS, last, times.apply(Kind.LOSS));
    Map<Quantity, Formula> output = map(Kind.DA, last, times.apply(Kind.DA));
    return switch (place) {
      case BOTH -> List.of(Change.of(union(loss, output)));
      case LOSS -> List.of(Change.of(loss));
      case OUTPUT -> List.of(Change.of(output));
      case HIDDEN -> at(h, Kind.DZ, l -> l < last, times.apply(Kind.DZ));
      case SHOWN -> List.of(Change.shown(union(all.apply(Kind.DA), all.apply(Kind.DZ))));
      case PARAMETERS -> {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.of(union(all.apply(Kind.DW), all.apply(Kind.DB))));
        changes.addAll(at(h, Kind.DW, l -> true, times.apply(Kind.DW)));
        changes.addAll(at(h, Kind.DB, l -> true, times.apply(Kind.DB)));
        yield changes;
      }
    };
  }

  private static Reference times(Reference a, double numerator, double denominator) {
    Reference scaled = OPERATIONS.scale(a, numerator);
    return denominator == 1 ? scaled : OPERATIONS.mean(scaled, denominator, 0);
  }

  private static List<Change> transposed(Homework h) {
    Function<Kind, Formula> flip =
        kind ->
            (d, l) -> {
              Reference right = d.right(kind, l);
              Shape shape = right.type().shape();
              return shape.rows() == 1 || shape.columns() == 1
                  ? right
                  : OPERATIONS.transpose(right);
            };
    List<Change> changes = new ArrayList<>();
    Map<Quantity, Formula> all = new LinkedHashMap<>();
    for (Kind kind : List.of(Kind.Z, Kind.A, Kind.DA, Kind.DZ, Kind.DW)) {
      Map<Quantity, Formula> those = everywhere(h, kind, l -> true, flip.apply(kind));
      those.forEach((quantity, formula) -> changes.add(Change.shown(Map.of(quantity, formula))));
      changes.add(Change.shown(those));
      all.putAll(those);
      if (kind == Kind.DZ) {
        changes.add(Change.shown(new LinkedHashMap<>(all)));
      }
    }
    changes.add(Change.shown(all));
    return changes;
  }

  private static List<Change> weightTransposed(Homework h) {
    IntPredicate square = l -> isSquare(h, l);
    Formula forward =
        (d, l) -> OPERATIONS.linear(d.a(l - 1), byColumns(d.layer(l).weight()), d.layer(l).bias());
    Formula backward =
        (d, l) ->
            OPERATIONS.matmul(
                d.dz(l + 1), false, OracleOperations.of(d.layer(l + 1).weight()), true);
    IntPredicate nextIsSquare = l -> l < layers(h) && square.test(l + 1);
    List<Change> changes = new ArrayList<>();
    changes.addAll(at(h, Kind.Z, square, forward));
    changes.addAll(at(h, Kind.DA, nextIsSquare, backward));
    Map<Quantity, Formula> both = everywhere(h, Kind.Z, square, forward);
    both.putAll(everywhere(h, Kind.DA, nextIsSquare, backward));
    if (!both.isEmpty()) {
      changes.add(Change.of(both));
    }
    return changes;
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

  private static List<Change> biasOfOneSample(Homework h) {
    int samples = h.samples();
    List<Change> changes = new ArrayList<>();
    for (int n = 0; n < samples && samples > 1; n++) {
      double[] only = new double[samples];
      only[n] = 1;
      Reference mask =
          OracleOperations.of(HostTensor.of(h.dtype(), Shape.matrix(samples, 1), only));
      Formula one =
          (d, l) -> OPERATIONS.sum(OPERATIONS.multiply(mask, d.dz(l)), d.layer(l).bias().shape());
      changes.addAll(at(h, Kind.DB, l -> true, one));
      changes.addAll(at(h, Kind.DB, l -> true, (d, l) -> times(one.of(d, l), samples, 1)));
    }
    return changes;
  }

  private static List<Change> biasOverUnits(Homework h) {
    IntPredicate unseen = l -> layer(h, l).out() == h.samples();
    IntPredicate several = l -> layer(h, l).out() > 1;
    Formula sum =
        (d, l) -> OPERATIONS.sum(OPERATIONS.transpose(d.dz(l)), Shape.vector(h.samples()));
    Formula mean =
        (d, l) ->
            OPERATIONS.broadcast(
                OPERATIONS.mean(
                    OPERATIONS.sum(d.dz(l), Shape.scalar()), d.layer(l).out(), h.samples()),
                d.layer(l).bias().shape());
    List<Change> changes = new ArrayList<>();
    changes.addAll(at(h, Kind.DB, unseen, sum));
    changes.addAll(
        at(h, Kind.DB, unseen, (d, l) -> OPERATIONS.mean(sum.of(d, l), d.layer(l).out(), 0)));
    changes.addAll(at(h, Kind.DB, several, mean));
    changes.addAll(
        at(h, Kind.DB, several, (d, l) -> OPERATIONS.mean(mean.of(d, l), h.samples(), 0)));
    return changes;
  }

  /** Another activation for the sigmoid, going forward and back, or going forward alone. */
  private static List<Change> activation(Homework h, Activation other) {
    Formula forward = (d, l) -> other.apply(OPERATIONS, d.z(l));
    Formula back =
        (d, l) ->
            other
                .function()
                .map(f -> Derivation.slope(f, forward.of(d, l)))
                .map(slope -> OPERATIONS.multiply(d.da(l), slope))
                .orElseGet(() -> d.da(l));
    IntPredicate sigmoid = l -> layer(h, l).activation().equals(Activation.SIGMOID);
    List<Change> changes = new ArrayList<>(at(h, Kind.A, sigmoid, forward));
    IntStream.rangeClosed(1, layers(h))
        .filter(sigmoid)
        .forEach(
            l -> changes.add(Change.of(union(map(Kind.A, l, forward), map(Kind.DZ, l, back)))));
    Map<Quantity, Formula> both = everywhere(h, Kind.A, sigmoid, forward);
    both.putAll(everywhere(h, Kind.DZ, sigmoid, back));
    if (!both.isEmpty()) {
      changes.add(Change.of(both));
    }
    return changes;
  }

  private static List<Change> activatedOutput(Homework h) {
    int last = layers(h);
    if (isActivated(h, last)) {
      return List.of();
    }
    Map<Quantity, Formula> forward = map(Kind.A, last, (d, l) -> OPERATIONS.sigmoid(d.z(l)));
    Formula back = (d, l) -> withSlopeFrom(d, l, d.a(l));
    Formula backAlone = (d, l) -> withSlopeFrom(d, l, OPERATIONS.sigmoid(d.z(l)));
    return List.of(
        Change.of(union(forward, map(Kind.DZ, last, back))),
        Change.of(forward),
        Change.of(map(Kind.DZ, last, back)),
        Change.of(map(Kind.DZ, last, backAlone)));
  }

  private static List<Change> oppositeOrder(Homework h) {
    int layers = layers(h);
    if (layers == 1) {
      return List.of();
    }
    Function<Kind, Formula> other = kind -> (d, l) -> d.right(kind, layers + 1 - l);
    Map<Quantity, Formula> weights = everywhere(h, Kind.DW, l -> true, other.apply(Kind.DW));
    Map<Quantity, Formula> biases = everywhere(h, Kind.DB, l -> true, other.apply(Kind.DB));
    return List.of(Change.of(union(weights, biases)), Change.of(weights), Change.of(biases));
  }

  /** Computed in float32, or rounded to it at the end. */
  private static List<Change> float32(Homework h) {
    if (h.dtype() == DType.FLOAT32) {
      return List.of();
    }
    Quantity first = new Quantity(Kind.Z, 1);
    Reference rounding =
        OracleOperations.of(
            HostTensor.scalar(h.dtype(), 1), new double[] {DType.FLOAT32.unitRoundoff()});
    Map<Quantity, Formula> rounded = new LinkedHashMap<>();
    for (Quantity quantity : Quantity.inOrder(layers(h))) {
      rounded.put(quantity, (d, l) -> OPERATIONS.multiply(d.right(quantity.kind(), l), rounding));
    }
    Homework single = h.to(DType.FLOAT32);
    return List.of(
        new Change(first, d -> d.given().isEmpty() ? d.of(single, Map.of()) : d),
        Change.shown(rounded));
  }

  private static List<Change> columnsOfX(Homework h) {
    Homework other = h.with(byColumns(h.x()), h.y());
    return List.of(new Change(new Quantity(Kind.Z, 1), d -> d.of(other, d.given())));
  }

  /** The formula in all layers where it can be, and in each of them alone. */
  private static List<Change> at(Homework h, Kind kind, IntPredicate where, Formula formula) {
    Map<Quantity, Formula> all = everywhere(h, kind, where, formula);
    Stream<Change> each =
        all.size() < 2
            ? Stream.of()
            : all.keySet().stream().map(quantity -> Change.of(Map.of(quantity, formula)));
    return Stream.concat(all.isEmpty() ? Stream.of() : Stream.of(Change.of(all)), each).toList();
  }

  static Map<Quantity, Formula> everywhere(
      Homework h, Kind kind, IntPredicate where, Formula formula) {
    Map<Quantity, Formula> formulas = new LinkedHashMap<>();
    Quantity.inOrder(layers(h)).stream()
        .filter(quantity -> quantity.kind() == kind && where.test(quantity.layer()))
        .forEach(quantity -> formulas.put(quantity, formula));
    return formulas;
  }

  private static Map<Quantity, Formula> map(Kind kind, int layer, Formula formula) {
    return Map.of(new Quantity(kind, layer), formula);
  }

  static Map<Quantity, Formula> union(Map<Quantity, Formula> a, Map<Quantity, Formula> b) {
    Map<Quantity, Formula> union = new LinkedHashMap<>(a);
    union.putAll(b);
    return union;
  }

  /** δ with the derivative computed from that as the layer's output; a sigmoid's if it has none. */
  private static Reference withSlopeFrom(Derivation d, int l, Reference output) {
    UnaryFunction function = d.layer(l).activation().function().orElse(UnaryFunction.SIGMOID);
    return OPERATIONS.multiply(d.da(l), Derivation.slope(function, output));
  }

  private static boolean isActivated(Homework h, int layer) {
    return layer(h, layer).activation().function().isPresent();
  }

  private static boolean isSquare(Homework h, int layer) {
    return layer(h, layer).in() == layer(h, layer).out();
  }

  private static Layer layer(Homework h, int layer) {
    return h.network().layers().get(layer - 1);
  }

  private static int layers(Homework h) {
    Network network = h.network();
    return network.layers().size();
  }
}
