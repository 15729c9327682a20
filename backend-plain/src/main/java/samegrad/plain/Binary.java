package samegrad.plain;

/** An elementwise operation on two operands. */
enum Binary {
  ADD,
  SUBTRACT,
  MULTIPLY
}
