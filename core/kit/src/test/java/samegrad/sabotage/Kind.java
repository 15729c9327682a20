package samegrad.sabotage;

import java.util.List;

/** A family of defects, of which each {@link Drawn} one has its own operation and threshold. */
enum Kind {
  LOST_TAIL(
      "the last elements of an elementwise result are lost beyond a size",
      "add subtract multiply scale sigmoid relu transpose broadcast logSoftmax"),
  LOST_ROWS("a sum forgets the last rows or columns beyond a number of them", "sum"),
  LOST_TERMS("a product forgets the last terms beyond an inner dimension", "matmul"),
  LOST_BLOCK("a product leaves its last rows or columns zero beyond a number of them", "matmul"),
  SPLIT(
      "the last rows are lost with more than some number of threads",
      "matmul add multiply sigmoid transpose broadcast"),
  STALE("an evaluation into earlier results leaves the tail of long ones as it was", "program"),
  ACCUMULATE("an evaluation into earlier results adds to large ones", "program"),
  UNWRITTEN("the last elements of a large result are not written", "matmul add sigmoid sum"),
  SAME_PARAMETER("the gradient of an array given under two names is doubled", "program"),
  SAME_OPERAND(
      "an operation on the same array twice is wrong beyond a size", "matmul add multiply"),
  IN_PLACE("a large operand is overwritten by the result", "add scale sigmoid subtract"),
  SHARED_RESULT("two large results share memory", "matmul add sigmoid sum broadcast"),
  DYING("a large result dies with its operand", "transpose broadcast scale sum"),
  SCRATCH("callers share scratch memory", "matmul sum sigmoid multiply transpose"),
  PROGRAM_STATE("callers share the state of a prepared program", "program"),
  CLOSE("results die with the prepared program", "program"),
  FLOAT32("float64 is computed in float32 beyond a size", "matmul sum multiply add sigmoid scale"),
  PRECISION("float32 is computed in bfloat16 or TF32 beyond a size", "matmul multiply sum scale"),
  SPECIAL("NaN or infinities are lost beyond a size", "matmul add multiply sum scale sigmoid"),
  BROADCAST("a long operand is broadcast wrong from some column on", "add subtract multiply"),
  CACHE("a cached product is taken for another one", "matmul"),
  FIRST("the first calls of large operations differ from later ones", "matmul add sum sigmoid"),
  ORDER("large operands that are broadcast are taken in the wrong order", "subtract"),
  REPEATED("a later evaluation sees or changes the results of an earlier one", "program"),
  UPDATED("large parameters are updated in place", "program"),
  USES("a large parameter that is used twice gets the gradient of one use", "program"),
  BEYOND(
      "something is written beyond the end of a large result, or before it",
      "matmul add sigmoid sum"),
  SWAPPED("gradients of large parameters of equal shape are swapped", "program");

  private final String description;
  private final List<String> operations;

  Kind(String description, String operations) {
    this.description = description;
    this.operations = List.of(operations.split(" "));
  }

  /** What goes wrong, in a sentence. */
  String description() {
    return description;
  }

  /** The operations in which it may be; {@code program} stands for native gradients. */
  List<String> operations() {
    return operations;
  }
}
