package samegrad.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import samegrad.network.InvalidInputException;
import samegrad.tensor.HostTensor;

/** Tensors by name in {@code .npz} and {@code .safetensors} files. */
public final class TensorFiles {
  private TensorFiles() {}

  /**
   * Reads every tensor, in the order of the file. What kind of file it is shows in what it holds.
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
   * Writes tensors, bit for bit; the same bytes for the same tensors. The same names and numbers
   * are there for {@code numpy.load} or {@code safetensors}.
   *
   * @param file its name ends in {@code .npz} or {@code .safetensors}, which decides what it is
   * @throws InvalidInputException if it ends otherwise or cannot be written
   */
  public static void write(Path file, Map<String, HostTensor> tensors) {
    String name = file.toString();
    byte[] bytes;
    if (name.endsWith(".npz")) {
      bytes = Npz.write(tensors);
    } else if (name.endsWith(".safetensors")) {
      bytes = Safetensors.write(tensors);
    } else {
      throw new InvalidInputException(name + ": tensors are written to .npz or .safetensors");
    }
    write(file, bytes);
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be written: " + failure, failure);
    }
  }
}
