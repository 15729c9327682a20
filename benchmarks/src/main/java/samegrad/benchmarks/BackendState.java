package samegrad.benchmarks;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/**
 * The backend under measurement. Each value of a parameter is measured in a JVM of its own, so that
 * two native libraries never share one.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BackendState {
  /** The backend's name, or that of a {@link Blas}. */
  @Param({"plain", "djl", "nd4j"})
  public String backend = "";

  /** The element type. */
  @Param({"float32", "float64"})
  public String dtype = "";

  /** How many threads a backend may use, the same for all; 0: the processors. */
  @Param({"0"})
  public int threads;

  private Backend opened;
  private Tensor probe;

  /** Opens the backend. */
  @Setup(Level.Trial)
  public final void open() {
    opened = open(backend, threads);
    probe = opened.place(HostTensor.scalar(dtype(), 1));
  }

  /** Opens a backend with the settings of this process and, unless 0, that many threads. */
  public static Backend open(String backend, int threads) {
    Settings here = Settings.ofSystem().withBackend(backend);
    Settings settings = threads == 0 ? here : here.withThreads(threads);
    return Blas.isNamed(backend)
        ? Blas.open(backend, settings.engine().threads())
        : Backends.open(settings);
  }

  /**
   * Makes sure that there is one of that name.
   *
   * @throws RuntimeException if not, saying what would help
   */
  public static void require(String backend) {
    if (Blas.isNamed(backend)) {
      Blas.folder(backend);
    } else {
      Backends.find().require(backend);
    }
  }

  /** Closes it. */
  @TearDown(Level.Trial)
  public final void close() {
    opened.close();
  }

  /** It. */
  public final Backend backend() {
    return opened;
  }

  /**
   * The result, once it is computed. A GPU's calls return before that; it does them in their order,
   * and so has done them all when a number placed before comes down.
   */
  final <T> T computed(T result) {
    if (!opened.info().device().isCpu()) {
      probe.toHost();
    }
    return result;
  }

  /** The element type. */
  public final DType dtype() {
    return DType.of(dtype);
  }
}
