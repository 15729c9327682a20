package samegrad.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import samegrad.check.Hypothesis.Change;
import samegrad.explain.Derivation.Formula;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** How a mistake can be made in a homework. */
@FunctionalInterface
interface Ways {
  OracleOperations OPERATIONS = OracleOperations.QUICK;

  /** Those that there are. */
  List<Change> in(Homework homework);

  /** Which quantities a mistake can be made in. */
  @FunctionalInterface
  interface Where {
    Where ANYWHERE = (h, q) -> true;
    Where LAST = (h, q) -> q.layer() == layers(h);
    Where HIDDEN = (h, q) -> q.layer() < layers(h);
    Where ACTIVATED = (h, q) -> layer(h, q.layer()).activation().function().isPresent();
    Where SQUARE = (h, q) -> layer(h, q.layer()).in() == layer(h, q.layer()).out();
    Where NEXT_SQUARE =
        (h, q) -> HIDDEN.test(h, q) && SQUARE.test(h, new Quantity(q.kind(), q.layer() + 1));

    boolean test(Homework homework, Quantity quantity);

    default Where and(Where other) {
      return (h, q) -> test(h, q) && other.test(h, q);
    }
  }

  /** All of these. */
  static Ways anyOf(Ways... ways) {
    return h -> Stream.of(ways).flatMap(those -> those.in(h).stream()).toList();
  }

  /** These, if that is the loss. */
  default Ways with(Loss loss) {
    return when(h -> h.criterion() == loss);
  }

  /** These, in such a homework. */
  default Ways when(Predicate<Homework> holds) {
    return h -> holds.test(h) ? in(h) : List.of();
  }

  /** Another formula for a quantity, in all layers where it can be, and in each of them alone. */
  static Ways computed(Where where, Kind kind, Formula formula) {
    return computed(where, any -> formula, kind);
  }

  /** Other formulas for several quantities of a layer. */
  static Ways computed(Where where, Function<Kind, Formula> formulas, Kind... kinds) {
    return made(Change::of, where, formulas, kinds);
  }

  /** The same, but not computed on with. */
  static Ways shown(Where where, Function<Kind, Formula> formulas, Kind... kinds) {
    return made(Change::shown, where, formulas, kinds);
  }

  private static Ways made(
      Function<Map<Quantity, Formula>, Change> making,
      Where where,
      Function<Kind, Formula> formulas,
      Kind... kinds) {
    return h -> {
      Map<Quantity, Formula> all = in(h, where, formulas, kinds);
      int[] layers = all.keySet().stream().mapToInt(Quantity::layer).distinct().toArray();
      Stream<Where> each =
          IntStream.of(layers).mapToObj(l -> where.and((any, q) -> q.layer() == l));
      return Stream.concat(Stream.of(where), layers.length > 1 ? each : Stream.of())
          .map(those -> in(h, those, formulas, kinds))
          .filter(those -> !those.isEmpty())
          .map(making)
          .toList();
    };
  }

  /** Formulas for all quantities of those kinds there, in the order of computing them. */
  static Map<Quantity, Formula> in(
      Homework h, Where where, Function<Kind, Formula> formulas, Kind... kinds) {
    Map<Quantity, Formula> in = new LinkedHashMap<>();
    Quantity.inOrder(layers(h)).stream()
        .filter(quantity -> List.of(kinds).contains(quantity.kind()))
        .filter(quantity -> where.test(h, quantity))
        .forEach(quantity -> in.put(quantity, formulas.apply(quantity.kind())));
    return in;
  }

  /** Where a factor may be wrong, and other formulas may be taken for the loss. */
  enum Place {
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
    SHOWN;

    Ways of(Function<Kind, Formula> formulas) {
      return switch (this) {
        case BOTH -> computed(Where.LAST, formulas, Kind.LOSS, Kind.DA);
        case LOSS -> computed(Where.LAST, formulas, Kind.LOSS);
        case OUTPUT -> computed(Where.LAST, formulas, Kind.DA);
        case HIDDEN -> computed(Where.HIDDEN, formulas, Kind.DZ);
        case PARAMETERS ->
            anyOf(
                computed(Where.ANYWHERE, formulas, Kind.DW, Kind.DB),
                computed(Where.ANYWHERE, formulas, Kind.DW),
                computed(Where.ANYWHERE, formulas, Kind.DB));
        case SHOWN -> shown(Where.ANYWHERE, formulas, Kind.DA, Kind.DZ);
      };
    }
  }

  /** The same in each of the places. */
  static Ways at(Function<Kind, Formula> formulas, Place... places) {
    return anyOf(Stream.of(places).map(place -> place.of(formulas)).toArray(Ways[]::new));
  }

  /** A number that is not known exactly, or that rounding changes, as a factor. */
  static Reference scalar(Homework h, double value, double within) {
    HostTensor nearest = HostTensor.of(h.dtype(), Shape.scalar(), value);
    return OracleOperations.of(nearest, new double[] {within});
  }

  static Layer layer(Homework h, int layer) {
    return h.network().layers().get(layer - 1);
  }

  static int layers(Homework h) {
    return h.network().layers().size();
  }
}
