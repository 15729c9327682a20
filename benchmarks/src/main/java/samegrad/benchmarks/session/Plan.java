package samegrad.benchmarks.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import samegrad.benchmarks.report.Workload;
import samegrad.network.Homework;

/**
 * How much is measured.
 *
 * @param rounds in each of which every backend has one JVM; five are the fewest of which a test at
 *     5 % can tell that one backend of three has changed
 * @param warmUps iterations before those that are counted, of each workload in each JVM, after all
 *     workloads have been done once
 * @param iterations those that are counted
 * @param seconds of an iteration
 * @param limit in seconds: no round begins that would end later
 * @param workloads in the order in which each JVM does them
 */
record Plan(
    int rounds,
    int warmUps,
    int iterations,
    double seconds,
    double limit,
    List<Workload> workloads) {
  /** Multiply-adds of a large batch: some ten milliseconds. */
  private static final double LARGE = 1e9;

  private static final int MANY = 1024;

  /** Two minutes on two processors, less the verification and the last words. */
  static Plan quick(Homework homework, int threads) {
    return new Plan(5, 2, 5, 0.07, 105, workloads(homework, threads, List.of(MANY)));
  }

  static Plan thorough(Homework homework, int threads) {
    return new Plan(
        15,
        3,
        5,
        0.2,
        Double.POSITIVE_INFINITY,
        workloads(homework, threads, List.of(1, 16, 128, MANY)));
  }

  private static List<Workload> workloads(Homework homework, int threads, List<Integer> batches) {
    int samples = homework.samples();
    long weights =
        homework.network().layers().stream().mapToLong(one -> (long) one.in() * one.out()).sum();
    List<Workload> workloads = new ArrayList<>();
    workloads.add(new Workload(Workload.STEP, samples, threads));
    workloads.add(new Workload(Workload.FORWARD, samples, threads));
    workloads.add(new Workload(Workload.FORWARD, 1, threads));
    batches.stream()
        .filter(batch -> batch != samples && 3.0 * weights * batch <= LARGE)
        .forEach(batch -> workloads.add(new Workload(Workload.STEP, batch, threads)));
    if (threads > 1) {
      IntStream.range(0, workloads.size())
          .filter(i -> batches.size() > 1 || i == 0)
          .mapToObj(workloads::get)
          .map(one -> new Workload(one.method(), one.samples(), 1))
          .toList()
          .forEach(workloads::add);
    }
    return workloads.stream().distinct().toList();
  }

  /** The same with other numbers of rounds and other iterations, where they are given. */
  Plan with(int otherRounds, double otherSeconds) {
    return new Plan(
        otherRounds > 0 ? otherRounds : rounds,
        warmUps,
        iterations,
        otherSeconds > 0 ? otherSeconds : seconds,
        limit,
        workloads);
  }
}
