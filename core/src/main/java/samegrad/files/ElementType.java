package samegrad.files;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** The type in which a file stores numbers. */
public enum ElementType {
  /** False is 0, true is 1. */
  BOOL("bool", "b1", "BOOL", 1),
  /** 8 bits, two's complement. */
  INT8("int8", "i1", "I8", 1),
  /** 8 bits. */
  UINT8("uint8", "u1", "U8", 1),
  /** 16 bits, two's complement. */
  INT16("int16", "i2", "I16", 2),
  /** 16 bits. */
  UINT16("uint16", "u2", "U16", 2),
  /** 32 bits, two's complement. */
  INT32("int32", "i4", "I32", 4),
  /** 32 bits. */
  UINT32("uint32", "u4", "U32", 4),
  /** 64 bits, two's complement. */
  INT64("int64", "i8", "I64", 8),
  /** 64 bits. */
  UINT64("uint64", "u8", "U64", 8),
  /** IEEE 754's binary16. */
  FLOAT16("float16", "f2", "F16", 2),
  /** The upper half of a float32. */
  BFLOAT16("bfloat16", "", "BF16", 2),
  /** IEEE 754's binary32. */
  FLOAT32("float32", "f4", "F32", 4),
  /** IEEE 754's binary64. */
  FLOAT64("float64", "f8", "F64", 8);

  /** A float64 holds each whole number up to this one. */
  private static final long LARGEST = 1L << 53;

  private final String text;
  private final String numpy;
  private final String safetensors;
  private final int width;

  ElementType(String text, String numpy, String safetensors, int width) {
    this.text = text;
    this.numpy = numpy;
    this.safetensors = safetensors;
    this.width = width;
  }

  static ElementType of(DType dtype) {
    return dtype == DType.FLOAT64 ? FLOAT64 : FLOAT32;
  }

  /** The type that NumPy calls so, after the sign of the byte order. */
  static Optional<ElementType> ofNumpy(String code) {
    return find(type -> type.numpy, code);
  }

  static Optional<ElementType> ofSafetensors(String code) {
    return find(type -> type.safetensors, code);
  }

  private static Optional<ElementType> find(Function<ElementType, String> code, String wanted) {
    return Stream.of(values()).filter(type -> code.apply(type).equals(wanted)).findFirst();
  }

  String numpy() {
    return numpy;
  }

  String safetensors() {
    return safetensors;
  }

  /** How many bytes a number takes. */
  int width() {
    return width;
  }

  /** Whether these are whole numbers. */
  public boolean isWhole() {
    return compareTo(UINT64) <= 0;
  }

  /** The dtype that holds every number of this type, or for 64 bits every one up to 2⁵³. */
  public DType dtype() {
    return isWhole() || this == FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  /**
   * Reads a tensor's numbers, exactly.
   *
   * @param input where they are, for messages
   * @param numbers as many bytes as they take, in their byte order
   * @param byColumns whether they are stored column by column
   */
  HostTensor read(Input input, ByteBuffer numbers, Shape shape, boolean byColumns) {
    IntUnaryOperator place =
        byColumns
            ? i -> i % shape.columns() * shape.rows() + i / shape.columns()
            : IntUnaryOperator.identity();
    if (dtype() == DType.FLOAT32) {
      float[] elements = new float[shape.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = float32(numbers, place.applyAsInt(i) * width);
      }
      return HostTensor.share(shape, elements);
    }
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      int at = place.applyAsInt(i) * width;
      elements[i] = this == FLOAT64 ? numbers.getDouble(at) : whole(input, numbers, at);
    }
    return HostTensor.share(shape, elements);
  }

  /** By way of bits alone, so that a NaN keeps its own. */
  private float float32(ByteBuffer numbers, int at) {
    return switch (this) {
      case FLOAT32 -> numbers.getFloat(at);
      case BFLOAT16 -> Float.intBitsToFloat(numbers.getShort(at) << 16);
      case FLOAT16 -> fromFloat16(numbers.getShort(at));
      default -> throw new IllegalStateException(this + " is not read as float32");
    };
  }

  /** IEEE 754-2019, 3.4: a sign, 5 bits of exponent (bias 15), 10 of fraction. */
  private static float fromFloat16(short half) {
    int magnitude = half & 0x7fff;
    int bits;
    if (magnitude >= 0x7c00) { // infinite or NaN
      bits = 0x7f800000 | magnitude << 13;
    } else if (magnitude >= 0x0400) {
      bits = (magnitude << 13) + (127 - 15 << 23);
    } else { // zero or subnormal
      bits = Float.floatToRawIntBits(magnitude * 0x1p-24f);
    }
    return Float.intBitsToFloat(bits | (half & 0x8000) << 16);
  }

  private double whole(Input input, ByteBuffer numbers, int at) {
    long whole =
        switch (this) {
          case BOOL -> numbers.get(at) == 0 ? 0 : 1;
          case INT8 -> numbers.get(at);
          case UINT8 -> Byte.toUnsignedLong(numbers.get(at));
          case INT16 -> numbers.getShort(at);
          case UINT16 -> Short.toUnsignedLong(numbers.getShort(at));
          case INT32 -> numbers.getInt(at);
          case UINT32 -> Integer.toUnsignedLong(numbers.getInt(at));
          default -> numbers.getLong(at);
        };
    if (whole > LARGEST || whole < (this == UINT64 ? 0 : -LARGEST)) {
      throw input.wrong(
          "holds "
              + (this == UINT64 ? Long.toUnsignedString(whole) : Long.toString(whole))
              + ": float64 holds each whole number up to 2⁵³, not beyond");
    }
    return whole;
  }

  /** {@code "float16"} and so on, as NumPy and PyTorch call it. */
  @Override
  public String toString() {
    return text;
  }
}
