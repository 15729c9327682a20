package samegrad.sabotage;

import java.util.List;
import java.util.Random;
import samegrad.example.ReferenceEngine;
import samegrad.spi.Engine;
import samegrad.tensor.HostTensor;

/**
 * A defect drawn at random.
 *
 * @param kind what goes wrong
 * @param operation in which operation; {@code program} for native gradients
 * @param threshold beyond which size, from 2 to 4000
 * @param step how many elements, rows or terms are dealt with at once
 * @param variant tells ways to go wrong apart
 * @param nativeToo whether native gradients are made of the wrong operations
 */
record Drawn(Kind kind, String operation, int threshold, int step, int variant, boolean nativeToo) {
  private static final List<Integer> STEPS = List.of(4, 8, 16, 64);

  static Drawn of(Kind kind, Random random) {
    return new Drawn(
        kind,
        kind.operations().get(random.nextInt(kind.operations().size())),
        2 + random.nextInt(3999),
        STEPS.get(random.nextInt(STEPS.size())),
        random.nextInt(6),
        random.nextBoolean());
  }

  Engine<HostTensor> in(ReferenceEngine engine) {
    return new SpoiltEngine(engine, this);
  }
}
