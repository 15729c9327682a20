package samegrad.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last factor of {@code scale} as a tensor, kept for the next time, since making a tensor of
 * one number costs more than a small product with it. One thread at a time has it; others make
 * their own. The engine's manager closes it at the end.
 */
final class LastFactor {
  private final AtomicReference<@Nullable Factor> last = new AtomicReference<>();

  /** A number rounded to a type, as a tensor of shape (). */
  record Factor(DataType dtype, double value, PtNDArray array) {
    /** Whether it is that number, −0 being another than +0. */
    boolean is(DataType dtype, double value) {
      return this.dtype == dtype && Double.compare(this.value, value) == 0;
    }
  }

  /** Takes the factor, made anew if it is not the last one; to be given back. */
  Factor take(DataType dtype, double value, Supplier<PtNDArray> make) {
    Factor factor = last.getAndSet(null);
    if (factor != null) {
      if (factor.is(dtype, value)) {
        return factor;
      }
      factor.array().close();
    }
    return new Factor(dtype, value, make.get());
  }

  /** Keeps the factor, or closes it if another thread's was given back before. */
  void giveBack(Factor factor) {
    if (!last.compareAndSet(null, factor)) {
      factor.array().close();
    }
  }
}
