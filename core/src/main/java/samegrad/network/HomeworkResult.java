package samegrad.network;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * The homework's numbers, on the host.
 *
 * @param source what computed them: a backend's name
 * @param dtype the dtype they were computed in
 * @param layers z and a of each layer, from the first on
 * @param loss the loss, of shape ()
 * @param gradients the gradient for each parameter, of its shape, by the parameter's name: W1, b1,
 *     W2, …
 */
@JsonDeserialize(converter = ResultForm.Reading.class)
public record HomeworkResult(
    String source,
    DType dtype,
    List<LayerOutput<HostTensor>> layers,
    HostTensor loss,
    Map<TensorName, HostTensor> gradients) {

  @JsonValue
  ResultForm form() {
    return ResultForm.of(this);
  }

  /** The output of the last layer, f(x). */
  public HostTensor output() {
    return layers.get(layers.size() - 1).a();
  }

  /** Every tensor by name, in the order of computing: z1, a1, z2, …, loss, W1.grad, b1.grad, …. */
  public Map<TensorName, HostTensor> tensors() {
    Map<TensorName, HostTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      tensors.put(TensorName.z(i), layers.get(i).z());
      tensors.put(TensorName.a(i), layers.get(i).a());
    }
    tensors.put(TensorName.LOSS, loss);
    gradients.forEach((parameter, gradient) -> tensors.put(parameter.gradient(), gradient));
    return tensors;
  }
}
