package samegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AutogradTest {
  @Test
  void each_autograd_is_found_by_its_name() {
    assertEquals(Autograd.NATIVE, Autograd.of("native"));
    assertEquals(Autograd.TAPE, Autograd.of("tape"));
    assertEquals("native", Autograd.NATIVE.toString());
    assertEquals("tape", Autograd.TAPE.toString());
  }

  @Test
  void another_name_is_an_error_that_says_which_there_are() {
    assertEquals(
        "unknown autograd \"magic\": it is \"native\" or \"tape\"",
        assertThrows(IllegalArgumentException.class, () -> Autograd.of("magic")).getMessage());
  }
}
