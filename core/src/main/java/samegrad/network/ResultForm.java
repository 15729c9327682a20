package samegrad.network;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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

  /** A text may lack anything. */
  ResultForm {
    Stream.of(backend, dtype, output, loss, gradients).forEach(Objects::requireNonNull);
    gradients.values().forEach(Objects::requireNonNull);
    layers.forEach(layer -> Stream.of(layer.z(), layer.a()).forEach(Objects::requireNonNull));
  }

  static ResultForm of(HomeworkResult result) {
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    result.gradients().forEach((name, gradient) -> gradients.put(name.toString(), gradient));
    return new ResultForm(
        result.source(),
        result.dtype(),
        result.layers(),
        result.output(),
        result.loss(),
        gradients);
  }

  /** What reads a result by its form; a creator in it would have Jackson look at its names too. */
  static final class Reading extends StdConverter<ResultForm, HomeworkResult> {
    @Override
    public HomeworkResult convert(ResultForm form) {
      return form.result();
    }
  }

  private HomeworkResult result() {
    Map<TensorName, HostTensor> byName = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      for (TensorName parameter : List.of(TensorName.weight(i), TensorName.bias(i))) {
        HostTensor gradient = gradients.get(parameter.toString());
        if (gradient == null) {
          throw new IllegalArgumentException("no gradient of " + parameter);
        }
        byName.put(parameter, gradient.to(dtype));
      }
    }
    return new HomeworkResult(
        backend,
        dtype,
        layers.stream()
            .map(layer -> new LayerOutput<>(layer.z().to(dtype), layer.a().to(dtype)))
            .toList(),
        loss.to(dtype),
        byName);
  }
}
