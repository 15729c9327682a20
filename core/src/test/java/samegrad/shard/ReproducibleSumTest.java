package samegrad.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

final class ReproducibleSumTest {
  private static final Shape SHAPE = Shape.matrix(2, 3);

  /** Terms whose exponents spread over so many bits, some of them opposite to the one before. */
  private static List<HostTensor> terms(Random random, DType dtype, int count, int spread) {
    List<HostTensor> terms = new ArrayList<>();
    double[] before = new double[SHAPE.size()];
    for (int n = 0; n < count; n++) {
      double[] term = new double[SHAPE.size()];
      for (int i = 0; i < term.length; i++) {
        int exponent = random.nextInt(2 * spread + 1) - spread;
        term[i] = random.nextInt(3) == 0 ? -before[i] : Math.scalb(random.nextGaussian(), exponent);
      }
      before = term;
      terms.add(HostTensor.of(dtype, SHAPE, term));
    }
    return terms;
  }

  private static ReproducibleSum sum(List<HostTensor> terms) {
    ReproducibleSum sum = new ReproducibleSum(new TensorType(terms.get(0).dtype(), SHAPE));
    terms.forEach(sum::add);
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void order_and_grouping_do_not_change_a_bit(DType dtype) {
    Random random = new Random(1);
    for (int spread : new int[] {0, 3, 30, dtype == DType.FLOAT32 ? 120 : 1000}) {
      List<HostTensor> terms = terms(random, dtype, 200, spread);
      HostTensor expected = sum(terms).total();
      for (int round = 0; round < 50; round++) {
        Collections.shuffle(terms, random);
        List<ReproducibleSum> parts = new ArrayList<>();
        for (int from = 0; from < terms.size(); ) {
          int to = Math.min(from + 1 + random.nextInt(70), terms.size());
          parts.add(sum(terms.subList(from, to)));
          from = to;
        }
        while (parts.size() > 1) {
          ReproducibleSum part = parts.remove(random.nextInt(parts.size()));
          parts.get(random.nextInt(parts.size())).add(part);
        }
        assertEquals(expected, parts.get(0).total(), "spread " + spread);
      }
    }
  }

  /** BigDecimal adds doubles exactly: the oracle. */
  @ParameterizedTest
  @EnumSource
  void the_sum_is_the_exact_one_within_its_bound_rounded_once(DType dtype) {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      int spread = dtype == DType.FLOAT32 ? random.nextInt(120) : random.nextInt(1000);
      List<HostTensor> terms = terms(random, dtype, 1 + random.nextInt(60), spread);
      HostTensor total = sum(terms).total();
      for (int i = 0; i < SHAPE.size(); i++) {
        int place = i;
        BigDecimal exact =
            terms.stream()
                .map(term -> new BigDecimal(term.get(place)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        double largest = terms.stream().mapToDouble(t -> Math.abs(t.get(place))).max().orElse(0);
        BigDecimal dropped =
            new BigDecimal(largest)
                .multiply(BigDecimal.valueOf(terms.size()))
                .multiply(new BigDecimal(Math.scalb(1.0, -64)));
        double least = rounded(dtype, exact.subtract(dropped));
        double most = rounded(dtype, exact.add(dropped));
        assertTrue(least <= total.get(i) && total.get(i) <= most, least + " " + total.get(i));
      }
    }
  }

  private static double rounded(DType dtype, BigDecimal exact) {
    return dtype == DType.FLOAT32 ? exact.floatValue() : exact.doubleValue();
  }

  private static double sum(double... terms) {
    return of(DoubleStream.of(terms)).total().item();
  }

  private static ReproducibleSum of(DoubleStream terms) {
    ReproducibleSum sum = new ReproducibleSum(new TensorType(DType.FLOAT64, Shape.scalar()));
    terms.forEach(term -> sum.add(HostTensor.scalar(DType.FLOAT64, term)));
    return sum;
  }

  @Test
  void what_cancels_is_gone_and_what_is_left_is_exact() {
    assertEquals(1, sum(0x1p60, 1, -0x1p60));
    assertEquals(0x1.ffffffffp0, sum(-0x1p30, 0x1.ffffffffp0, 0x1p30));
    assertEquals(Double.MIN_VALUE, sum(1, Double.MIN_VALUE, -1, 0) + Double.MIN_VALUE);
    assertEquals(0x0.0000000000003p-1022, sum(Double.MIN_VALUE, 2 * Double.MIN_VALUE));
    assertEquals(0.0, sum(-0.0, -0.0));
    assertEquals(Math.nextUp(1.0), sum(1, 0x1p-53, 0x1p-80), "halfway, and a bit more");
    assertEquals(1, sum(1, 0x1p-53), "halfway, to even");
  }

  @Test
  void partial_sums_may_overflow_and_the_sum_does_only_if_its_value_does() {
    double max = Double.MAX_VALUE;
    assertEquals(max, sum(max, max, max, -max, -max));
    assertEquals(Double.POSITIVE_INFINITY, sum(max, max));
    assertEquals(max, of(DoubleStream.of(max, max)).mean(2).item());
    assertEquals(Double.NEGATIVE_INFINITY, sum(-max, Math.ulp(max) / -2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void infinities_and_nan_are_those_of_ieee_754(int rotation) {
    double infinity = Double.POSITIVE_INFINITY;
    double[][] cases = {
      {infinity, 1, infinity}, {-infinity, 3, 4}, {infinity, -infinity, 1}, {Double.NaN, 1, 2}
    };
    double[] expected = {infinity, -infinity, Double.NaN, Double.NaN};
    for (int i = 0; i < cases.length; i++) {
      List<Double> terms = new ArrayList<>(Arrays.stream(cases[i]).boxed().toList());
      Collections.rotate(terms, rotation);
      ReproducibleSum sum = of(terms.stream().limit(1).mapToDouble(x -> x));
      sum.add(of(terms.stream().skip(1).mapToDouble(x -> x)));
      assertEquals(expected[i], sum.total().item());
    }
  }

  @Test
  void many_terms_of_one_sign_fill_no_limb() {
    ReproducibleSum sum = of(DoubleStream.of(-Math.PI));
    for (int i = 0; i < 28; i++) {
      sum.add(copy(sum));
    }
    assertEquals(-Math.PI * (1 << 28), sum.total().item());
    assertThrows(ArithmeticException.class, () -> sum.add(HostTensor.scalar(DType.FLOAT64, 1)));
  }

  private static ReproducibleSum copy(ReproducibleSum sum) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(sum);
      }
      return (ReproducibleSum)
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException | ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void another_type_is_refused() {
    ReproducibleSum sum = of(DoubleStream.of(1));
    HostTensor vector = HostTensor.vector(1, 2);
    assertEquals(
        "the sum is float64 (), the term float64 (2)",
        assertThrows(IllegalArgumentException.class, () -> sum.add(vector)).getMessage());
  }
}
