package samegrad.benchmarks;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The machine's own ceiling in operations a nanosecond, of all threads: fused multiply-adds of
 * float32 vectors in registers alone, in twelve chains so that their latency is hidden. Each lane's
 * multiplication and addition count, so that it is what a product of m×k and k×n matrices can reach
 * with 2·m·n·k. A vector has half as many lanes of float64, and so half of that.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(AverageTime.FORKS)
public class FmaCeilingBenchmark {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;

  /** Divisible by the operations of a step, whatever the number of lanes. */
  private static final int OPERATIONS = 2 * CHAINS * 64 * 10_000;

  private static final int STEPS = OPERATIONS / (2 * CHAINS * FLOATS.length());

  private float factor = 0.999f;

  /** On one thread. */
  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(OPERATIONS)
  public float oneThread() {
    return floats();
  }

  /** On all processors. */
  @Benchmark
  @Threads(Threads.MAX)
  @OperationsPerInvocation(OPERATIONS)
  public float allProcessors() {
    return floats();
  }

  private float floats() {
    FloatVector b = FloatVector.broadcast(FLOATS, factor);
    FloatVector a = FloatVector.broadcast(FLOATS, 1 - factor);
    FloatVector s0 = a;
    FloatVector s1 = a;
    FloatVector s2 = a;
    FloatVector s3 = a;
    FloatVector s4 = a;
    FloatVector s5 = a;
    FloatVector s6 = a;
    FloatVector s7 = a;
    FloatVector s8 = a;
    FloatVector s9 = a;
    FloatVector s10 = a;
    FloatVector s11 = a;
    for (int step = 0; step < STEPS; step++) {
      s0 = s0.fma(b, a);
      s1 = s1.fma(b, a);
      s2 = s2.fma(b, a);
      s3 = s3.fma(b, a);
      s4 = s4.fma(b, a);
      s5 = s5.fma(b, a);
      s6 = s6.fma(b, a);
      s7 = s7.fma(b, a);
      s8 = s8.fma(b, a);
      s9 = s9.fma(b, a);
      s10 = s10.fma(b, a);
      s11 = s11.fma(b, a);
    }
    FloatVector sum = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return sum.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }
}
