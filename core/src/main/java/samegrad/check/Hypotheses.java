package samegrad.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The mistakes that people make. */
final class Hypotheses {
  private static final OracleOperations OPERATIONS = OracleOperations.QUICK;

  /** What each is called, and what is said to one who made it. */
  private static final String NAMES =
      """
      no 1/M: the sum over the samples was not divided by their number M
      1/M twice: it was divided by the number M of samples once more
      no ½: the ½ before the square was left out
      ½ twice: the ½ was kept, which the derivative of the square cancels
      1/(M·out): the mean was taken over all numbers of the output, not over the samples
      nn.MSELoss: the mean of the squares of all numbers was taken, without the ½, as nn.MSELoss does
      sum of squares: the squares were summed, with neither the ½ nor 1/M, as nn.MSELoss(reduction="sum") does
      sign: the sign is the opposite one
      transposed: rows and columns are exchanged
      W for Wᵀ: the weight was used as it is where its transpose belongs, or the other way round
      no σ': the derivative of the activation was left out
      σ'(a) for σ'(z): the derivative was taken at a, which is σ(z) already, and not at z
      z(1−z) for a(1−a): the layer's z was put where its output a belongs
      a(1−a) of the layer's input: the layer's input was taken for its output
      a(1−a) of the next layer: the output of the next layer was taken for that of this one
      the layer's output for its input: δ was multiplied by the layer's output where its input belongs
      z for a: δ was multiplied by the z of the layer before where its output a belongs
      bias of one sample: the gradient of the bias is that of one sample, not of all
      bias over units: it was summed or averaged over the units of the layer, not over the samples
      ReLU for sigmoid: max(0, z) was applied where σ(z) belongs
      identity for sigmoid: the activation was left out
      tanh for sigmoid: tanh(z) was applied where σ(z) belongs
      sigmoid at the output: the activation was applied to the output layer, which has none
      opposite order: the gradients of the layers are in the opposite order
      float32: the numbers were computed or stored in float32
      columns for rows of x: the numbers of x were read column by column
      update: this is what a step of gradient descent adds, −η times the gradient
      accumulated: the gradients of several backward passes were added up, as PyTorch does without zero_grad()
      """;

  static final List<Hypothesis> ALL = NAMES.lines().map(Hypotheses::of).toList();

  private Hypotheses() {}

  private static Hypothesis of(String line) {
    String[] parts = line.split(": ", 2);
    String name = parts[0];
    return switch (name) {
      case "update" -> new Hypothesis(name, parts[1], true, Fitted::update);
      case "accumulated" -> new Hypothesis(name, parts[1], true, Fitted::accumulated);
      default -> {
        Ways ways = ways(name);
        yield new Hypothesis(name, parts[1], false, (d, answers) -> ways.in(d.homework()));
      }
    };
  }

  /** How a mistake can be made in a homework. */
  private interface Ways {
    List<Change> in(Homework homework);
  }

  private static Ways ways(String name) {
    return switch (name) {
      case "no 1/M" -> factor(Homework::samples, h -> 1, Place.values());
      case "1/M twice" ->
          factor(h -> 1, Homework::samples, Place.BOTH, Place.LOSS, Place.OUTPUT, Place.PARAMETERS);
      case "no ½" -> factor(h -> 2, h -> 1, Place.BOTH, Place.LOSS, Place.OUTPUT);
      case "½ twice" -> factor(h -> 1, h -> 2, Place.OUTPUT);
      case "1/(M·out)" -> factor(h -> 1, h -> h.network().out(), Place.BOTH);
      case "nn.MSELoss" -> factor(h -> 2, h -> Math.max(2, h.network().out()), Place.BOTH);
      case "sum of squares" ->
          factor(h -> h.samples() == 1 ? 1 : 2 * h.samples(), h -> 1, Place.BOTH);
      case "sign" -> factor(h -> -1, h -> 1, Place.OUTPUT, Place.HIDDEN, Place.PARAMETERS);
      case "transposed" -> Hypotheses::transposed;
      case "W for Wᵀ" -> Hypotheses::weightTransposed;
      case "no σ'" -> slope((h, l) -> true, Derivation::da);
      case "σ'(a) for σ'(z)" ->
          slope(
              (h, l) -> true,
              (d, l) -> withSlopeFrom(d, l, d.layer(l).activation().apply(OPERATIONS, d.a(l))));
      case "z(1−z) for a(1−a)" -> slope((h, l) -> true, (d, l) -> withSlopeFrom(d, l, d.z(l)));
      case "a(1−a) of the layer's input" ->
          slope(Hypotheses::isSquare, (d, l) -> withSlopeFrom(d, l, d.a(l - 1)));
      case "a(1−a) of the next layer" ->
          slope(
              (h, l) -> l < layers(h) && isSquare(h, l + 1),
              (d, l) -> withSlopeFrom(d, l, d.a(l + 1)));
      case "the layer's output for its input" ->
          h -> at(h, Kind.DW, l -> isSquare(h, l), (d, l) -> weightGradient(d.dz(l), d.a(l)));
      case "z for a" ->
          h ->
              at(
                  h,
                  Kind.DW,
                  l -> l > 1 && isActivated(h, l - 1),
                  (d, l) -> weightGradient(d.dz(l), d.z(l - 1)));
      case "bias of one sample" -> Hypotheses::biasOfOneSample;
      case "bias over units" -> Hypotheses::biasOverUnits;
      case "ReLU for sigmoid" -> activation(Activation.RELU);
      case "identity for sigmoid" -> activation(Activation.IDENTITY);
      case "tanh for sigmoid" -> activation(Activation.TANH);
      case "sigmoid at the output" -> Hypotheses::activatedOutput;
      case "opposite order" -> Hypotheses::oppositeOrder;
      case "float32" -> Hypotheses::float32;
      case "columns for rows of x" -> Hypotheses::columnsOfX;
      default -> throw new IllegalStateException("nothing is tried for " + name);
    };
  }

  /** Whether a mistake can be made in a layer. */
  private interface Where {
    boolean test(Homework homework, int layer);
  }

  /** Another δ in a layer with an activation. */
  private static Ways slope(Where where, Formula formula) {
    return h -> at(h, Kind.DZ, l -> isActivated(h, l) && where.test(h, l), formula);
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
  private static Ways factor(
      ToIntFunction<Homework> numerator, ToIntFunction<Homework> denominator, Place... places) {
    return h -> {
      int over = numerator.applyAsInt(h);
      int under = denominator.applyAsInt(h);
      return over == under
          ? List.of()
          : Stream.of(places).flatMap(place -> scaled(h, place, over, under).stream()).toList();
    };
  }

  private static List<Change> scaled(Homework h, Place place, int numerator, int denominator) {
    int last = layers(h);
    Function<Kind, Formula> times =
        kind -> (d, l) -> times(d.right(kind, l), numerator, denominator);
    Map<Quantity, Formula> loss = in(h, l -> l == last, times, Kind.LOSS);
    Map<Quantity, Formula> output = in(h, l -> l == last, times, Kind.DA);
    return switch (place) {
      case BOTH -> List.of(Change.of(union(loss, output)));
      case LOSS -> List.of(Change.of(loss));
      case OUTPUT -> List.of(Change.of(output));
      case HIDDEN -> at(h, Kind.DZ, l -> l < last, times.apply(Kind.DZ));
      case SHOWN -> List.of(Change.shown(in(h, l -> true, times, Kind.DA, Kind.DZ)));
      case PARAMETERS ->
          Stream.of(
                  List.of(Change.of(in(h, l -> true, times, Kind.DW, Kind.DB))),
                  at(h, Kind.DW, l -> true, times.apply(Kind.DW)),
                  at(h, Kind.DB, l -> true, times.apply(Kind.DB)))
              .flatMap(List::stream)
              .toList();
    };
  }

  private static Reference times(Reference a, double numerator, double denominator) {
    Reference scaled = OPERATIONS.scale(a, numerator);
    return denominator == 1 ? scaled : OPERATIONS.mean(scaled, denominator, 0);
  }

  private static Reference weightGradient(Reference delta, Reference input) {
    return OPERATIONS.matmul(delta, true, input, false);
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
    Kind[] kinds = {Kind.Z, Kind.A, Kind.DA, Kind.DZ, Kind.DW};
    List<Change> changes = new ArrayList<>();
    for (Kind kind : kinds) {
      Map<Quantity, Formula> those = in(h, l -> true, flip, kind);
      those.forEach((quantity, formula) -> changes.add(Change.shown(Map.of(quantity, formula))));
      changes.add(Change.shown(those));
    }
    changes.add(Change.shown(in(h, l -> true, flip, Arrays.copyOf(kinds, 4))));
    changes.add(Change.shown(in(h, l -> true, flip, kinds)));
    return changes;
  }

  private static List<Change> weightTransposed(Homework h) {
    IntPredicate square = l -> isSquare(h, l);
    IntPredicate nextIsSquare = l -> l < layers(h) && isSquare(h, l + 1);
    Formula forward =
        (d, l) -> OPERATIONS.linear(d.a(l - 1), byColumns(d.layer(l).weight()), d.layer(l).bias());
    Formula backward =
        (d, l) ->
            OPERATIONS.matmul(
                d.dz(l + 1), false, OracleOperations.of(d.layer(l + 1).weight()), true);
    List<Change> changes = new ArrayList<>(at(h, Kind.Z, square, forward));
    changes.addAll(at(h, Kind.DA, nextIsSquare, backward));
    Map<Quantity, Formula> both =
        union(
            in(h, square, kind -> forward, Kind.Z), in(h, nextIsSquare, kind -> backward, Kind.DA));
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
  private static Ways activation(Activation other) {
    Formula forward = (d, l) -> other.apply(OPERATIONS, d.z(l));
    Formula back = (d, l) -> withSlope(d, l, other, d.a(l));
    return h -> {
      IntPredicate sigmoid = l -> layer(h, l).activation().equals(Activation.SIGMOID);
      List<Change> changes = new ArrayList<>(at(h, Kind.A, sigmoid, forward));
      changes.addAll(at(h, sigmoid, kind -> kind == Kind.A ? forward : back, Kind.A, Kind.DZ));
      return changes;
    };
  }

  private static List<Change> activatedOutput(Homework h) {
    int last = layers(h);
    if (isActivated(h, last)) {
      return List.of();
    }
    Formula value = (d, l) -> OPERATIONS.sigmoid(d.z(l));
    Formula back = (d, l) -> withSlopeFrom(d, l, d.a(l));
    Quantity a = new Quantity(Kind.A, last);
    Quantity dz = new Quantity(Kind.DZ, last);
    return List.of(
        Change.of(union(Map.of(a, value), Map.of(dz, back))),
        Change.of(Map.of(a, value)),
        Change.of(Map.of(dz, back)),
        Change.of(Map.of(dz, (d, l) -> withSlopeFrom(d, l, value.of(d, l)))));
  }

  private static List<Change> oppositeOrder(Homework h) {
    Function<Kind, Formula> other = kind -> (d, l) -> d.right(kind, layers(h) + 1 - l);
    return layers(h) == 1
        ? List.of()
        : Stream.of(new Kind[] {Kind.DW, Kind.DB}, new Kind[] {Kind.DW}, new Kind[] {Kind.DB})
            .map(kinds -> Change.of(in(h, l -> true, other, kinds)))
            .toList();
  }

  /** Computed in float32, or rounded to it at the end. */
  private static List<Change> float32(Homework h) {
    if (h.dtype() == DType.FLOAT32) {
      return List.of();
    }
    Reference rounding =
        OracleOperations.of(
            HostTensor.scalar(h.dtype(), 1), new double[] {DType.FLOAT32.unitRoundoff()});
    Homework single = h.to(DType.FLOAT32);
    return List.of(
        new Change(new Quantity(Kind.Z, 1), d -> d.given().isEmpty() ? d.of(single, Map.of()) : d),
        Change.shown(
            in(
                h,
                l -> true,
                kind -> (d, l) -> OPERATIONS.multiply(d.right(kind, l), rounding),
                Kind.values())));
  }

  private static List<Change> columnsOfX(Homework h) {
    Homework other = h.with(byColumns(h.x()), h.y());
    return List.of(new Change(new Quantity(Kind.Z, 1), d -> d.of(other, d.given())));
  }

  /** The formula in all layers where it can be, and in each of them alone. */
  private static List<Change> at(Homework h, Kind kind, IntPredicate where, Formula formula) {
    return at(h, where, any -> formula, kind);
  }

  private static List<Change> at(
      Homework h, IntPredicate where, Function<Kind, Formula> formula, Kind... kinds) {
    int[] layers = IntStream.rangeClosed(1, layers(h)).filter(where).toArray();
    Stream<IntPredicate> all = layers.length == 0 ? Stream.of() : Stream.of(where);
    Stream<IntPredicate> each =
        layers.length < 2 ? Stream.of() : IntStream.of(layers).mapToObj(l -> other -> other == l);
    return Stream.concat(all, each).map(those -> Change.of(in(h, those, formula, kinds))).toList();
  }

  /** Formulas for all quantities of those kinds in those layers, in the order of computing them. */
  static Map<Quantity, Formula> in(
      Homework h, IntPredicate where, Function<Kind, Formula> formula, Kind... kinds) {
    Map<Quantity, Formula> formulas = new LinkedHashMap<>();
    Quantity.inOrder(layers(h)).stream()
        .filter(quantity -> List.of(kinds).contains(quantity.kind()))
        .filter(quantity -> where.test(quantity.layer()))
        .forEach(quantity -> formulas.put(quantity, formula.apply(quantity.kind())));
    return formulas;
  }

  private static Map<Quantity, Formula> union(Map<Quantity, Formula> a, Map<Quantity, Formula> b) {
    Map<Quantity, Formula> union = new LinkedHashMap<>(a);
    union.putAll(b);
    return union;
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
    return h.network().layers().size();
  }
}
