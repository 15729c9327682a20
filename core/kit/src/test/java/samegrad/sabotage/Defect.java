package samegrad.sabotage;

import java.util.List;
import java.util.function.Function;
import samegrad.autograd.Op;
import samegrad.conformance.search.Single;
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
  /** Spoils the result of an operation. */
  interface Spoil {
    HostTensor result(DefectiveEngine on, Op op, List<HostTensor> in, HostTensor right);
  }

  /** A defect of one operation. */
  static Defect in(String operation, String name, String check, Spoil spoil) {
    return new Defect(name, check, engine -> spoilt(engine, operation, spoil));
  }

  /** An engine one of whose operations is spoilt. */
  static DefectiveEngine spoilt(ReferenceEngine engine, String operation, Spoil spoil) {
    return new DefectiveEngine(engine) {
      @Override
      protected HostTensor perform(Op op, List<HostTensor> in) {
        HostTensor right = super.perform(op, in);
        return Single.name(op).equals(operation) ? spoil.result(this, op, in, right) : right;
      }
    };
  }

  /** The group of the check, {@code Matmul} for {@code matmul/forward}. */
  String group() {
    return Character.toUpperCase(check.charAt(0)) + check.substring(1, check.indexOf('/'));
  }

  @Override
  public String toString() {
    return name;
  }
}
