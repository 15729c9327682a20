package samegrad.plain.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArrayPoolTest {
  private static ArrayPool<float[]> pool(int leastBytes) {
    return new ArrayPool<>(
        float[]::new, freed -> Arrays.fill(freed, Float.NaN), Float.BYTES, leastBytes);
  }

  @Test
  void the_last_freed_array_of_the_length_comes_back_first() {
    ArrayPool<float[]> pool = pool(8);
    float[] first = pool.take(3);
    float[] second = pool.take(3);
    float[] longer = pool.take(4);
    pool.give(first);
    pool.give(second);
    pool.give(longer);
    assertSame(second, pool.take(3));
    assertSame(first, pool.take(3));
    assertEquals(3, pool.take(3).length);
    assertSame(longer, pool.take(4));
  }

  @Test
  void no_array_is_out_twice() {
    ArrayPool<float[]> pool = pool(8);
    float[] array = pool.take(5);
    pool.give(array);
    assertSame(array, pool.take(5));
    assertNotSame(array, pool.take(5));
  }

  @Test
  void a_small_array_is_not_kept() {
    ArrayPool<float[]> pool = pool(8);
    float[] small = pool.take(1);
    pool.give(small);
    assertNotSame(small, pool.take(1));
    float[] least = pool.take(2);
    pool.give(least);
    assertSame(least, pool.take(2));
  }

  @Test
  void what_is_given_back_is_spoiled_where_assertions_are_enabled() {
    float[] array = {1, 2};
    pool(0).give(array);
    assertArrayEquals(new float[] {Float.NaN, Float.NaN}, array);
  }

  @Test
  void the_oldest_of_many_arrays_are_let_go() {
    ArrayPool<float[]> pool = pool(0);
    float[][] given = new float[100][];
    for (int i = 0; i < given.length; i++) {
      given[i] = new float[7];
      pool.give(given[i]);
    }
    Set<float[]> back = new HashSet<>(); // of arrays as objects
    for (int i = 0; i < 64; i++) {
      back.add(pool.take(7));
    }
    assertEquals(new HashSet<>(Arrays.asList(given).subList(36, 100)), back);
    assertNotSame(given[35], pool.take(7));
  }

  @Test
  void more_bytes_than_a_sixteenth_of_the_heap_are_let_go() {
    int quarter = Math.toIntExact(Runtime.getRuntime().maxMemory() / 16 / Float.BYTES / 4);
    ArrayPool<float[]> pool = pool(0);
    float[] first = new float[quarter];
    pool.give(first);
    for (int i = 0; i < 3; i++) {
      pool.give(new float[quarter]);
    }
    pool.give(new float[2]);
    float[] small = pool.take(2);
    assertEquals(2, small.length);
    for (int i = 0; i < 3; i++) {
      assertNotSame(first, pool.take(quarter));
    }
    assertNotSame(first, pool.take(quarter));
  }
}
