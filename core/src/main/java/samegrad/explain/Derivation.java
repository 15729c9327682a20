package samegrad.explain;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * The gradients as they are derived on paper, one {@link Formula} a quantity, in exact arithmetic
 * and with the bound on what rounding may do to each number. It may start from other numbers than
 * the exact ones, and a formula may be replaced by another: what comes out then is what somebody
 * gets who makes that mistake and no other.
 *
 * <p>Quantities are computed when they are asked for. Not to be used by several threads at once.
 */
public final class Derivation {
  private static final OracleOperations OPERATIONS = OracleOperations.QUICK;

  private final Homework homework;
  private final Map<Quantity, Integer> order;
  private final Map<Quantity, Reference> given;
  private final Map<Quantity, Formula> changed;
  private final Map<Quantity, Formula> shown;

  /** What is computed alike up to the first change; null if nothing is changed. */
  private final @Nullable Derivation unchanged;

  private final int firstChange;
  private final Map<Quantity, Step> steps = new HashMap<>();
  private Set<Quantity> reading = new LinkedHashSet<>();

  /** How a quantity of a layer follows from others. */
  @FunctionalInterface
  public interface Formula {
    /** The quantity of that layer. */
    Reference of(Derivation from, int layer);
  }

  /** A quantity computed, and the given ones that went into it. */
  private record Step(Reference value, Set<Quantity> sources) {}

  private Derivation(
      Homework homework,
      Map<Quantity, Integer> order,
      Map<Quantity, Reference> given,
      Map<Quantity, Formula> changed,
      Map<Quantity, Formula> shown,
      @Nullable Derivation unchanged) {
    this.homework = homework;
    this.order = order;
    this.given = Map.copyOf(given);
    this.changed = Map.copyOf(changed);
    this.shown = Map.copyOf(shown);
    this.unchanged = unchanged;
    this.firstChange = changed.keySet().stream().mapToInt(this::position).min().orElse(0);
  }

  /** The right derivation. */
  public static Derivation of(Homework homework) {
    Map<Quantity, Integer> order = new LinkedHashMap<>();
    Quantity.inOrder(homework.network().layers().size()).forEach(q -> order.put(q, order.size()));
    return new Derivation(homework, order, Map.of(), Map.of(), Map.of(), null);
  }

  /** The same with each given quantity in the place of what would have been computed. */
  public Derivation from(Map<Quantity, Reference> given) {
    return new Derivation(homework, order, given, changed, shown, null);
  }

  /** The same of another homework. */
  public Derivation of(Homework other, Map<Quantity, Reference> given) {
    return new Derivation(other, order, given, changed, shown, null);
  }

  /**
   * The same with other formulas.
   *
   * @param changed what is computed by them, and then computed on with
   * @param shown what is only handed in so, and not computed on with
   */
  public Derivation with(Map<Quantity, Formula> changed, Map<Quantity, Formula> shown) {
    return new Derivation(homework, order, given, changed, shown, changed.isEmpty() ? null : this);
  }

  /** The homework. */
  public Homework homework() {
    return homework;
  }

  /** What is given in place of being computed. */
  public Map<Quantity, Reference> given() {
    return given;
  }

  /** A quantity as it follows from those before it. */
  public Reference get(Quantity quantity) {
    for (Quantity before : order.keySet()) {
      if (before.equals(quantity)) {
        break;
      }
      boolean used =
          before.kind() != Kind.LOSS && before.kind() != Kind.DW && before.kind() != Kind.DB;
      if (used && !given.containsKey(before)) {
        step(before); // one after another, since thousands of layers are too deep to recur into
      }
    }
    Formula formula = shown.get(quantity);
    return formula == null ? step(quantity).value() : formula.of(this, quantity.layer());
  }

  /** The given quantities that the computing of this one started from. */
  public Set<Quantity> sources(Quantity quantity) {
    get(quantity);
    return step(quantity).sources();
  }

  private int position(Quantity quantity) {
    return Objects.requireNonNull(order.get(quantity), () -> "no " + quantity + " here");
  }

  private Step step(Quantity quantity) {
    if (unchanged != null && position(quantity) < firstChange) {
      return unchanged.step(quantity);
    }
    Step known = steps.get(quantity);
    if (known != null) {
      return known;
    }
    Set<Quantity> outer = reading;
    reading = new LinkedHashSet<>();
    Formula formula = changed.get(quantity);
    Reference value =
        formula == null
            ? right(quantity.kind(), quantity.layer())
            : formula.of(this, quantity.layer());
    Step step = new Step(value, reading);
    reading = outer;
    steps.put(quantity, step);
    return step;
  }

  private Reference use(Kind kind, int layer) {
    Quantity quantity = new Quantity(kind, layer);
    Reference own = given.get(quantity);
    if (own != null) {
      reading.add(quantity);
      return own;
    }
    Step step = step(quantity);
    reading.addAll(step.sources());
    return step.value();
  }

  /** A quantity by the right formula, from whatever is before it. */
  public Reference right(Kind kind, int l) {
    return switch (kind) {
      case Z -> OPERATIONS.linear(a(l - 1), layer(l).weight(), layer(l).bias());
      case A -> layer(l).activation().apply(OPERATIONS, z(l));
      case LOSS -> {
        if (homework.criterion() == Loss.CROSS_ENTROPY) {
          yield crossEntropy(OPERATIONS.logSoftmax(a(l)));
        }
        Reference difference = OPERATIONS.subtract(a(l), targets());
        Reference squares = OPERATIONS.multiply(difference, difference);
        Reference sum = OPERATIONS.sum(squares, Shape.scalar());
        yield OPERATIONS.mean(sum, 2.0 * homework.samples(), squares.size());
      }
      case DA ->
          l == homework.network().layers().size()
              ? error(homework.criterion() == Loss.CROSS_ENTROPY ? softmax(a(l)) : a(l))
              : OPERATIONS.matmul(
                  dz(l + 1), false, OracleOperations.of(layer(l + 1).weight()), false);
      case DZ ->
          layer(l)
              .activation()
              .function()
              .map(function -> OPERATIONS.multiply(da(l), slope(function, a(l))))
              .orElseGet(() -> da(l));
      case DW -> OPERATIONS.matmul(dz(l), true, a(l - 1), false);
      case DB -> OPERATIONS.sum(dz(l), layer(l).bias().shape());
    };
  }

  /** The targets, of shape (M, out). */
  public Reference targets() {
    return OracleOperations.of(homework.y());
  }

  /** What a prediction of the targets is off, over the number M of samples. */
  public Reference error(Reference prediction) {
    int samples = homework.samples();
    return homework.criterion() == Loss.SQUARED
        ? OPERATIONS.mean(OPERATIONS.subtract(prediction, targets()), samples, 0)
        : OPERATIONS.subtract(
            OPERATIONS.mean(prediction, samples, 0), OPERATIONS.mean(targets(), samples, 0));
  }

  /** The cross-entropy, from the logarithm of each class's probability. */
  public Reference crossEntropy(Reference logarithms) {
    Reference ofClass = OPERATIONS.multiply(logarithms, OPERATIONS.scale(targets(), -1));
    Reference sum = OPERATIONS.sum(ofClass, Shape.scalar());
    return OPERATIONS.mean(sum, homework.samples(), ofClass.size());
  }

  /** The probability of each class. */
  public static Reference softmax(Reference a) {
    return OPERATIONS.map(UnaryFunction.EXP, OPERATIONS.logSoftmax(a));
  }

  /** The derivative of a function, from its output. */
  public static Reference slope(UnaryFunction function, Reference output) {
    return function.derivative(
        OPERATIONS,
        output,
        constant -> OracleOperations.of(HostTensor.scalar(output.type().dtype(), constant)));
  }

  /** A layer, counted from 1. */
  public Layer layer(int l) {
    return homework.network().layers().get(l - 1);
  }

  /** z of a layer. */
  public Reference z(int l) {
    return use(Kind.Z, l);
  }

  /** The output of a layer; x for layer 0. */
  public Reference a(int l) {
    return l == 0 ? OracleOperations.of(homework.x()) : use(Kind.A, l);
  }

  /** ∂L/∂a of a layer. */
  public Reference da(int l) {
    return use(Kind.DA, l);
  }

  /** δ = ∂L/∂z of a layer. */
  public Reference dz(int l) {
    return use(Kind.DZ, l);
  }
}
