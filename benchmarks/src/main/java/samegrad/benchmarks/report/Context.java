package samegrad.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * What results were measured in.
 *
 * @param network its name and widths
 * @param samples how many it comes with
 * @param machine facts on the machine, the JVM and the call, for people to read
 * @param environment variables that libraries read
 * @param backends by name: versions, and the kernels that the libraries chose
 * @param failures by name: why a backend was not measured, or not to the end
 * @param othersCores how many processors other processes kept busy, on average; NaN if not known
 * @param checks the verification before anything was timed
 * @param orders in which the backends add, as samegrad order says it; empty if not found out
 * @param tensors parameters, gradients and layers, to be drawn
 */
public record Context(
    String network,
    int samples,
    Map<String, String> machine,
    Map<String, String> environment,
    Map<String, String> backends,
    Map<String, String> failures,
    double othersCores,
    List<Check> checks,
    String orders,
    List<Drawn> tensors) {

  /**
   * One tensor of one backend against its exact value.
   *
   * @param errorOverBound the largest error as a fraction of what rounding may cause
   * @param bits of all its elements; equal ones are equal bit for bit
   * @param verdict AGREE, DIFFER or ABSTAIN
   */
  public record Check(
      String backend, String tensor, double errorOverBound, String bits, String verdict) {}

  /**
   * A tensor for drawing.
   *
   * @param name such as {@code W1.grad}
   * @param shape as it really is
   * @param activation of its layer, if it is a weight
   * @param cells all elements or, of a large tensor, the one of largest magnitude of each block
   */
  public record Drawn(String name, String shape, String activation, double[][] cells) {}

  /** What the user set that libraries read, each as a sentence. */
  List<String> settings() {
    return environment.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue() + " is set, which libraries read.")
        .toList();
  }

  /** That of JMH's own runs. */
  public static Context of(
      Map<String, String> machine, Map<String, String> environment, Map<String, String> backends) {
    return new Context(
        "", 0, machine, environment, backends, Map.of(), Double.NaN, List.of(), "", List.of());
  }
}
