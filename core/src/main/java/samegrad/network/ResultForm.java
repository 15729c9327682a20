package samegrad.network;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * The homework's results as {@link samegrad.json.Json} has them:
 *
 * <pre>{@code
 * {"backend": …, "dtype": …, "layers": [{"z": …, "a": …}, …], "output": …, "loss": …,
 *  "gradients": {"W1": …, "b1": …, …}}
 * }</pre>
 */
record ResultForm(
    @JsonAlias("source") String backend,
    DType dtype,
    List<LayerOutput<HostTensor>> layers,
    HostTensor output,
    HostTensor loss,
    Map<String, HostTensor> gradients) {

  static ResultForm of(HomeworkResult result) {
    return new ResultForm(
        result.source(),
        result.dtype(),
        result.layers(),
        result.output(),
        result.loss(),
        result.gradients());
  }

  HomeworkResult result() {
    Map<String, HostTensor> rounded = new LinkedHashMap<>();
    gradients.forEach((name, gradient) -> rounded.put(name, gradient.to(dtype)));
    return new HomeworkResult(
        backend,
        dtype,
        layers.stream()
            .map(layer -> new LayerOutput<>(layer.z().to(dtype), layer.a().to(dtype)))
            .toList(),
        loss.to(dtype),
        rounded);
  }
}
