package samegrad.sabotage;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import samegrad.autograd.Tape;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** Engines that compute right and treat memory, threads or their own state wrong. */
final class MemoryDefects {
  private MemoryDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect(
            "the operand itself handed out as the result", "lifetime/freedOnce", SameArray::new),
        new Defect(
            "an engine that is broken after a failed operation",
            "error/usableAfterAFailure",
            BrokenByFailure::new),
        new Defect(
            "results that depend on the call count", "reproducibility/grade", CallCount::new),
        new Defect(
            "results that depend on the number of threads",
            "reproducibility/grade",
            ThreadCount::new),
        new Defect("a leaked array a gradient", "lifetime/gradientSteps", Leak::new),
        new Defect(
            "a download into a buffer that is used again",
            "transfer/downloadIsACopy",
            SharedDownload::new),
        new Defect("a download through float32", "transfer/bits", FloatDownload::new));
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
