package samegrad;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import samegrad.autograd.Tape;
import samegrad.spi.BackendProvider;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * The engine of core's own tests: the oracle's arithmetic, each result rounded to its dtype.
 *
 * <p>It counts the arrays in use and refuses to work on one that is freed. A subclass can spoil or
 * watch every array that it makes.
 */
public class OracleEngine implements Engine<HostTensor> {
  private static final OracleOperations ORACLE = OracleOperations.INSTANCE;

  private final EngineConfig config;
  private final Set<HostTensor> live =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /** Makes it. */
  public static class Provider implements BackendProvider {
    @Override
    public String name() {
      return "reference";
    }

    @Override
    public boolean serves(Device device) {
      return device.isCpu();
    }

    @Override
    public Optional<String> unavailable(EngineConfig config) {
      return serves(config.device())
          ? Optional.empty()
          : Optional.of("it runs on the CPU only: set -Dsamegrad.device=cpu");
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      return new OracleEngine(config);
    }
  }

  /** On the CPU with one thread. */
  public OracleEngine() {
    this(new EngineConfig(Device.CPU, 1));
  }

  /** An engine that says it has that configuration. */
  public OracleEngine(EngineConfig config) {
    this.config = config;
  }

  /** The number of arrays that have been made and not freed. */
  public final int liveArrays() {
    return live.size();
  }

  /** Sees each array that this makes, and may hand out another one. */
  protected HostTensor made(HostTensor array) {
    return array;
  }

  private HostTensor make(HostTensor array) {
    live.add(array);
    return made(array);
  }

  private HostTensor make(Reference result) {
    double[] elements = new double[result.size()];
    Arrays.setAll(elements, result::nearest);
    return make(HostTensor.of(result.type().dtype(), result.type().shape(), elements));
  }

  private Reference exact(HostTensor array) {
    if (!live.contains(array)) {
      throw new IllegalStateException("used after it was freed: " + array);
    }
    return OracleOperations.of(array);
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo("reference", "Java", config.device(), config.threads(), "the tape");
  }

  @Override
  public HostTensor upload(HostTensor tensor) {
    return make(HostTensor.of(tensor.dtype(), tensor.shape(), tensor.toArray()));
  }

  @Override
  public HostTensor download(HostTensor array, TensorType type) {
    exact(array);
    return HostTensor.of(type.dtype(), type.shape(), array.toArray());
  }

  @Override
  public void free(HostTensor array) {
    if (!live.remove(array)) {
      throw new IllegalStateException("freed twice: " + array);
    }
  }

  @Override
  public HostTensor matmul(HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
    return make(ORACLE.matmul(exact(a), transposeA, exact(b), transposeB));
  }

  @Override
  public HostTensor transpose(HostTensor a) {
    return make(ORACLE.transpose(exact(a)));
  }

  @Override
  public HostTensor add(HostTensor a, HostTensor b) {
    return make(ORACLE.add(exact(a), exact(b)));
  }

  @Override
  public HostTensor subtract(HostTensor a, HostTensor b) {
    return make(ORACLE.subtract(exact(a), exact(b)));
  }

  @Override
  public HostTensor multiply(HostTensor a, HostTensor b) {
    return make(ORACLE.multiply(exact(a), exact(b)));
  }

  @Override
  public HostTensor scale(HostTensor a, double factor) {
    return make(ORACLE.scale(exact(a), factor));
  }

  @Override
  public HostTensor map(UnaryFunction function, HostTensor a) {
    return make(ORACLE.map(function, exact(a)));
  }

  @Override
  public HostTensor logSoftmax(HostTensor a) {
    return make(ORACLE.logSoftmax(exact(a)));
  }

  @Override
  public HostTensor sum(HostTensor a, Shape target) {
    return make(ORACLE.sum(exact(a), target));
  }

  @Override
  public HostTensor broadcast(HostTensor a, Shape target) {
    return make(ORACLE.broadcast(exact(a), target));
  }

  @Override
  public GradientProgram<HostTensor> differentiate(Tape tape) {
    return TapeProgram.differentiate(this, tape);
  }

  /** Gives up everything; an array that is left is a leak of the caller's. */
  @Override
  public void close() {
    live.clear();
  }
}
