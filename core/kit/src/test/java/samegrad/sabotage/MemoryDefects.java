package samegrad.sabotage;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Tape;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;

/** Engines that compute right and treat memory, threads or their own state wrong. */
final class MemoryDefects {
  private MemoryDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect("an operand modified in place", "add/operandsUnchanged", InPlaceAdd::new),
        new Defect("two results that share memory", "matmul/calledTwice", SharedResult::new),
        new Defect(
            "the operand itself handed out as the result", "lifetime/freedOnce", SameArray::new),
        new Defect("a result that dies with its operand", "broadcast/ownMemory", DyingView::new),
        new Defect(
            "a product with k = 0 that is not written", "matmul/fullyWritten", UnwrittenZeros::new),
        new Defect(
            "a last element that is not written", "sigmoid/fullyWritten", UnwrittenLast::new),
        new Defect(
            "an engine that is broken after a failed operation",
            "error/usableAfterAFailure",
            BrokenByFailure::new),
        new Defect("a race for a scratch buffer", "concurrency/operations", SharedScratch::new),
        new Defect(
            "a race for the parameters of a program",
            "concurrency/sharedFunction",
            SharedParameters::new),
        new Defect(
            "results that depend on the call count", "reproducibility/grade", CallCount::new),
        new Defect(
            "results that depend on the number of threads",
            "reproducibility/grade",
            ThreadCount::new),
        new Defect(
            "another order of summation for a single row",
            "reproducibility/grade",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    HostTensor product = super.matmul(a, ta, b, tb);
                    return product.shape().rows() == 1 ? each(product, Math::nextUp) : product;
                  }
                }),
        new Defect("a leaked array a gradient", "lifetime/gradientSteps", Leak::new),
        new Defect(
            "a download into a buffer that is used again",
            "transfer/downloadIsACopy",
            SharedDownload::new),
        new Defect("a download through float32", "transfer/bits", FloatDownload::new));
  }

  private static final class InPlaceAdd extends DefectiveEngine {
    InPlaceAdd(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor add(HostTensor a, HostTensor b) {
      HostTensor sum = super.add(a, b);
      if (sum.shape().equals(a.shape())) {
        overwrite(a, sum::get);
      }
      return sum;
    }
  }

  private static final class SharedResult extends DefectiveEngine {
    private final Map<TensorType, HostTensor> handedOut = new ConcurrentHashMap<>();

    SharedResult(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
      HostTensor product = super.matmul(a, ta, b, tb);
      HostTensor before = handedOut.put(product.type(), product);
      if (before != null) {
        overwrite(before, product::get);
      }
      return product;
    }
  }

  private static final class SameArray extends DefectiveEngine {
    SameArray(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor broadcast(HostTensor a, Shape target) {
      return a.shape().equals(target) ? a : super.broadcast(a, target);
    }
  }

  private static final class DyingView extends DefectiveEngine {
    private final Map<HostTensor, HostTensor> views =
        Collections.synchronizedMap(new IdentityHashMap<>());

    DyingView(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor broadcast(HostTensor a, Shape target) {
      HostTensor result = super.broadcast(a, target);
      views.put(a, result);
      return result;
    }

    @Override
    public void free(HostTensor array) {
      HostTensor view = views.remove(array);
      if (view != null) {
        overwrite(view, i -> Double.NaN);
      }
      super.free(array);
    }
  }

  /** Knows what memory held before it is handed out again. */
  private abstract static class Recycling extends DefectiveEngine {
    private final Map<TensorType, HostTensor> freed = new ConcurrentHashMap<>();

    Recycling(ReferenceEngine engine) {
      super(engine);
    }

    @Nullable HostTensor used(TensorType type) {
      return freed.get(type);
    }

    @Override
    public void free(HostTensor array) {
      freed.put(array.type(), array);
      super.free(array);
    }
  }

  private static final class UnwrittenZeros extends Recycling {
    UnwrittenZeros(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
      HostTensor product = super.matmul(a, ta, b, tb);
      HostTensor used = used(product.type());
      if (a.shape().size() == 0 && used != null) {
        overwrite(product, used::get);
      }
      return product;
    }
  }

  private static final class UnwrittenLast extends Recycling {
    UnwrittenLast(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor map(UnaryFunction function, HostTensor a) {
      HostTensor result = super.map(function, a);
      HostTensor used = used(a.type());
      int last = a.shape().size() - 1;
      if (used != null && last > 0) {
        overwrite(result, i -> i == last ? used.get(i) : result.get(i));
      }
      return result;
    }
  }

  /** Takes an array that is freed unused for the trace of a failure, and gives up. */
  private static final class BrokenByFailure extends DefectiveEngine {
    private final Set<HostTensor> unused =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private volatile boolean broken;

    BrokenByFailure(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor upload(HostTensor tensor) {
      HostTensor array = super.upload(tensor);
      if (array.shape().rank() == 2) {
        unused.add(array);
      }
      return array;
    }

    @Override
    public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
      if (broken) {
        throw new IllegalStateException("the last operation was not finished");
      }
      unused.remove(a);
      unused.remove(b);
      return super.matmul(a, ta, b, tb);
    }

    @Override
    public void free(HostTensor array) {
      broken |= unused.remove(array);
      super.free(array);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields to make the race likely
  private static final class SharedScratch extends DefectiveEngine {
    private volatile double[] scratch = {};

    SharedScratch(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
      HostTensor product = super.matmul(a, ta, b, tb);
      scratch = product.toArray();
      Thread.yield();
      double[] mine = scratch;
      overwrite(product, i -> i < mine.length ? mine[i] : product.get(i));
      return product;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields to make the race likely
  private static final class SharedParameters extends DefectiveEngine {
    private volatile List<HostTensor> shared = List.of();

    SharedParameters(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public GradientProgram<HostTensor> differentiate(Tape tape) {
      GradientProgram<HostTensor> right = super.differentiate(tape);
      return program(
          right,
          parameters -> {
            shared = parameters;
            Thread.yield();
            return right.evaluate(shared);
          });
    }
  }

  private static final class CallCount extends DefectiveEngine {
    private final AtomicInteger calls = new AtomicInteger();

    CallCount(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
      HostTensor product = super.matmul(a, ta, b, tb);
      return calls.incrementAndGet() % 9 == 0 ? each(product, Math::nextUp) : product;
    }
  }

  private static final class ThreadCount extends DefectiveEngine {
    ThreadCount(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor sum(HostTensor a, Shape target) {
      HostTensor sum = super.sum(a, target);
      return info().threads() == 4 && a.shape().size() > 1000
          ? each(sum, x -> sum.dtype().round(x * (1 + 2 * sum.dtype().unitRoundoff())))
          : sum;
    }
  }

  private static final class Leak extends DefectiveEngine {
    Leak(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public GradientProgram<HostTensor> differentiate(Tape tape) {
      GradientProgram<HostTensor> right = super.differentiate(tape);
      return program(
          right,
          parameters -> {
            engine().upload(parameters.get(0));
            return right.evaluate(parameters);
          });
    }
  }

  private static final class SharedDownload extends DefectiveEngine {
    private final Map<TensorType, HostTensor> buffers = new ConcurrentHashMap<>();

    SharedDownload(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor download(HostTensor array, TensorType type) {
      HostTensor now = super.download(array, type);
      HostTensor buffer = buffers.computeIfAbsent(type, key -> now);
      overwrite(buffer, now::get);
      return buffer;
    }
  }

  private static final class FloatDownload extends DefectiveEngine {
    FloatDownload(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor download(HostTensor array, TensorType type) {
      return each(super.download(array, type), x -> (float) x);
    }
  }
}
