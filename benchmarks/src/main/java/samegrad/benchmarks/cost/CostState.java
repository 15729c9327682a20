package samegrad.benchmarks.cost;

import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.benchmarks.BackendState;
import samegrad.benchmarks.Verified;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.verify.Reference;

/** A backend and the library below it. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class CostState {
  /** The backend's name. */
  @Param({"djl", "nd4j"})
  public String backend = "";

  /** The element type. */
  @Param({"float32", "float64"})
  public String dtype = "";

  /** How many threads the library may use; 0: the processors. */
  @Param({"0"})
  public int threads;

  private Backend opened;
  private Raw raw;

  /** Opens both; the backend first, since it starts the library as it has to be started. */
  @Setup(Level.Trial)
  public final void open() {
    opened = Backends.open(BackendState.settings(backend, threads));
    raw = Raw.of(backend, opened.info().threads());
  }

  /** Closes both. */
  @TearDown(Level.Trial)
  public final void close() {
    raw.close();
    opened.close();
  }

  DType dtype() {
    return DType.of(dtype);
  }

  Raw raw() {
    return raw;
  }

  Spi spi() {
    return new Spi(opened);
  }

  /**
   * Checks both results against the exact ones.
   *
   * @throws IllegalStateException if one differs by more than rounding can explain
   */
  static void require(Raw.Work raw, Raw.Work spi, Map<String, Reference> exact) {
    Map<String, HostTensor> ofRaw = raw.results();
    Map<String, HostTensor> ofSpi = spi.results();
    exact.forEach(
        (name, reference) -> {
          Verified.require(named(ofSpi, name), reference);
          Verified.require(named(ofRaw, name), reference);
        });
  }

  private static HostTensor named(Map<String, HostTensor> results, String name) {
    HostTensor result = results.get(name);
    if (result == null) {
      throw new IllegalStateException("no result " + name + " among " + results.keySet());
    }
    return result;
  }
}
