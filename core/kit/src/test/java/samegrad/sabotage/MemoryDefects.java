package samegrad.sabotage;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;

/** Engines that compute right and treat memory, threads or their own state wrong. */
final class MemoryDefects {
  /** Takes luck to be found, and so not among the others. */
  static final Defect SHARED_SCRATCH =
      new Defect(
          "a transposed factor in memory that callers share",
          "concurrency/operations",
          SharedScratch::new);

  private MemoryDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.in(
            "broadcast",
            "the operand itself handed out as the result",
            "lifetime/freedOnce",
            (on, op, in, result) -> result.equals(in.get(0)) ? in.get(0) : result),
        new Defect(
            "an engine that is broken after a failed operation",
            "error/usableAfterAFailure",
            BrokenByFailure::new),
        new Defect(
            "results that depend on the call count",
            "reproducibility/grade",
            MemoryDefects::callCount),
        Defect.in(
            "sum",
            "results that depend on the number of threads",
            "reproducibility/grade",
            (on, op, in, sum) ->
                on.info().threads() == 4 && in.get(0).shape().size() > 1000
                    ? on.each(sum, x -> x * (1 + 2 * sum.dtype().unitRoundoff()))
                    : sum),
        new Defect(
            "subnormals and small normals lost on the way in",
            "transfer/specialValues",
            LostSubnormals::new),
        Defect.in(
            "matmul",
            "another order of summation for a single row",
            "reproducibility/grade",
            (on, op, in, product) ->
                product.shape().rows() == 1 ? on.each(product, Math::nextUp) : product),
        new Defect("a leaked array a gradient", "lifetime/gradientSteps", Leak::new),
        new Defect(
            "a download into a buffer that is used again",
            "transfer/downloadIsACopy",
            SharedDownload::new),
        new Defect("a download through float32", "transfer/bits", FloatDownload::new));
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
    protected HostTensor perform(Op op, List<HostTensor> in) {
      if (op instanceof Op.Matmul && broken) {
        throw new IllegalStateException("the last operation was not finished");
      }
      in.forEach(unused::remove);
      return super.perform(op, in);
    }

    @Override
    public void free(HostTensor array) {
      broken |= unused.remove(array);
      super.free(array);
    }
  }

  private static DefectiveEngine callCount(ReferenceEngine engine) {
    AtomicInteger calls = new AtomicInteger();
    return Defect.spoilt(
        engine,
        "matmul",
        (on, op, in, product) ->
            calls.incrementAndGet() % 9 == 0 ? on.each(product, Math::nextUp) : product);
  }

  private static final class LostSubnormals extends DefectiveEngine {
    LostSubnormals(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor upload(HostTensor tensor) {
      return each(super.upload(tensor), x -> Math.abs(x) < 0x1p-120 ? 0 * x : x);
    }
  }

  private static final class SharedScratch extends DefectiveEngine {
    private final Map<TensorType, HostTensor> scratch = new ConcurrentHashMap<>();

    SharedScratch(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    protected HostTensor perform(Op op, List<HostTensor> in) {
      if (!(op instanceof Op.Matmul matmul) || !matmul.transposeB()) {
        return super.perform(op, in);
      }
      HostTensor b = in.get(1);
      TensorType type = TypeRules.INSTANCE.transpose(b.type());
      HostTensor factor = scratch.computeIfAbsent(type, fresh -> engine().transpose(b));
      int columns = type.shape().columns();
      overwrite(factor, i -> b.get(i % columns, i / columns));
      return engine().matmul(in.get(0), matmul.transposeA(), factor, false);
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
