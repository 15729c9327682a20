package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exponential has the digits that it promises, judged by another library's. */
final class DecimalTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "-1",
        "0.1",
        "-0.7310585786300049",
        "1e-300",
        "-4.9e-324",
        "-17.25",
        "-36.7368",
        "-88.722839",
        "-745.1332191019411",
        "709.78",
        "-2999.999",
        "3000"
      })
  void exp_has_the_digits_that_were_asked_for(BigDecimal x) {
    for (int digits : new int[] {17, 70, 80, 200}) {
      BigDecimal exact = BigDecimalMath.exp(x, new MathContext(digits + 20));
      BigDecimal error = Decimal.exp(x, digits).subtract(exact).abs();
      assertTrue(
          error.compareTo(exact.movePointLeft(digits)) < 0,
          () -> "e^" + x + " to " + digits + " digits is off by " + error);
    }
  }
}
