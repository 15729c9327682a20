package samegrad.plain.array;

/** An elementwise operation on two operands. */
public enum Binary {
  ADD,
  SUBTRACT,
  MULTIPLY
}
