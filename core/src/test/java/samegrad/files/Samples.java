package samegrad.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.function.Executable;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.NetworkFile;

/**
 * Files that PyTorch, NumPy and safetensors wrote (make_files.py beside them), and made-up ones.
 */
final class Samples {
  private Samples() {}

  static Input file(String name) {
    return Input.of(name, bytes(name));
  }

  static byte[] bytes(String name) {
    try (InputStream in =
        Objects.requireNonNull(Samples.class.getResourceAsStream("/files/" + name), name)) {
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The network that is in all of the files. */
  static Homework homework() {
    return NetworkFile.read(json(), "files.network.json");
  }

  static byte[] json() {
    try {
      ObjectMapper json = new ObjectMapper();
      ObjectNode network = (ObjectNode) json.readTree(bytes("files.network.json"));
      network.remove("loss");
      return json.writeValueAsBytes(network);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** An array as numpy.save writes it, with any header. */
  static byte[] npy(String header, byte... numbers) {
    byte[] text = header.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("\u0093NUMPY\u0001\0".getBytes(ISO_8859_1))
        .putShort((short) text.length)
        .put(text)
        .put(numbers)
        .array();
  }

  static byte[] npy(String type, String shape, byte... numbers) {
    return npy(
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape), numbers);
  }

  static byte[] safetensors(String header, byte... numbers) {
    byte[] text = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + text.length + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(numbers)
        .array();
  }

  /** A compressed archive of one entry. */
  static byte[] zip(String name, byte... content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return bytes.toByteArray();
  }

  static void refused(String message, Executable reading) {
    String line = assertThrows(InvalidInputException.class, reading).getMessage();
    assertEquals(1, Objects.requireNonNull(line).lines().count(), line);
    assertTrue(line.contains(message), line);
  }
}
