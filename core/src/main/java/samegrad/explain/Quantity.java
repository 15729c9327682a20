package samegrad.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.TensorName;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * Something that the derivation computes.
 *
 * @param kind what it is
 * @param layer the layer it belongs to, counted from 1; that of the output for the loss
 */
public record Quantity(Kind kind, int layer) {
  /** What a quantity is, in the order in which the quantities of one layer are computed. */
  public enum Kind {
    /** z = a Wᵀ + b, of shape (M, out). */
    Z("z%d"),
    /** The activation of z, of shape (M, out). */
    A("a%d"),
    /** The loss, of shape (). */
    LOSS("loss"),
    /** ∂L/∂a, of shape (M, out). */
    DA("dL/da%d"),
    /** δ = ∂L/∂z, of shape (M, out). */
    DZ("dL/dz%d"),
    /** ∂L/∂W, of shape (out, in). */
    DW("W%d.grad"),
    /** ∂L/∂b, of shape (out). */
    DB("b%d.grad");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  /**
   * All quantities of a network of so many layers, in the order of computing them: z1, a1, …, the
   * loss, then what belongs to the last layer, and so on back to the first.
   */
  public static List<Quantity> inOrder(int layers) {
    List<Quantity> order = new ArrayList<>();
    for (int l = 1; l <= layers; l++) {
      order.add(new Quantity(Kind.Z, l));
      order.add(new Quantity(Kind.A, l));
    }
    order.add(new Quantity(Kind.LOSS, layers));
    for (int l = layers; l >= 1; l--) {
      for (Kind kind : List.of(Kind.DA, Kind.DZ, Kind.DW, Kind.DB)) {
        order.add(new Quantity(kind, l));
      }
    }
    return order;
  }

  /** Its shape in a homework. */
  public Shape shape(Homework homework) {
    Layer own = homework.network().layers().get(layer - 1);
    return switch (kind) {
      case LOSS -> Shape.scalar();
      case DW -> own.weight().shape();
      case DB -> own.bias().shape();
      default -> Shape.matrix(homework.samples(), own.out());
    };
  }

  /** What it is called in a formula, such as {@code ∂L/∂W1}. */
  public String symbol() {
    return switch (kind) {
      case Z -> "z" + layer;
      case A -> "a" + layer;
      case LOSS -> "L";
      case DA -> "∂L/∂a" + layer;
      case DZ -> "δ" + layer;
      case DW -> "∂L/∂W" + layer;
      case DB -> "∂L/∂b" + layer;
    };
  }

  /** The line of the derivation that it comes from, such as {@code ∂L/∂W2 = δ2ᵀ a1}. */
  public String line(Homework homework) {
    List<Layer> layers = homework.network().layers();
    String before = layer == 1 ? "x" : "a" + (layer - 1);
    boolean last = layer == layers.size();
    Optional<UnaryFunction> function = layers.get(layer - 1).activation().function();
    String l = Integer.toString(layer);
    String next = Integer.toString(layer + 1);
    return symbol()
        + " = "
        + switch (kind) {
          case Z -> before + " W" + l + "ᵀ + b" + l;
          case A -> function.map(f -> value(f, "z" + l)).orElse("z" + l);
          case LOSS ->
              classes(homework)
                  ? "−1/M · Σₙ yₙ · log softmax(a" + l + ")ₙ"
                  : "1/M · Σₙ ½‖a" + l + "ₙ − yₙ‖²";
          case DA ->
              !last
                  ? "δ" + next + " W" + next
                  : classes(homework) ? "(softmax(a" + l + ") − y) / M" : "(a" + l + " − y) / M";
          case DZ -> "∂L/∂a" + l + function.map(f -> " ⊙ " + slope(f, l)).orElse("");
          case DW -> "δ" + l + "ᵀ " + before;
          case DB -> "Σₙ δ" + l + "ₙ";
        };
  }

  private static boolean classes(Homework homework) {
    return homework.criterion() == Loss.CROSS_ENTROPY;
  }

  /** Why that is so, in a sentence. */
  public String why(Homework homework) {
    boolean last = layer == homework.network().layers().size();
    boolean activated =
        homework.network().layers().get(layer - 1).activation().function().isPresent();
    String l = Integer.toString(layer);
    String before = layer == 1 ? "x" : "a" + (layer - 1);
    return switch (kind) {
      case Z ->
          "A row is a sample. Each unit adds up its inputs, each times its weight, and its bias.";
      case A ->
          activated ? "The activation is applied to each number." : "This layer has no activation.";
      case LOSS ->
          classes(homework)
              ? "The mean over the samples of −log of the probability of the right class."
              : "The mean over the samples of half the squared distance from the target.";
      case DA ->
          last && classes(homework)
              ? "The derivative of log Σ exp a" + l + " is softmax(a" + l + ")."
              : last
                  ? "The derivative of ½‖a"
                      + l
                      + " − y‖² is a"
                      + l
                      + " − y, and the mean brings 1/M."
                  : "Each unit passes its δ back along its weights.";
      case DZ ->
          activated
              ? "The chain rule: times the activation's derivative, written with its output a"
                  + l
                  + "."
              : "Without an activation nothing changes.";
      case DW ->
          "W"
              + l
              + " stands before "
              + before
              + " in z"
              + l
              + ": δ times that, added up over the samples.";
      case DB -> "b" + l + " stands alone in z" + l + ": δ, added up over the samples.";
    };
  }

  private static String value(UnaryFunction function, String z) {
    return function == UnaryFunction.SIGMOID ? "σ(" + z + ")" : function + "(" + z + ")";
  }

  private static String slope(UnaryFunction function, String layer) {
    return switch (function) {
      case SIGMOID -> "a" + layer + " ⊙ (1 − a" + layer + ")";
      case TANH -> "(1 − a" + layer + "²)";
      default -> function + "′(z" + layer + ")";
    };
  }

  /** The tensor that a result has of it; none of ∂L/∂a and δ. */
  public Optional<TensorName> tensor() {
    return switch (kind) {
      case Z -> Optional.of(TensorName.z(layer - 1));
      case A -> Optional.of(TensorName.a(layer - 1));
      case LOSS -> Optional.of(TensorName.LOSS);
      case DW -> Optional.of(TensorName.weight(layer - 1).gradient());
      case DB -> Optional.of(TensorName.bias(layer - 1).gradient());
      case DA, DZ -> Optional.empty();
    };
  }

  /** The name of its tensor, such as {@code W1.grad}. */
  @Override
  public String toString() {
    return kind.name.formatted(layer);
  }
}
