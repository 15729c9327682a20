package samegrad;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import samegrad.spi.Engine;

/**
 * An engine's array until it is freed, which happens once. Does not refer to its tensor, so that
 * the tensor can become unreachable.
 */
final class Holder {
  private final Engine<Object> engine;
  private final Set<Holder> live;
  private @Nullable Object array;

  /**
   * A holder that is among the live ones until it is freed.
   *
   * @param live the holders of a backend whose arrays are not freed
   */
  Holder(Engine<Object> engine, Object array, Set<Holder> live) {
    this.engine = engine;
    this.array = array;
    this.live = live;
    live.add(this);
  }

  synchronized @Nullable Object array() {
    return array;
  }

  synchronized void free() {
    Object freed = array;
    if (freed != null) {
      array = null;
      live.remove(this);
      engine.free(freed);
    }
  }

  /** Holds another array from now on and frees the one before. */
  synchronized void replace(Object other) {
    Object before = array;
    if (before != null && before != other) {
      array = other;
      engine.free(before);
    }
  }
}
