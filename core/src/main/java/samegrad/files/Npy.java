package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * One array as {@code numpy.save} writes it: a signature, the version, the length of the header,
 * the header (a Python dictionary of type, order and shape), the numbers.
 *
 * <p>Source: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>.
 */
final class Npy {
  private static final byte[] SIGNATURE = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy itself reads no longer header unless it is told to trust the file. */
  private static final int LONGEST_HEADER = 10_000;

  /** One item of the dictionary; a structured type is a list. */
  private static final Pattern ITEM =
      Pattern.compile(
          "\\G\\s*['\"](descr|fortran_order|shape)['\"]\\s*:\\s*"
              + "('[^']*'|\"[^\"]*\"|True|False|\\([\\d,\\s]*\\)|\\[.*\\])\\s*(?:,|(?=\\}))");

  private static final Pattern TYPE = Pattern.compile("['\"]([<>|])([a-zA-Z]\\d*)['\"]");
  private static final Pattern DIMENSION = Pattern.compile("\\d{1,18}");
  private static final Pattern TUPLE =
      Pattern.compile("\\(\\s*(?:%1$s\\s*(?:,\\s*%1$s\\s*)*,?\\s*)?\\)".formatted(DIMENSION));

  private Npy() {}

  static boolean is(Input input) {
    return input.size() >= SIGNATURE.length
        && input.bytes().slice(0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
  }

  static StoredTensor read(Input input) {
    if (!is(input)) {
      throw input.wrong("is no array that NumPy wrote: it does not begin with \\x93NUMPY");
    }
    ByteBuffer bytes = input.bytes();
    int version = input.size() < 8 ? 0 : bytes.get(6);
    if (version < 1 || version > 3) {
      throw input.wrong("is in no version 1, 2 or 3 of NumPy's format");
    }
    int start = version == 1 ? 10 : 12;
    if (input.size() < start) {
      throw input.wrong("is cut off before its header");
    }
    long length =
        version == 1
            ? Short.toUnsignedInt(bytes.getShort(8))
            : Integer.toUnsignedLong(bytes.getInt(8));
    if (length > input.size() - start || length > LONGEST_HEADER) {
      throw input.wrong(
          "says its header has %s bytes; %s follow, and a header has at most %s"
              .formatted(length, input.size() - start, LONGEST_HEADER));
    }
    Map<String, String> items = items(input, new String(input.copy(start, (int) length), UTF_8));
    int end = start + (int) length;
    ByteBuffer numbers = bytes.slice(end, input.size() - end);
    String text = items.getOrDefault("descr", "");
    Matcher type = TYPE.matcher(text);
    Optional<ElementType> known =
        type.matches() ? ElementType.ofNumpy(type.group(2)) : Optional.empty();
    return StoredTensor.read(
        input,
        known.orElseThrow(() -> input.wrong(unknown(text))),
        dimensions(input, items.getOrDefault("shape", "")),
        numbers.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN),
        "True".equals(items.get("fortran_order")));
  }

  private static Map<String, String> items(Input input, String header) {
    Map<String, String> items = new HashMap<>();
    Matcher item = ITEM.matcher(header);
    int end = header.startsWith("{") ? 1 : 0;
    item.region(end, header.length());
    while (item.find()) {
      items.put(item.group(1), item.group(2));
      end = item.end();
    }
    if (items.size() != 3
        || !header.substring(end).strip().equals("}")
        || !items.getOrDefault("fortran_order", "").matches("True|False")) {
      throw input.wrong(
          "has the header \""
              + Input.shown(header.strip())
              + "\": it is like {'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }");
    }
    return items;
  }

  private static String unknown(String type) {
    if (type.matches("['\"]\\|O\\d*['\"]")) {
      return "holds pickled Python objects (dtype=object), which are never read:"
          + " save numbers, as in numpy.savez(\"data.npz\", x=numpy.array(x, dtype=\"float64\"))";
    }
    return "holds elements of type "
        + Input.shown(type)
        + ": save real numbers, such as array.astype(\"float64\")";
  }

  private static long[] dimensions(Input input, String tuple) {
    if (!TUPLE.matcher(tuple).matches()) {
      throw input.wrong("has the shape " + Input.shown(tuple) + ": it is like (), (4,) or (4, 3)");
    }
    return DIMENSION.matcher(tuple).results().mapToLong(d -> Long.parseLong(d.group())).toArray();
  }

  /** Version 1.0, row by row, little-endian, the numbers at a multiple of 64 as NumPy has them. */
  static byte[] write(HostTensor tensor) {
    Shape shape = tensor.shape();
    String tuple = shape.rank() == 1 ? "(" + shape.columns() + ",)" : shape.toString();
    String header =
        "{'descr': '<%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(ElementType.of(tensor.dtype()).numpy(), tuple);
    int start = (SIGNATURE.length + 4 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(start, StoredTensor.bytes(tensor)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(SIGNATURE)
            .put(new byte[] {1, 0})
            .putShort((short) (start - SIGNATURE.length - 4))
            .put(header.getBytes(UTF_8));
    while (bytes.position() < start - 1) {
      bytes.put((byte) ' ');
    }
    StoredTensor.write(tensor, bytes.put((byte) '\n'));
    return bytes.array();
  }
}
