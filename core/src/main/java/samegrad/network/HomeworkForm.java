package samegrad.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * A homework as {@link NetworkFile} describes it and {@link samegrad.json.Json} writes it; no loss
 * is the squared one.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HomeworkForm(
    String name, DType dtype, @Nullable Loss loss, List<Layer> layers, HostTensor x, HostTensor y) {

  static HomeworkForm of(Homework homework) {
    Network network = homework.network();
    return new HomeworkForm(
        network.name(),
        homework.dtype(),
        homework.criterion() == Loss.SQUARED ? null : homework.criterion(),
        network.layers(),
        homework.x(),
        homework.y());
  }

  Homework homework() {
    return new Homework(new Network(name, layers), x, y, loss == null ? Loss.SQUARED : loss)
        .to(dtype);
  }
}
