package samegrad.plain.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import samegrad.autograd.Tape;
import samegrad.plain.array.ArrayOperations;
import samegrad.plain.array.PlainArray;
import samegrad.plain.array.PlainOperations;
import samegrad.tensor.Shape;

/**
 * Makes a {@link Plan} of a tape: decides what is fused, what is computed once, and where each
 * value lies.
 *
 * <p>Fused are a bias, its sum and a function of it; the three factors of a sigmoid's gradient; and
 * a broadcast with the elementwise operation that reads it. None of that changes a bit. Values that
 * depend on no parameter are computed here. A value's buffer is free for another one after its last
 * use (linear scan: Poletto and Sarkar 1999, doi:10.1145/330249.330250).
 */
final class PlanBuilder<T> {
  private static final int NOWHERE = -1;

  private final ArrayOperations<T> operations;
  private final List<Tape.Entry> entries;
  private final Tape tape;
  private final Fusion fusion;
  private final int[] lastUse;
  private final int[] places;
  private final Map<Integer, PlainArray<T>> values = new HashMap<>();
  private final List<T> constants = new ArrayList<>();
  private final List<Integer> buffers = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private final List<Plan.Step<T>> steps = new ArrayList<>();

  PlanBuilder(ArrayOperations<T> operations, Tape tape) {
    this.operations = operations;
    this.tape = tape;
    this.entries = tape.entries();
    this.fusion = new Fusion(tape);
    this.lastUse = new int[entries.size()];
    this.places = new int[entries.size()];
  }

  Plan<T> build() {
    findLastUses();
    placeGiven();
    int firstBuffer = tape.parameters().size() + tape.outputs().size() + constants.size();
    for (int i = 0; i < entries.size(); i++) {
      if (isComputed(i)) {
        int place = place(i, firstBuffer);
        places[i] = place;
        Fusion.Form form = fusion.of(i);
        form.step(maker(i, place), form.operands().stream().map(this::placed).toList());
        release(i, firstBuffer);
      }
    }
    copyOutputsThatShare();
    return new Plan<>(
        operations,
        tape.parameters().size(),
        tape.outputs().stream().map(this::shape).toList(),
        List.copyOf(constants),
        List.copyOf(buffers),
        List.copyOf(steps));
  }

  private boolean isComputed(int i) {
    return !fusion.isConstant(i)
        && !fusion.isAbsorbed(i)
        && !(entries.get(i) instanceof Tape.Parameter);
  }

  private void findLastUses() {
    for (int i = 0; i < lastUse.length; i++) {
      lastUse[i] = i;
      if (isComputed(i)) {
        for (int operand : fusion.of(i).operands()) {
          lastUse[operand] = i;
        }
      }
    }
    tape.outputs().forEach(output -> lastUse[output] = Integer.MAX_VALUE);
  }

  /** Places parameters, constants, and each computed output where it first is one. */
  private void placeGiven() {
    Arrays.fill(places, NOWHERE);
    int next = 0;
    for (int parameter : tape.parameters()) {
      places[parameter] = next++;
    }
    for (int output : tape.outputs()) {
      if (places[output] == NOWHERE && isComputed(output)) {
        places[output] = next;
      }
      next++;
    }
    for (int i = 0; i < places.length; i++) {
      if (fusion.isConstant(i) && isNeededAtRunTime(i)) {
        places[i] = next++;
        constants.add(value(i).elements());
      }
    }
  }

  private boolean isNeededAtRunTime(int constantEntry) {
    return lastUse[constantEntry] > constantEntry;
  }

  /** The value of an entry that depends on constants alone; each is computed once. */
  private PlainArray<T> value(int i) {
    PlainArray<T> known = values.get(i);
    if (known == null) {
      known = compute(i);
      values.put(i, known);
    }
    return known;
  }

  private PlainArray<T> compute(int i) {
    if (entries.get(i) instanceof Tape.Constant given) {
      return operations.array(given.value());
    }
    Tape.Computed entry = (Tape.Computed) entries.get(i);
    List<PlainArray<?>> inputs = entry.inputs().stream().<PlainArray<?>>map(this::value).toList();
    return entry.op().apply(new PlainOperations(), inputs).cast();
  }

  /** Where to compute an entry: as an output, over an operand that dies here, or in a buffer. */
  private int place(int i, int firstBuffer) {
    if (places[i] != NOWHERE) {
      return places[i];
    }
    Fusion.Form form = fusion.of(i);
    if (form.mayOverwriteOperand()) {
      for (int operand : form.operands()) {
        boolean dies = lastUse[operand] == i && places[operand] >= firstBuffer;
        if (dies && shape(operand).size() == shape(i).size()) {
          lastUse[operand] = NOWHERE; // its buffer passes on and is not freed here
          return places[operand];
        }
      }
    }
    return firstBuffer + buffer(shape(i).size());
  }

  private int buffer(int length) {
    int best = NOWHERE;
    for (int candidate : free) {
      boolean fits = buffers.get(candidate) >= length;
      if (fits && (best == NOWHERE || buffers.get(candidate) < buffers.get(best))) {
        best = candidate;
      }
    }
    if (best == NOWHERE) {
      buffers.add(length);
      return buffers.size() - 1;
    }
    free.remove(Integer.valueOf(best));
    return best;
  }

  private void release(int i, int firstBuffer) {
    for (int operand : Set.copyOf(fusion.of(i).operands())) {
      if (lastUse[operand] == i && places[operand] >= firstBuffer) {
        free.add(places[operand] - firstBuffer);
      }
    }
  }

  /** An output that is a parameter, a constant or another output gets a copy. */
  private void copyOutputsThatShare() {
    for (int k = 0; k < tape.outputs().size(); k++) {
      int output = tape.outputs().get(k);
      int target = tape.parameters().size() + k;
      if (places[output] != target) {
        maker(output, target).broadcast(placed(output), shape(output));
      }
    }
  }

  private StepMaker<T> maker(int entry, int place) {
    return new StepMaker<>(operations, steps, new StepMaker.Value(place, shape(entry)));
  }

  private StepMaker.Value placed(int entry) {
    return new StepMaker.Value(places[entry], shape(entry));
  }

  private Shape shape(int entry) {
    return entries.get(entry).type().shape();
  }
}
