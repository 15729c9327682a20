package samegrad.explain;

import java.util.ArrayList;
import java.util.List;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.tensor.Shape;

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
    boolean sigmoid = layers.get(layer - 1).activation() == Activation.SIGMOID;
    String l = Integer.toString(layer);
    String next = Integer.toString(layer + 1);
    return symbol()
        + " = "
        + switch (kind) {
          case Z -> before + " W" + l + "ᵀ + b" + l;
          case A -> sigmoid ? "σ(z" + l + ")" : "z" + l;
          case LOSS -> "1/M · Σₙ ½‖a" + l + "ₙ − yₙ‖²";
          case DA -> last ? "(a" + l + " − y) / M" : "δ" + next + " W" + next;
          case DZ -> "∂L/∂a" + l + (sigmoid ? " ⊙ a" + l + " ⊙ (1 − a" + l + ")" : "");
          case DW -> "δ" + l + "ᵀ " + before;
          case DB -> "Σₙ δ" + l + "ₙ";
        };
  }

  /** The name of its tensor, such as {@code W1.grad}. */
  @Override
  public String toString() {
    return kind.name.formatted(layer);
  }
}
