package samegrad.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.Layer;
import samegrad.network.LayerOutput;
import samegrad.network.TensorName;
import samegrad.spi.EngineInfo;
import samegrad.tensor.HostTensor;

/** The homework's results for people to read, tensors as PyTorch prints them. */
final class ResultText {
  private final TensorText tensors;
  private final List<String> lines = new ArrayList<>();

  private ResultText(TensorText tensors) {
    this.tensors = tensors;
  }

  /**
   * The text.
   *
   * @param showNetwork whether weights, biases, samples and targets are shown first
   * @param layerGradients those that were asked for, by what they are gradients of
   */
  static String write(
      Homework homework,
      HomeworkResult result,
      Backend backend,
      boolean showNetwork,
      Map<TensorName, HostTensor> layerGradients,
      TensorText tensors) {
    ResultText text = new ResultText(tensors);
    text.head(homework, result, backend.info(), backend.autograd().toString());
    if (showNetwork) {
      text.network(homework);
    }
    for (int i = 0; i < result.layers().size(); i++) {
      LayerOutput<HostTensor> layer = result.layers().get(i);
      text.lines.add("");
      text.lines.add(
          "layer %d, %s".formatted(i + 1, homework.network().layers().get(i).activation()));
      text.add(TensorName.z(i), layer.z());
      text.add(TensorName.a(i), layer.a());
    }
    text.lines.add("");
    text.add(TensorName.LOSS, result.loss());
    text.lines.add("");
    layerGradients.forEach((name, gradient) -> text.add(name.gradient(), gradient));
    result.gradients().forEach((name, gradient) -> text.add(name.gradient(), gradient));
    return String.join(System.lineSeparator(), text.lines);
  }

  private void head(Homework homework, HomeworkResult result, EngineInfo info, String autograd) {
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
                autograd));
  }

  private void network(Homework homework) {
    lines.add("");
    List<Layer> layers = homework.network().layers();
    for (int i = 0; i < layers.size(); i++) {
      add(TensorName.weight(i), layers.get(i).weight());
      add(TensorName.bias(i), layers.get(i).bias());
    }
    add("x", homework.x());
    add("y", homework.y());
  }

  private void add(Object name, HostTensor tensor) {
    lines.add(name + " " + tensor.shape());
    lines.addAll(tensors.lines(tensor));
  }
}
