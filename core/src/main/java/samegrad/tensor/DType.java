package samegrad.tensor;

/** The type of a tensor's elements: an IEEE 754 binary format. */
public enum DType {
  /** binary32: 24 bits of precision, unit roundoff u = 2⁻²⁴. */
  FLOAT32("float32", 0x1p-24, Float.MIN_NORMAL),
  /** binary64: 53 bits of precision, unit roundoff u = 2⁻⁵³. */
  FLOAT64("float64", 0x1p-53, Double.MIN_NORMAL);

  private final String text;
  private final double unitRoundoff;
  private final double minNormal;

  DType(String text, double unitRoundoff, double minNormal) {
    this.text = text;
    this.unitRoundoff = unitRoundoff;
    this.minNormal = minNormal;
  }

  /**
   * Half the distance from 1 to the next larger number: the largest relative error of one rounding.
   */
  public double unitRoundoff() {
    return unitRoundoff;
  }

  /** The smallest positive normal number. */
  public double minNormal() {
    return minNormal;
  }

  /** {@code value} rounded to the nearest number of this type. */
  public double round(double value) {
    return this == FLOAT32 ? (float) value : value;
  }

  /**
   * The dtype of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static DType of(String name) {
    for (DType dtype : values()) {
      if (dtype.text.equals(name)) {
        return dtype;
      }
    }
    throw new IllegalArgumentException(
        "unknown dtype \"" + name + "\": it is \"float64\" or \"float32\"");
  }

  /** {@code "float32"} or {@code "float64"}. */
  @Override
  public String toString() {
    return text;
  }
}
