package samegrad.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import samegrad.json.Json;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.NetworkFile;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * A network of {@code golden/} on the class path and what PyTorch made of it.
 *
 * @param name the file's name without its ending
 * @param homework the network, samples and targets
 * @param expected PyTorch's results by name, as in {@link
 *     samegrad.network.HomeworkResult#tensors()}
 */
public record Golden(String name, Homework homework, Map<TensorName, HostTensor> expected) {
  /** The names of all golden networks. */
  static final List<String> NAMES =
      List.of(
          """
          batch batch-f32 cross-entropy cross-entropy-f32 cross-entropy-large-logits
          cross-entropy-one-hot deep homework homework-f32 mixed-f32 no-hidden relu saturated
          single-sample single-unit tanh wide wide-f32
          """
              .split("\\s+"));

  private static final List<Golden> ALL = NAMES.stream().map(Golden::read).toList();

  /** All of them. */
  public static List<Golden> all() {
    return ALL;
  }

  /** Those of a dtype. */
  static List<Golden> all(DType dtype) {
    return ALL.stream().filter(golden -> golden.homework().dtype() == dtype).toList();
  }

  private static Golden read(String name) {
    try (InputStream network = open(name + ".network.json");
        InputStream expected = open(name + ".expected.json")) {
      return new Golden(
          name,
          NetworkFile.read(network.readAllBytes(), name),
          Json.read(
                  new String(expected.readAllBytes(), StandardCharsets.UTF_8), HomeworkResult.class)
              .tensors());
    } catch (IOException failure) {
      throw new UncheckedIOException("golden/" + name, failure);
    }
  }

  private static InputStream open(String file) {
    InputStream in = Golden.class.getResourceAsStream("/golden/" + file);
    if (in == null) {
      throw new IllegalStateException("golden/" + file + " is not on the class path");
    }
    return in;
  }

  @Override
  public String toString() {
    return "golden/" + name;
  }
}
