package samegrad.plain.array;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Arrays that were freed and wait to be results again. A large new array costs about as much as an
 * elementwise operation into it: the JVM zeroes it, and its memory is in no cache.
 *
 * <p>What {@link #take} returns may hold anything. With assertions enabled, what is given back is
 * spoiled at once, so that whoever still reads it, or leaves a part of a result unwritten, is
 * caught by tests. Safe for use by several threads at once.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
public final class ArrayPool<T> {
  /** Arrays of fewer bytes come from the thread's own allocation buffer, which costs less. */
  public static final int LEAST_BYTES = 4096;

  /** So many arrays are kept, no more bytes in all than a sixteenth of the heap's limit. */
  private static final int MOST_ARRAYS = 64;

  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

  private final IntFunction<T> allocate;
  private final Consumer<T> spoil;
  private final int elementBytes;
  private final int leastBytes;

  /** From the one that was freed first to the one that was freed last. */
  private final ArrayList<T> kept = new ArrayList<>(MOST_ARRAYS);

  private long keptBytes;

  /**
   * @param allocate makes an array of that length
   * @param spoil overwrites all elements
   * @param leastBytes the size from which on arrays are kept
   */
  ArrayPool(IntFunction<T> allocate, Consumer<T> spoil, int elementBytes, int leastBytes) {
    this.allocate = allocate;
    this.spoil = spoil;
    this.elementBytes = elementBytes;
    this.leastBytes = leastBytes;
  }

  /** An array of that length with any numbers in it, the last freed one if there is one. */
  T take(int length) {
    if (bytes(length) >= leastBytes) {
      synchronized (kept) {
        for (int i = kept.size() - 1; i >= 0; i--) {
          if (Array.getLength(kept.get(i)) == length) {
            keptBytes -= bytes(length);
            return kept.remove(i);
          }
        }
      }
    }
    return allocate.apply(length);
  }

  /** Takes back an array that nobody uses any more. */
  void give(T array) {
    assert spoiled(array);
    long bytes = bytes(Array.getLength(array));
    if (bytes >= leastBytes && bytes <= MOST_BYTES) {
      synchronized (kept) {
        kept.add(array);
        keptBytes += bytes;
        while (kept.size() > MOST_ARRAYS || keptBytes > MOST_BYTES) {
          keptBytes -= bytes(Array.getLength(kept.remove(0)));
        }
      }
    }
  }

  private boolean spoiled(T array) {
    spoil.accept(array);
    return true;
  }

  private long bytes(int length) {
    return (long) length * elementBytes;
  }
}
