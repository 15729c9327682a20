package samegrad.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.network.NetworkFile;
import samegrad.tensor.HostTensor;

/**
 * Networks with their samples and targets, in JSON, {@code .npz} or {@code .safetensors}.
 *
 * <p>The latter two hold the parameters W1, b1, W2, b2, … or, by the names of a PyTorch {@code
 * state_dict}, 0.weight, 0.bias, 2.weight, …, the samples x and the targets y. They say nothing of
 * activations.
 *
 * <p>Numbers are never rounded. The network's dtype is float64 if any tensor is, else float32;
 * float16 and bfloat16 count as float32, whole numbers as either, if they are exact in it.
 */
public final class NetworkFiles {
  /**
   * What was read.
   *
   * @param homework the network, samples and targets
   * @param notes what was assumed or changed on the way, each in one line: for the user to see
   */
  public record Loaded(Homework homework, List<String> notes) {}

  private static final Set<String> SAMPLES = Set.of("x", "y");
  private static final String HOW =
      "give samples and targets with --data data.npz, made by numpy.savez(\"data.npz\", x=x, y=y)";

  private NetworkFiles() {}

  /**
   * Reads a network from a file, and its samples and targets from it or another.
   *
   * @throws InvalidInputException as {@link #read(Input, Optional, Optional)}
   */
  public static Loaded read(Path network, Optional<Path> data, Optional<Activation> hidden) {
    return read(Input.of(network), data.map(Input::of), hidden);
  }

  /**
   * Reads a network, and its samples and targets from the same place or another.
   *
   * @param network what holds the network
   * @param data what holds x or y or both, instead of those beside the network; one array without a
   *     name is x
   * @param hidden the activation of the hidden layers, sigmoid if none is given; only for a network
   *     that does not say it itself. The output layer has none.
   * @throws InvalidInputException if one cannot be read, something is missing or does not fit
   */
  public static Loaded read(Input network, Optional<Input> data, Optional<Activation> hidden) {
    Optional<Homework> json = json(network);
    if (json.isPresent() && hidden.isPresent()) {
      throw network.wrong("names each layer's activation: --hidden is for files that do not");
    }
    if (json.isPresent() && data.isEmpty()) {
      return new Loaded(json.get(), List.of());
    }
    List<String> notes = new ArrayList<>();
    Map<String, StoredTensor> tensors =
        new LinkedHashMap<>(
            json.map(NetworkFiles::stored)
                .orElseGet(() -> finite(network, TensorFiles.read(network))));
    data.map(file -> samples(file, notes))
        .orElse(Map.of())
        .forEach(
            (name, sample) -> {
              if (tensors.put(name, sample) != null) {
                notes.add(network.origin() + ": its own " + name + " is not used");
              }
            });
    Map<String, HostTensor> numbers = TensorFiles.inOneDType(tensors);
    notes.addAll(TensorFiles.widened(tensors, numbers));
    HostTensor x = sample("x", numbers, network, data);
    HostTensor y = sample("y", numbers, network, data);
    List<LayerOrder.Named> order =
        LayerOrder.of(network, numbers, x.shape().columns(), y.shape().columns());
    List<Activation> activations =
        json.map(homework -> homework.network().layers().stream().map(Layer::activation).toList())
            .orElseGet(() -> activations(order.size(), hidden.orElse(Activation.SIGMOID)));
    String description =
        IntStream.range(0, order.size())
            .mapToObj(i -> order.get(i) + " " + activations.get(i))
            .collect(Collectors.joining(", ", "layers in order: ", ""));
    if (json.isEmpty()) {
      notes.add(
          network.origin() + ": " + description + "; the file names no activations, --hidden does");
    }
    List<Layer> layers =
        IntStream.range(0, order.size())
            .mapToObj(i -> order.get(i).with(activations.get(i)))
            .toList();
    String name = json.map(homework -> homework.network().name()).orElseGet(network::name);
    try {
      Loss loss = json.map(Homework::criterion).orElse(Loss.SQUARED);
      HostTensor targets = loss.targets(y, layers.get(layers.size() - 1).out());
      return new Loaded(new Homework(new Network(name, layers), x, targets, loss), notes);
    } catch (IllegalArgumentException wrong) {
      throw network.wrong(wrong.getMessage() + "; " + description);
    }
  }

  private static List<Activation> activations(int layers, Activation hidden) {
    List<Activation> activations = new ArrayList<>(Collections.nCopies(layers, hidden));
    activations.set(layers - 1, Activation.IDENTITY);
    return activations;
  }

  /**
   * Writes a network with its samples and targets, bit for bit; the same bytes each time.
   *
   * @param file its name ends in {@code .json}, {@code .npz} or {@code .safetensors}, which decides
   *     what it is; only JSON says the activations
   * @throws InvalidInputException if it ends otherwise or cannot be written
   */
  public static void write(Path file, Homework homework) {
    TensorFiles.write(file, homework, tensors(homework));
  }

  /** The numbers of a homework by name: W1, b1, W2, …, x, y. */
  public static Map<String, HostTensor> tensors(Homework homework) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    homework.parameters().asMap().forEach((name, tensor) -> tensors.put(name, tensor.toHost()));
    tensors.put("x", homework.x());
    tensors.put("y", homework.y());
    return tensors;
  }

  private static Optional<Homework> json(Input input) {
    return FileKind.of(input) == FileKind.JSON
        ? Optional.of(NetworkFile.read(input.copy(0, input.size()), input.origin()))
        : Optional.empty();
  }

  private static Map<String, StoredTensor> stored(Homework homework) {
    Map<String, StoredTensor> stored = new LinkedHashMap<>();
    tensors(homework).forEach((name, tensor) -> stored.put(name, StoredTensor.of(tensor)));
    return stored;
  }

  /** The x and y that a file has. */
  private static Map<String, StoredTensor> samples(Input input, List<String> notes) {
    if (FileKind.of(input) == FileKind.NPY) {
      notes.add(input.origin() + ": one array without a name, taken for x");
      return finite(input, Map.of("x", Npy.read(input)));
    }
    Map<String, StoredTensor> samples =
        new LinkedHashMap<>(
            json(input).map(NetworkFiles::stored).orElseGet(() -> TensorFiles.read(input)));
    List<String> others =
        samples.keySet().stream().filter(name -> !SAMPLES.contains(name)).toList();
    samples.keySet().retainAll(SAMPLES);
    if (samples.isEmpty()) {
      throw input.wrong("holds neither x nor y: " + HOW);
    }
    if (!others.isEmpty()) {
      notes.add(input.origin() + ": not used: " + Input.shown(String.join(", ", others)));
    }
    return finite(input, samples);
  }

  private static HostTensor sample(
      String name, Map<String, HostTensor> numbers, Input network, Optional<Input> data) {
    HostTensor sample = numbers.remove(name);
    if (sample == null) {
      String also = data.map(file -> ", nor does " + file.origin()).orElse("");
      throw network.wrong("holds no " + name + also + ": " + HOW);
    }
    return sample;
  }

  private static Map<String, StoredTensor> finite(Input input, Map<String, StoredTensor> tensors) {
    tensors.forEach(
        (name, stored) -> {
          for (int i = 0; i < stored.tensor().shape().size(); i++) {
            if (!Double.isFinite(stored.tensor().get(i))) {
              throw input.wrong(
                  "%s has %s at row %s, column %s: a network's numbers are finite"
                      .formatted(
                          Input.shown(name),
                          stored.tensor().get(i),
                          i / stored.tensor().shape().columns(),
                          i % stored.tensor().shape().columns()));
            }
          }
        });
    return tensors;
  }
}
