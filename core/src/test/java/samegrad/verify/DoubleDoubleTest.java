package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.tensor.DType;

class DoubleDoubleTest {
  private static final MathContext PRECISION = new MathContext(60);
  private static final double U2 = 0x1p-106;

  @Test
  void sums_products_and_quotients_are_as_exact_as_they_say() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      DoubleDouble a = number(random);
      DoubleDouble b = number(random);
      assertWithin(4 * U2, a.exact().add(b.exact()), a.plus(b));
      assertWithin(5 * U2, a.exact().multiply(b.exact()), a.times(b));
      assertWithin(32 * U2, a.exact().divide(b.exact(), PRECISION), a.dividedBy(b));
    }
  }

  @Test
  void exponentials_are_as_exact_as_they_say() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 1_000; i++) {
      DoubleDouble x = DoubleDouble.sum(-random.nextDouble() * (i % 2 == 0 ? 600 : 2), 1e-18);
      assertWithin(0x1p-90, BigDecimalMath.exp(x.exact(), PRECISION), x.exp());
    }
    assertEquals(new DoubleDouble(1, 0), new DoubleDouble(0, 0).exp());
  }

  @Test
  void a_homework_solved_in_either_arithmetic_is_the_same_within_a_billionth_of_the_bounds() {
    for (DType dtype : DType.values()) {
      for (int seed = 0; seed < 30; seed++) {
        Homework homework = FalseAlarmTest.homework(seed, seed % 3 == 0 ? 100 : 1, dtype);
        Oracle.Solution big = Oracle.solve(homework, BigArithmetic.INSTANCE);
        Oracle.Solution quick = Oracle.solve(homework, DoubleDoubleArithmetic.INSTANCE);
        big.tensors().forEach((name, tensor) -> assertSame(name, tensor, quick.tensor(name)));
      }
    }
  }

  private static void assertSame(TensorName name, Reference big, Reference quick) {
    for (int i = 0; i < big.size(); i++) {
      BigDecimal off = big.exact(i).subtract(quick.exact(i)).abs();
      assertTrue(off.doubleValue() <= 1e-9 * big.bound(i), name + " " + off);
      assertEquals(1, quick.bound(i) / big.bound(i), 1e-9, name.toString());
    }
  }

  private static DoubleDouble number(SplittableRandom random) {
    double high = random.nextGaussian();
    return DoubleDouble.sum(high, (random.nextDouble() - 0.5) * Math.ulp(high));
  }

  private static void assertWithin(double relative, BigDecimal exact, DoubleDouble got) {
    BigDecimal error = got.exact().subtract(exact).abs();
    BigDecimal bound = exact.abs().multiply(new BigDecimal(relative));
    assertTrue(error.compareTo(bound) <= 0, () -> got + " for " + exact);
  }
}
