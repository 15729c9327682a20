package samegrad.network;

import java.util.List;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/** A homework as {@link NetworkFile} describes it and {@link samegrad.json.Json} writes it. */
record HomeworkForm(String name, DType dtype, List<Layer> layers, HostTensor x, HostTensor y) {

  static HomeworkForm of(Homework homework) {
    Network network = homework.network();
    return new HomeworkForm(
        network.name(), homework.dtype(), network.layers(), homework.x(), homework.y());
  }

  Homework homework() {
    return new Homework(new Network(name, layers), x, y).to(dtype);
  }
}
