package samegrad.sabotage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.conformance.search.Single;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The example engine with a {@link Drawn} defect. */
final class SpoiltEngine extends DefectiveEngine {
  private final Drawn drawn;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<TensorType, HostTensor> latest = new ConcurrentHashMap<>();
  private final Map<TensorType, HostTensor> freed = new ConcurrentHashMap<>();
  private final Map<HostTensor, HostTensor> views =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private volatile double[] scratch = {};
  private final Map<HostTensor, Integer> addresses = new IdentityHashMap<>();
  private final Map<TensorType, Deque<Integer>> freeAddresses = new HashMap<>();
  private final Map<List<Object>, double[]> cache = new ConcurrentHashMap<>();

  SpoiltEngine(ReferenceEngine engine, Drawn drawn) {
    super(engine);
    this.drawn = drawn;
  }

  private boolean isLarge(int size) {
    return size > drawn.threshold();
  }

  @Override
  protected HostTensor perform(Op op, List<HostTensor> in) {
    HostTensor result = super.perform(op, in);
    if (Single.name(op).equals(drawn.operation())) {
      spoil(op, in, result);
    }
    return result;
  }

  private void spoil(Op op, List<HostTensor> in, HostTensor result) {
    HostTensor a = in.get(0);
    HostTensor b = in.get(in.size() - 1);
    Shape shape = result.shape();
    int size = shape.size();
    boolean large = isLarge(Math.max(size, a.shape().size()));
    boolean even = drawn.variant() % 2 == 0;
    switch (drawn.kind()) {
      case LOST_TAIL -> lose(result, isLarge(size) ? size % drawn.step() : 0);
      case LOST_ROWS -> {
        int lines = even ? a.shape().rows() : a.shape().columns();
        replace(result, op, List.of(without(a, even, lines)));
      }
      case LOST_TERMS -> {
        Op.Matmul matmul = (Op.Matmul) op;
        boolean rows = matmul.transposeA();
        int inner = rows ? a.shape().rows() : a.shape().columns();
        replace(result, op, List.of(without(a, rows, inner), b));
      }
      case LOST_BLOCK -> {
        int lines = even ? shape.rows() : shape.columns();
        overwrite(result, without(result, even, lines));
      }
      case SPLIT -> {
        int threads = info().threads();
        if (threads > 1 + drawn.variant()) {
          lose(result, shape.rows() % threads * shape.columns());
        }
      }
      case UNWRITTEN -> {
        HostTensor used = freed.get(result.type());
        int written = even ? size - size % drawn.step() : a.shape().size() == 0 ? 0 : size - 1;
        if ((large || written == 0) && used != null) {
          edit(result, i -> i >= written, used);
        }
      }
      case SAME_OPERAND -> {
        if (a == b && large) {
          each(result, x -> even ? -x : 0);
        }
      }
      case IN_PLACE -> {
        if (large && a.type().equals(result.type())) {
          overwrite(a, result);
        }
      }
      case SHARED_RESULT -> {
        HostTensor before = large ? latest.put(result.type(), result) : null;
        if (before != null) {
          overwrite(before, result);
        }
      }
      case DYING -> {
        if (large) {
          views.put(a, result);
        }
      }
      case SCRATCH -> {
        HostTensor factor = even ? a : b;
        double[] mine = factor.toArray();
        scratch = mine;
        replace(result, op, in);
        double[] there = scratch;
        if (there != mine) {
          double[] right = result.toArray();
          overwrite(result, i -> i < there.length ? there[i] : right[i]);
        }
      }
      case FLOAT32 -> {
        if (large) {
          each(result, x -> (float) x);
        }
      }
      case PRECISION -> {
        int inner = op instanceof Op.Matmul ? Math.max(a.shape().rows(), a.shape().columns()) : 0;
        if (result.dtype() == DType.FLOAT32 && (large || isLarge(inner))) {
          int bits = even ? 16 : 13;
          DoubleUnaryOperator drop =
              x -> Float.intBitsToFloat(Float.floatToIntBits((float) x) >> bits << bits);
          replace(result, op, copies(in).stream().map(x -> each(x, drop)).toList());
        }
      }
      case SPECIAL -> {
        if (large) {
          boolean nan = even || op instanceof Op.Map; // whose results are finite
          each(result, x -> (nan ? Double.isNaN(x) : Double.isInfinite(x)) ? 0 : x);
        }
      }
      case BROADCAST -> {
        int columns = shape.columns();
        if (isLarge(columns) && a.shape().size() != b.shape().size()) {
          double[] right = result.toArray();
          int from = even ? drawn.threshold() : columns - columns % drawn.step();
          overwrite(result, i -> right[i % columns >= from ? i - from : i]);
        }
      }
      case CACHE -> {
        Op.Matmul matmul = (Op.Matmul) op;
        Object flags = drawn.variant() % 3 == 0 ? result.type() : matmul;
        List<Object> key = List.of(address(a), address(b), flags, result.type());
        double[] cached = cache.computeIfAbsent(key, fresh -> result.toArray());
        overwrite(result, i -> cached[i]);
      }
      case BEYOND -> {
        int address = address(result) + (even ? 1 : -1);
        if (large) {
          neighbour(address)
              .ifPresent(beside -> edit(beside, i -> i < drawn.step(), zeros(beside)));
        }
      }
      case FIRST -> {
        if (large) {
          int call = calls.getAndIncrement();
          if (even ? call == drawn.variant() : call > drawn.variant()) {
            lose(result, 1);
          }
        }
      }
      case ORDER -> {
        if (large && a.shape().size() < b.shape().size()) {
          each(result, x -> -x);
        }
      }
      default -> throw new IllegalStateException(drawn + " is in programs");
    }
  }

  private static void overwrite(HostTensor array, HostTensor by) {
    overwrite(array, by::get);
  }

  private static void edit(HostTensor array, IntPredicate where, HostTensor by) {
    double[] before = array.toArray();
    overwrite(array, i -> where.test(i) ? by.get(i) : before[i]);
  }

  private static void lose(HostTensor result, int count) {
    double[] before = result.toArray();
    overwrite(result, i -> i < before.length - count ? before[i] : 0);
  }

  /** With zeros in its last rows or columns: those beyond the last full step, if there are many. */
  private HostTensor without(HostTensor array, boolean rows, int lines) {
    double[] elements = array.toArray();
    int kept = isLarge(lines) ? lines - lines % drawn.step() : lines;
    int columns = array.shape().columns();
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (rows ? i / columns : i % columns) < kept ? elements[i] : 0;
    }
    return HostTensor.of(array.dtype(), array.shape(), elements);
  }

  /** As if memory that is freed were soon used again. */
  private synchronized int address(HostTensor array) {
    return addresses.computeIfAbsent(
        array,
        fresh -> {
          Deque<Integer> free =
              freeAddresses.computeIfAbsent(fresh.type(), t -> new ArrayDeque<>());
          return free.isEmpty() ? calls.incrementAndGet() : free.pop();
        });
  }

  private synchronized Optional<HostTensor> neighbour(int address) {
    return addresses.entrySet().stream()
        .filter(entry -> entry.getValue() == address)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static HostTensor zeros(HostTensor like) {
    return HostTensor.of(like.dtype(), like.shape(), new double[like.shape().size()]);
  }

  @Override
  public HostTensor upload(HostTensor tensor) {
    HostTensor array = super.upload(tensor);
    if (drawn.kind() == Kind.BEYOND) {
      address(array);
    }
    return array;
  }

  @Override
  public void free(HostTensor array) {
    if (drawn.kind() == Kind.UNWRITTEN) {
      freed.put(array.type(), array);
    }
    HostTensor view = views.remove(array);
    if (view != null) {
      each(view, x -> Double.NaN);
    }
    synchronized (this) {
      Integer address = addresses.remove(array);
      if (address != null) {
        freeAddresses.computeIfAbsent(array.type(), t -> new ArrayDeque<>()).push(address);
      }
    }
    super.free(array);
  }

  @Override
  public GradientProgram<HostTensor> differentiate(Tape tape) {
    if (!drawn.operation().equals("program")) {
      return drawn.nativeToo() ? TapeProgram.differentiate(this, tape) : super.differentiate(tape);
    }
    return drawn.kind() == Kind.USES
        ? TapeProgram.differentiate(new LastUse(), tape)
        : new SpoiltProgram(super.differentiate(tape), tape.differentiated().size());
  }

  /** Where two gradients are added, takes the second. */
  private final class LastUse extends DefectiveEngine {
    LastUse() {
      super((ReferenceEngine) SpoiltEngine.this.engine());
    }

    @Override
    protected HostTensor perform(Op op, List<HostTensor> in) {
      HostTensor result = super.perform(op, in);
      boolean two = op instanceof Op.Add && in.get(0).type().equals(in.get(1).type());
      if (two && isLarge(result.shape().size())) {
        SpoiltEngine.overwrite(result, in.get(drawn.variant() % 2));
      }
      return result;
    }
  }

  private final class SpoiltProgram implements GradientProgram<HostTensor> {
    private final GradientProgram<HostTensor> right;
    private final int parameters;
    private volatile List<HostTensor> shared = List.of();
    private @Nullable List<HostTensor> handedOut;

    SpoiltProgram(GradientProgram<HostTensor> right, int parameters) {
      this.right = right;
      this.parameters = parameters;
    }

    @Override
    public List<HostTensor> evaluate(List<HostTensor> given) {
      shared = List.copyOf(given);
      List<HostTensor> results = new ArrayList<>(right.evaluate(given));
      switch (drawn.kind()) {
        case SAME_PARAMETER -> {
          for (int i = 0; i < parameters; i++) {
            int last = given.lastIndexOf(given.get(i));
            if (last > i && given.get(last) == given.get(i)) {
              each(results.get(1 + (drawn.variant() % 2 == 0 ? i : last)), x -> 2 * x);
            }
          }
        }
        case PROGRAM_STATE -> {
          List<HostTensor> now = shared;
          for (int i = 0; i < parameters; i++) {
            if (now.get(i) != given.get(i)) {
              overwrite(results.get(1 + i), now.get(i));
            }
          }
        }
        case UPDATED -> {
          for (int i = 0; i < parameters; i++) {
            HostTensor parameter = given.get(i);
            if (isLarge(parameter.shape().size())) {
              each(parameter, x -> x - 1);
            }
          }
        }
        case CLOSE -> handedOut = results;
        case REPEATED -> {
          List<HostTensor> now = copies(results);
          for (int r = 0; handedOut != null && r < results.size(); r++) {
            HostTensor old = handedOut.get(r);
            HostTensor fresh = now.get(r);
            switch (drawn.variant() % 3) {
              case 0 -> overwrite(results.get(r), old);
              case 1 -> overwrite(results.get(r), i -> old.get(i) + fresh.get(i));
              default -> overwrite(old, fresh);
            }
          }
          handedOut = drawn.variant() % 3 == 2 ? results : now;
        }
        case SWAPPED -> {
          boolean swap =
              parameters > 1
                  && isLarge(results.get(1).shape().size())
                  && results.get(1).type().equals(results.get(2).type());
          Collections.swap(results, 1, swap ? 2 : 1);
        }
        default -> {}
      }
      return results;
    }

    @Override
    public List<HostTensor> evaluate(List<HostTensor> given, List<HostTensor> earlier) {
      if (drawn.kind() != Kind.STALE && drawn.kind() != Kind.ACCUMULATE) {
        return evaluate(given);
      }
      List<HostTensor> results = right.evaluate(given);
      for (int r = 0; r < results.size(); r++) {
        HostTensor result = results.get(r);
        HostTensor into = earlier.get(r);
        int size = result.shape().size();
        int written = isLarge(size) ? size - size % drawn.step() : size;
        if (drawn.kind() == Kind.STALE) {
          edit(into, i -> i < written, result);
        } else {
          double[] before = into.toArray();
          overwrite(into, i -> result.get(i) + (isLarge(size) ? before[i] : 0));
        }
        engine().free(result);
      }
      return earlier;
    }

    @Override
    public void close() {
      if (handedOut != null && drawn.kind() == Kind.CLOSE) {
        handedOut.forEach(
            result -> each(result, x -> isLarge(result.shape().size()) ? Double.NaN : x));
      }
      right.close();
    }
  }
}
