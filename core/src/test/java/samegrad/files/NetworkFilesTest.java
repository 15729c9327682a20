package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Verdict;

class NetworkFilesTest {
  private static final Homework HOMEWORK = Samples.homework();

  @ParameterizedTest
  @CsvSource({
    "plain.npz, , W1, W2, W3",
    "compressed.npz, , W1, W2, W3",
    "fortran.npz, , W1, W2, W3",
    "big-endian.npz, , W1, W2, W3",
    "plain.safetensors, , W1, W2, W3",
    "sequential.safetensors, data.npz, 0.weight, 2.weight, 4.weight",
    "named.safetensors, data.npz, fc1.weight, fc2.weight, fc3.weight",
    "python-names.npz, data.npz, 0_weight, 2_weight, 4_weight"
  })
  void a_file_has_the_network_in_the_order_of_its_names(
      String file, @Nullable String data, String first, String second, String third) {
    NetworkFiles.Loaded loaded = loaded(file, data);
    assertEquals(named(file, HOMEWORK), loaded.homework());
    assertEquals(
        List.of(
            "%s: layers in order: %s (4, 3) sigmoid, %s (3, 4) sigmoid, %s (2, 3) identity; the file names no activations, --hidden does"
                .formatted(file, first, second, third)),
        loaded.notes());
  }

  @Test
  void a_file_in_float64_has_a_network_in_float64() {
    assertEquals(
        named("plain-float64", HOMEWORK.to(DType.FLOAT64)),
        read("plain-float64.safetensors").homework());
  }

  /** PyTorch rounds to the nearest, ties to even; what it rounded is widened again. */
  @ParameterizedTest
  @CsvSource({"float16, 13", "bfloat16, 16"})
  void numbers_of_16_bits_are_widened_and_said_so(String type, int lost) {
    NetworkFiles.Loaded loaded = read(type + ".safetensors", "data.npz");
    Network rounded =
        new Network(
            type,
            HOMEWORK.network().layers().stream()
                .map(
                    layer ->
                        new Layer(
                            rounded(layer.weight(), lost),
                            rounded(layer.bias(), lost),
                            layer.activation()))
                .toList());
    assertEquals(new Homework(rounded, HOMEWORK.x(), HOMEWORK.y()), loaded.homework());
    assertEquals(
        "0.bias, 0.weight, 2.bias, 2.weight, 4.bias, 4.weight: "
            + type
            + ", widened to float32, which is exact",
        loaded.notes().get(0));
  }

  private static HostTensor rounded(HostTensor tensor, int lost) {
    float[] elements = tensor.sharedFloat32().clone();
    for (int i = 0; i < elements.length; i++) {
      int bits = Float.floatToRawIntBits(elements[i]);
      bits += (1 << lost - 1) - 1 + (bits >> lost & 1);
      elements[i] = Float.intBitsToFloat(bits >> lost << lost);
    }
    return HostTensor.share(tensor.shape(), elements);
  }

  @Test
  void one_array_is_x_and_whole_numbers_take_the_dtype_of_the_others() {
    NetworkFiles.Loaded loaded = read("plain.npz", "x-int32.npy");
    assertEquals(
        HostTensor.of(DType.FLOAT32, Shape.matrix(4, 3), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        loaded.homework().x());
    assertEquals(HOMEWORK.y(), loaded.homework().y());
    assertEquals(
        List.of(
            "x-int32.npy: one array without a name, taken for x",
            "plain.npz: its own x is not used",
            "x: int32, widened to float32, which is exact"),
        loaded.notes().subList(0, 3));
    assertEquals(HOMEWORK.x(), read("plain.npz", "x.npy").homework().x());
    assertEquals(
        "plain.npz: not used: W1, W2, W3, b1, b2, b3",
        read("sequential.safetensors", "plain.npz").notes().get(0));
  }

  @Test
  void a_whole_number_that_is_no_float32_makes_all_float64() {
    Input data =
        Input.of(
            "x.npy", Samples.npy("<i4", "(1, 3)", new byte[] {1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
    Input network = npz("net", with("y", HostTensor.matrix(new double[] {1, 2}).to(DType.FLOAT32)));
    NetworkFiles.Loaded loaded = read(network, data);
    assertEquals(HostTensor.matrix(new double[] {0x1000001, 0, 0}), loaded.homework().x());
    assertEquals(
        HOMEWORK.network().to(DType.FLOAT64).layers(), loaded.homework().network().layers());
    assertEquals("x: int32, widened to float64, which is exact", loaded.notes().get(3));
  }

  @Test
  void float64_samples_make_all_float64_and_the_hidden_activation_can_be_said() {
    Input data = npz("data", Map.of("x", HOMEWORK.x().to(DType.FLOAT64)));
    NetworkFiles.Loaded loaded =
        NetworkFiles.read(
            Samples.file("plain.npz"), Optional.of(data), Optional.of(Activation.IDENTITY));
    assertEquals(HOMEWORK.to(DType.FLOAT64).y(), loaded.homework().y());
    assertTrue(
        loaded.notes().get(1).endsWith("y: float32, widened to float64, which is exact"),
        loaded.notes()::toString);
    assertEquals(Collections.nCopies(3, Activation.IDENTITY), activations(loaded));
  }

  private static List<Activation> activations(NetworkFiles.Loaded loaded) {
    return loaded.homework().network().layers().stream().map(Layer::activation).toList();
  }

  @Test
  void json_is_read_too_with_other_samples_if_wanted() {
    byte[] network =
        """
        {"name": "n", "dtype": "float64", "layers": [
        {"weight": [[1, 2, 3]], "bias": [1], "activation": "identity"},
        {"weight": [[1], [2]], "bias": [1, 2], "activation": "sigmoid"}],
        "x": [[1, 2, 3]], "y": [[5, 6]]}
        """
            .getBytes(UTF_8);
    Input json = Input.of("n.json", network);
    NetworkFiles.Loaded alone = NetworkFiles.read(json, Optional.empty(), Optional.empty());
    assertEquals(List.of(), alone.notes());
    assertEquals(List.of(Activation.IDENTITY, Activation.SIGMOID), activations(alone));
    NetworkFiles.Loaded other = read(json, Samples.file("data.npz"));
    assertEquals(alone.homework().network(), other.homework().network());
    assertEquals(HOMEWORK.to(DType.FLOAT64).y(), other.homework().y());
    Samples.refused(
        "n.json: names each layer's activation: --hidden is for files that do not",
        () -> NetworkFiles.read(json, Optional.empty(), Optional.of(Activation.SIGMOID)));
  }

  /** PyTorch's own results for the network are within the bounds of the one that was read. */
  @Test
  void what_pytorch_computed_is_within_the_bounds_of_what_was_read() {
    HomeworkResult expected = ResultFiles.read(Samples.file("files.expected.json"));
    Oracle.Solution solution = Oracle.solve(read("sequential.safetensors", "data.npz").homework());
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              Comparison comparison = Comparison.of(tensor, solution.tensor(name));
              assertEquals(Verdict.AGREE, comparison.verdict(), comparison::describe);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "object.npz || object.npz: x.npy: holds pickled Python objects (dtype=object), which are"
            + " never read: save numbers, as in numpy.savez",
        "sequential.pt || sequential.pt: is a pickle, as torch.save writes it",
        "sequential.pt || save it with safetensors.torch.save_file(model.state_dict(),"
            + " \"model.safetensors\") or numpy.savez",
        "x.npy || x.npy: holds one array without a name: save arrays by name, as in numpy.savez",
        "data.npz || data.npz: holds no parameters: a network has W1, b1, W2, b2, …",
        "sequential.safetensors || sequential.safetensors: holds no x: give samples and targets"
            + " with --data",
        "plain.npz | sequential.safetensors | sequential.safetensors: holds neither x nor y: give",
        "sequential.safetensors | x.npy | sequential.safetensors: holds no y, nor does x.npy: give",
      })
  void a_file_without_a_network_or_samples_is_refused(
      String file, @Nullable String data, String message) {
    Samples.refused(message, () -> loaded(file, data));
  }

  private static NetworkFiles.Loaded loaded(String file, @Nullable String data) {
    return data == null ? read(file) : read(file, data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\\x80\\x04\\x95 | is a pickle, as torch.save writes it",
        "\\x1f\\x8b\\x08 | is compressed by gzip: unpack it first, with gunzip",
        "\\x89HDF\\x0d\\x0a | is HDF5, as Keras writes it",
        "<!DOCTYPE html> | is a web page or XML",
        "version https://git-lfs.github.com/spec/v1 | stands for a file in Git LFS",
        "x1,x2,y\\x0a1,2,3 | looks like a table (CSV): save it with numpy.savez",
        "0.5;1;2\\x0d\\x0a | looks like a table (CSV)",
        "GGUF | not JSON: line 1, column 1: Unrecognized token 'GGUF'",
        "GGUF\\x03\\x00 | is no text, so no JSON, and begins neither as .npz, .npy nor"
            + " .safetensors",
        "PK\\x05\\x06 | is cut off: a zip archive",
      })
  void what_is_something_else_is_said_with_what_to_do(String start, String message) {
    byte[] bytes = new byte[start.length()];
    int size = 0;
    for (int i = 0; i < start.length(); i++) {
      boolean code = start.startsWith("\\x", i);
      bytes[size++] =
          (byte) (code ? Integer.parseInt(start.substring(i + 2, i + 4), 16) : start.charAt(i));
      i += code ? 3 : 0;
    }
    Input input = Input.of("file", Arrays.copyOf(bytes, size));
    Samples.refused(
        "file: " + message, () -> NetworkFiles.read(input, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "in_layer., middle., head.", // ordered by shape
    "net.layer2.1., net.layer2.12., net.layer10.0.", // numbers are compared as numbers
    "0, 1, 2",
    "Wide1., Wide3., Wide4." // a name may begin as a weight's
  })
  void layers_are_found_by_name_or_shape(String first, String second, String third) {
    assertEquals(named("net", HOMEWORK), read(renamed(first, second, third)).homework());
  }

  @Test
  void names_without_an_order_need_shapes_that_have_one() {
    Map<String, HostTensor> tensors = renamed("in_layer.", "middle.", "head.");
    for (String name : List.of("again", "more")) {
      tensors.put(name + ".weight", zeros(Shape.matrix(4, 4)));
      tensors.put(name + ".bias", zeros(Shape.vector(4)));
    }
    networkRefused(
        "net.npz: the order of the layers again.weight (4, 4), head.weight (2, 3),", tensors);
    networkRefused("their shapes allow several; name them W1, b1, W2, b2, …", tensors);
    tensors.remove("in_layer.weight");
    tensors.remove("in_layer.bias");
    networkRefused("their shapes allow none; name them", tensors);
  }

  @Test
  void a_single_layer_needs_no_number() {
    HostTensor row = HostTensor.matrix(new double[] {1, 2});
    HostTensor one = HostTensor.matrix(new double[] {1});
    Map<String, HostTensor> tensors =
        Map.of("weight", row, "bias", HostTensor.vector(3), "x", row, "y", one);
    assertEquals(List.of(Activation.IDENTITY), activations(read(tensors)));
  }

  @Test
  void parameters_that_are_no_layers_are_named() {
    networkRefused(
        "net.npz: holds 1.running_mean, which is neither x nor y nor a parameter: these are W1, b1",
        with("1.running_mean", HOMEWORK.x()));
    networkRefused("holds w x, which is", with("w\n\u200bx", HOMEWORK.x()));
    networkRefused(
        "holds W1 and 1.weight, which would both be the weight of one layer",
        with("1.weight", HOMEWORK.x()));
    networkRefused(
        "holds W4, but not the bias of that layer: each has both", with("W4", HOMEWORK.x()));
    networkRefused("holds b4, but not the weight of that layer", with("b4", HOMEWORK.x()));
    Map<String, HostTensor> gap = with("W5", zeros(Shape.matrix(2, 2)));
    gap.put("b5", zeros(Shape.vector(2)));
    networkRefused("holds W5, but no W4 before it", gap);
  }

  @Test
  void numbers_that_are_not_finite_and_shapes_that_do_not_fit_are_named() {
    networkRefused(
        "net.npz: b2 has NaN at row 0, column 1: a network's numbers are finite",
        with("b2", HostTensor.vector(1, Double.NaN, 2).to(DType.FLOAT32)));
    networkRefused(
        "W1 and b1 are no layer: bias has the shape (4) where weight, of shape (3, 4), needs (3);"
            + " a weight is (out, in), so save its transpose",
        with("W1", zeros(Shape.matrix(3, 4))));
    networkRefused(
        "W1 and b1 are no layer: weight is a matrix of shape (out, in), each 1 or more, not (4)",
        with("W1", HOMEWORK.network().layers().get(0).bias()));
    Map<String, HostTensor> swapped = renamed("2.", "0.", "4.");
    networkRefused(
        "layers[2].weight has the shape (2, 3), but layers[1].weight, of shape (4, 3)", swapped);
    networkRefused("; layers in order: 0.weight (3, 4) sigmoid, 2.weight", swapped);
    networkRefused(
        "y has the shape (3), but the network's output for x, of shape (4, 3), has the shape (4,"
            + " 2)",
        with("y", HOMEWORK.network().layers().get(1).bias()));
  }

  private static NetworkFiles.Loaded read(String network) {
    return NetworkFiles.read(Samples.file(network), Optional.empty(), Optional.empty());
  }

  private static NetworkFiles.Loaded read(String network, String data) {
    return read(Samples.file(network), Samples.file(data));
  }

  private static NetworkFiles.Loaded read(Input network, Input data) {
    return NetworkFiles.read(network, Optional.of(data), Optional.empty());
  }

  private static NetworkFiles.Loaded read(Map<String, HostTensor> tensors) {
    return NetworkFiles.read(npz("net.npz", tensors), Optional.empty(), Optional.empty());
  }

  private static void networkRefused(String message, Map<String, HostTensor> tensors) {
    Samples.refused(message, () -> read(tensors));
  }

  private static HostTensor zeros(Shape shape) {
    return HostTensor.of(DType.FLOAT32, shape, new double[shape.size()]);
  }

  private static Input npz(String origin, Map<String, HostTensor> tensors) {
    return Input.of(origin, Npz.write(tensors));
  }

  private static Map<String, HostTensor> with(String name, HostTensor tensor) {
    Map<String, HostTensor> tensors = NetworkFiles.tensors(HOMEWORK);
    tensors.put(name, tensor);
    return tensors;
  }

  /** The parameters under names that begin so. */
  private static Map<String, HostTensor> renamed(String first, String second, String third) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<String> starts = List.of(first, second, third);
    for (int i = 2; i >= 0; i--) {
      Layer layer = HOMEWORK.network().layers().get(i);
      boolean bare = starts.get(i).length() == 1;
      tensors.put(bare ? "W" + starts.get(i) : starts.get(i) + "weight", layer.weight());
      tensors.put(bare ? "b" + starts.get(i) : starts.get(i) + "bias", layer.bias());
    }
    tensors.put("x", HOMEWORK.x());
    tensors.put("y", HOMEWORK.y());
    return tensors;
  }

  private static Homework named(String file, Homework homework) {
    String name = file.replaceAll("[.].*", "");
    return new Homework(new Network(name, homework.network().layers()), homework.x(), homework.y());
  }
}
