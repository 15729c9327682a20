package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import samegrad.json.Json;
import samegrad.network.InvalidInputException;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/** Tensors by name in {@code .npz} and {@code .safetensors} files. */
public final class TensorFiles {
  private TensorFiles() {}

  /** Whether it is such a file, whatever its name. */
  public static boolean holds(Input input) {
    FileKind kind = FileKind.of(input);
    return kind == FileKind.NPZ || kind == FileKind.SAFETENSORS;
  }

  /**
   * Reads every tensor, in the order of the file.
   *
   * @throws InvalidInputException if it is neither kind, is damaged, or holds what is no tensor of
   *     real numbers of rank 0, 1 or 2
   */
  public static Map<String, StoredTensor> read(Input input) {
    return switch (FileKind.of(input)) {
      case NPZ -> Npz.read(input);
      case SAFETENSORS -> Safetensors.read(input);
      case NPY ->
          throw input.wrong(
              "holds one array without a name: save arrays by name, as in"
                  + " numpy.savez(\"network.npz\", W1=W1, b1=b1, x=x, y=y)");
      case JSON -> throw input.wrong("is neither .npz nor .safetensors");
    };
  }

  /**
   * Writes tensors, bit for bit; the same bytes for the same tensors.
   *
   * @param file its name ends in {@code .npz} or {@code .safetensors}, which decides what it is
   * @throws InvalidInputException if it ends otherwise or cannot be written
   */
  public static void write(Path file, Map<String, HostTensor> tensors) {
    String name = file.toString();
    if (name.endsWith(".npz")) {
      write(file, Npz.write(tensors));
    } else if (name.endsWith(".safetensors")) {
      write(file, Safetensors.write(tensors));
    } else {
      throw new InvalidInputException(
          name + ": its name ends in .npz or .safetensors, or in .json for networks and results");
    }
  }

  /**
   * Writes the tensors of one file to another, under the same names.
   *
   * @return what was widened, each in one line: for the user to see
   * @throws InvalidInputException as {@link #read} and {@link #write(Path, Map)}
   */
  public static List<String> copy(Input from, Path to) {
    Map<String, StoredTensor> stored = read(from);
    Map<String, HostTensor> tensors = numbers(stored, StoredTensor::tensor);
    write(to, tensors);
    return widened(stored, tensors);
  }

  /** JSON, or tensors, as the file's name says. */
  static void write(Path file, Object json, Map<String, HostTensor> tensors) {
    if (file.toString().endsWith(".json")) {
      write(file, (Json.write(json) + "\n").getBytes(UTF_8));
    } else {
      write(file, tensors);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be written: " + failure, failure);
    }
  }

  /**
   * The numbers in the narrowest dtype in which all are exact: float64 if any tensor has it or a
   * whole number needs it, else float32 if any tensor has that.
   */
  static Map<String, HostTensor> inOneDType(Map<String, StoredTensor> stored) {
    boolean narrow =
        stored.values().stream().anyMatch(each -> !each.storedAs().isWhole())
            && stored.values().stream().allMatch(TensorFiles::isFloat32);
    DType dtype = narrow ? DType.FLOAT32 : DType.FLOAT64;
    return numbers(stored, each -> each.tensor().to(dtype));
  }

  /** Whether each of its numbers is a float32, and it is not said to be more. */
  private static boolean isFloat32(StoredTensor stored) {
    HostTensor tensor = stored.tensor();
    return tensor.dtype() == DType.FLOAT32
        || stored.storedAs().isWhole() && tensor.equals(tensor.to(DType.FLOAT32).to(DType.FLOAT64));
  }

  private static Map<String, HostTensor> numbers(
      Map<String, StoredTensor> stored, Function<StoredTensor, HostTensor> reading) {
    Map<String, HostTensor> numbers = new LinkedHashMap<>();
    stored.forEach((name, each) -> numbers.put(name, reading.apply(each)));
    return numbers;
  }

  /** Says which tensors have another type than in the file. */
  static List<String> widened(Map<String, StoredTensor> stored, Map<String, HostTensor> tensors) {
    Map<String, List<String>> names = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          StoredTensor before = stored.get(name);
          if (before != null && before.storedAs() != ElementType.of(tensor.dtype())) {
            names
                .computeIfAbsent(
                    before.storedAs() + ", widened to " + tensor.dtype(), key -> new ArrayList<>())
                .add(name);
          }
        });
    List<String> notes = new ArrayList<>();
    names.forEach(
        (change, of) ->
            notes.add(Input.shown(String.join(", ", of)) + ": " + change + ", which is exact"));
    return notes;
  }
}
