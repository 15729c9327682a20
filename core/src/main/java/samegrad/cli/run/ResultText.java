package samegrad.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.LayerOutput;
import samegrad.network.TensorName;
import samegrad.spi.EngineInfo;
import samegrad.tensor.HostTensor;

/** The homework's results for people to read, tensors as PyTorch prints them. */
final class ResultText {
  private ResultText() {}

  static String write(Homework homework, HomeworkResult result, Backend backend) {
    EngineInfo info = backend.info();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %d sample%s, %s"
            .formatted(
                homework.network(),
                homework.samples(),
                homework.samples() == 1 ? "" : "s",
                result.dtype()));
    lines.add(
        "backend %s (%s) on %s, %d thread%s, autograd %s"
            .formatted(
                info.name(),
                info.version(),
                info.device(),
                info.threads(),
                info.threads() == 1 ? "" : "s",
                backend.autograd()));
    for (int i = 0; i < result.layers().size(); i++) {
      LayerOutput<HostTensor> layer = result.layers().get(i);
      lines.add("");
      lines.add("layer %d, %s".formatted(i + 1, homework.network().layers().get(i).activation()));
      add(lines, TensorName.z(i), layer.z());
      add(lines, TensorName.a(i), layer.a());
    }
    lines.add("");
    add(lines, TensorName.LOSS, result.loss());
    lines.add("");
    for (Map.Entry<TensorName, HostTensor> gradient : result.gradients().entrySet()) {
      add(lines, gradient.getKey().gradient(), gradient.getValue());
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static void add(List<String> lines, TensorName name, HostTensor tensor) {
    lines.add(name + " " + tensor.shape());
    lines.addAll(TensorText.lines(tensor));
  }
}
