package samegrad.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.network.Homework;
import samegrad.shard.ReproducibleSum;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/** Adding one block's gradients to those before: by the order-free sum, and by an ordinary one. */
public class GradientSumBenchmark extends AverageTime {
  /** The widths of the layers, and the number of samples. */
  @Param({"784-512-256-10x1024"})
  public String network = "";

  private final List<HostTensor> gradients = new ArrayList<>();
  private final List<ReproducibleSum> orderFree = new ArrayList<>();
  private final List<float[]> ordinary = new ArrayList<>();

  /** Takes the network's parameters for gradients: they are as many and as different. */
  @Setup
  public void prepare() {
    Homework homework = Inputs.homework(network, DType.FLOAT32);
    homework
        .parameters()
        .tensors()
        .forEach(
            tensor -> {
              gradients.add(tensor.toHost());
              orderFree.add(new ReproducibleSum(tensor.type()));
              ordinary.add(new float[tensor.shape().size()]);
            });
  }

  /** Into bins. A sum ends at 2²⁸ terms, which no run here comes near. */
  @Benchmark
  public List<ReproducibleSum> orderFree() {
    for (int i = 0; i < gradients.size(); i++) {
      orderFree.get(i).add(gradients.get(i));
    }
    return orderFree;
  }

  /** As an engine adds. */
  @Benchmark
  public List<float[]> ordinary() {
    for (int i = 0; i < gradients.size(); i++) {
      float[] sum = ordinary.get(i);
      float[] terms = gradients.get(i).sharedFloat32();
      for (int j = 0; j < sum.length; j++) {
        sum[j] += terms[j];
      }
    }
    return ordinary;
  }
}
