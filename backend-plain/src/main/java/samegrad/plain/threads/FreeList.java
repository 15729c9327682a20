package samegrad.plain.threads;

import java.util.ArrayList;
import java.util.function.Supplier;

/**
 * Objects that are costly to make and that one thread uses at a time. As many exist as were ever in
 * use at once, so that, unlike with a {@link ThreadLocal}, many short-lived threads share a few.
 */
public final class FreeList<E> {
  private final Supplier<E> factory;
  private final ArrayList<E> free = new ArrayList<>();

  public FreeList(Supplier<E> factory) {
    this.factory = factory;
  }

  public E acquire() {
    synchronized (free) {
      if (!free.isEmpty()) {
        return free.remove(free.size() - 1);
      }
    }
    return factory.get();
  }

  public void release(E element) {
    synchronized (free) {
      free.add(element);
    }
  }
}
