package samegrad.sabotage;

import java.util.function.Function;
import samegrad.example.ReferenceEngine;
import samegrad.spi.Engine;
import samegrad.tensor.HostTensor;

/**
 * One way for a backend to be wrong.
 *
 * @param name what is wrong, in a few words
 * @param check the check that is to catch it, such as {@code matmul/forward}
 * @param engine puts the defect in front of a right engine
 */
record Defect(String name, String check, Function<ReferenceEngine, Engine<HostTensor>> engine) {
  /** The group of the check, {@code Matmul} for {@code matmul/forward}. */
  String group() {
    return Character.toUpperCase(check.charAt(0)) + check.substring(1, check.indexOf('/'));
  }

  @Override
  public String toString() {
    return name;
  }
}
