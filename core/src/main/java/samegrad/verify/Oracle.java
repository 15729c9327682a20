package samegrad.verify;

import java.util.Map;
import samegrad.network.Homework;

/** The exact forward pass, loss and gradients of a homework, with bounds. */
public final class Oracle {
  private Oracle() {}

  /**
   * The exact results of a homework.
   *
   * @param arithmetic what computed them: {@code "BigDecimal"} or {@code "double-double"}
   * @param tensors by name, as {@link samegrad.network.HomeworkResult#tensors} names them
   */
  public record Solution(String arithmetic, Map<String, Reference> tensors) {}

  /** Solves a homework exactly. */
  public static Solution solve(Homework homework) {
    throw new IllegalStateException("not written yet");
  }
}
