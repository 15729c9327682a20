package samegrad.network;

/**
 * Names a tensor of a network or of its homework; written as {@code z1}, {@code a1}, {@code loss},
 * {@code W1}, {@code b1}, {@code W1.grad}, {@code z1.grad} and the like.
 *
 * @param kind what it is
 * @param layer of which layer, counting from 0; 0 if it is of none
 */
public record TensorName(Kind kind, int layer) {
  /** The loss. */
  public static final TensorName LOSS = new TensorName(Kind.LOSS, 0);

  /** What a tensor is. */
  public enum Kind {
    /** x Wᵀ + b. */
    Z("z", ""),
    /** The activation of z. */
    A("a", ""),
    /** The loss. */
    LOSS("loss", ""),
    /** A weight. */
    WEIGHT("W", ""),
    /** A bias. */
    BIAS("b", ""),
    /** The loss's gradient with respect to z. */
    Z_GRADIENT("z", ".grad"),
    /** The loss's gradient with respect to the activation of z. */
    A_GRADIENT("a", ".grad"),
    /** The loss's gradient with respect to a weight. */
    WEIGHT_GRADIENT("W", ".grad"),
    /** The loss's gradient with respect to a bias. */
    BIAS_GRADIENT("b", ".grad");

    private final String before;
    private final String after;

    Kind(String before, String after) {
      this.before = before;
      this.after = after;
    }
  }

  /** z of a layer. */
  public static TensorName z(int layer) {
    return new TensorName(Kind.Z, layer);
  }

  /** The activation of a layer. */
  public static TensorName a(int layer) {
    return new TensorName(Kind.A, layer);
  }

  /** The weight of a layer. */
  public static TensorName weight(int layer) {
    return new TensorName(Kind.WEIGHT, layer);
  }

  /** The bias of a layer. */
  public static TensorName bias(int layer) {
    return new TensorName(Kind.BIAS, layer);
  }

  /**
   * The loss's gradient with respect to this.
   *
   * @throws IllegalArgumentException if this is the loss or a gradient
   */
  public TensorName gradient() {
    return switch (kind) {
      case Z -> new TensorName(Kind.Z_GRADIENT, layer);
      case A -> new TensorName(Kind.A_GRADIENT, layer);
      case WEIGHT -> new TensorName(Kind.WEIGHT_GRADIENT, layer);
      case BIAS -> new TensorName(Kind.BIAS_GRADIENT, layer);
      default ->
          throw new IllegalArgumentException("the loss has no gradient with respect to " + this);
    };
  }

  /** Whether it is what a layer makes of the samples: z or a. */
  public boolean isOfForwardPass() {
    return kind == Kind.Z || kind == Kind.A;
  }

  /** As it is written, the layers being counted from 1. */
  @Override
  public String toString() {
    return kind == Kind.LOSS ? kind.before : kind.before + (layer + 1) + kind.after;
  }
}
