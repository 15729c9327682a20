package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

class TensorFilesTest {
  /** Bits that a careless reader or writer loses: −0, subnormals, infinities, NaNs' own bits. */
  private static final Map<String, HostTensor> ODD = new LinkedHashMap<>();

  static {
    ODD.put("z", HostTensor.scalar(DType.FLOAT64, -0.0));
    ODD.put("loss", HostTensor.scalar(DType.FLOAT32, 0.1));
    ODD.put(
        "a.vector",
        HostTensor.share(
            Shape.vector(5),
            new double[] {
              Double.longBitsToDouble(0x7ff0000000000123L), // a signalling NaN
              Double.longBitsToDouble(0xfff8000000000456L),
              Double.MIN_VALUE,
              Double.NEGATIVE_INFINITY,
              1e308
            }));
    ODD.put(
        "matrix",
        HostTensor.share(
            Shape.matrix(3, 2),
            new float[] {
              Float.intBitsToFloat(0x7f800123),
              Float.intBitsToFloat(0xffc00456),
              -0f,
              Float.MIN_VALUE,
              Float.POSITIVE_INFINITY,
              3e38f
            }));
    ODD.put("none", HostTensor.of(DType.FLOAT32, Shape.matrix(0, 3)));
    ODD.put("\u03b8 \ud835\udf3d", HostTensor.vector(1));
  }

  @Test
  void what_others_wrote_is_written_byte_for_byte(@TempDir Path folder) {
    for (String file : List.of("plain-float64.safetensors", "sequential.safetensors")) {
      assertArrayEquals(Samples.bytes(file), written(folder.resolve(file), tensors(file)), file);
    }
    assertArrayEquals(Samples.bytes("x.npy"), Npy.write(Npy.read(Samples.file("x.npy")).tensor()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd.npz", "odd.safetensors"})
  void what_was_written_is_read_bit_for_bit(String name, @TempDir Path folder) {
    Path file = folder.resolve(name);
    byte[] bytes = written(file, ODD);
    Map<String, HostTensor> read = new HashMap<>();
    TensorFiles.read(Input.of(file)).forEach((key, stored) -> read.put(key, stored.tensor()));
    assertEquals(ODD, read);
    assertArrayEquals(bytes, written(file, ODD), "twice the same");
  }

  @Test
  void tensors_are_written_to_what_the_name_says(@TempDir Path folder) {
    Samples.refused(
        "odd.npy: its name ends in .npz or .safetensors, or in .json for networks and results",
        () -> TensorFiles.write(folder.resolve("odd.npy"), ODD));
    Samples.refused(
        "none.npz: cannot be written: java.nio.file.NoSuchFileException",
        () -> TensorFiles.write(folder.resolve("nowhere").resolve("none.npz"), ODD));
  }

  /** By its definition: (−1)ˢ 2ᵉ⁻¹⁵ (1 + f/1024), or (−1)ˢ 2⁻¹⁴ f/1024 where e = 0. */
  @Test
  void each_float16_is_read_exactly() {
    byte[] all = new byte[2 << 16];
    for (int bits = 0; bits < 1 << 16; bits++) {
      all[2 * bits] = (byte) bits;
      all[2 * bits + 1] = (byte) (bits >> 8);
    }
    StoredTensor read = Npy.read(Input.of("f16", Samples.npy("<f2", "(65536,)", all)));
    assertEquals(ElementType.FLOAT16, read.storedAs());
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double magnitude =
          exponent == 31
              ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
              : exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
      assertEquals(bits < 1 << 15 ? magnitude : -magnitude, read.tensor().get(bits));
    }
  }

  @Test
  void a_bfloat16_is_the_upper_half_of_a_float32() {
    byte[] numbers = {(byte) 0x80, (byte) 0xbf, 1, 0, (byte) 0x80, 0x7f};
    HostTensor read =
        tensor(
            Samples.safetensors(
                "{\"v\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,6]}}", numbers));
    assertEquals(
        HostTensor.share(
            Shape.vector(3),
            new float[] {-1, Float.intBitsToFloat(0x10000), Float.POSITIVE_INFINITY}),
        read);
  }

  @ParameterizedTest
  @CsvSource({
    "|b1, BOOL, 1, 0",
    "|i1, I8, -1, 2",
    "|u1, U8, 255, 2",
    "<i2, I16, -1, 514",
    ">i2, , -1, 514",
    "<u2, U16, 65535, 514",
    "<i4, I32, -1, 33686018",
    "<u4, U32, 4294967295, 33686018",
    ">u4, , 4294967295, 33686018"
  })
  void whole_numbers_are_read_as_float64(
      String numpy, @Nullable String code, double first, double second) {
    boolean bool = numpy.equals("|b1");
    int width = numpy.charAt(2) - '0';
    byte[] numbers = new byte[2 * width];
    Arrays.fill(numbers, 0, width, (byte) -1);
    Arrays.fill(numbers, width, 2 * width, (byte) (bool ? 0 : 2));
    HostTensor expected = HostTensor.vector(first, second);
    StoredTensor read = Npy.read(Input.of("n", Samples.npy(numpy, "(2,)", numbers)));
    assertEquals(expected, read.tensor());
    assertEquals(true, read.storedAs().isWhole());
    if (code != null) {
      String header =
          "{\"v\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}"
              .formatted(code, 2 * width);
      assertEquals(expected, tensor(Samples.safetensors(header, numbers)));
    }
  }

  @Test
  void whole_numbers_are_refused_where_a_float64_would_round_them() {
    assertEquals(HostTensor.vector(0x1p53, -0x1p53), whole("<i8", 1L << 53, -1L << 53));
    assertEquals(HostTensor.vector(0x1p53, 0), whole("<u8", 1L << 53, 0));
    Samples.refused("holds 9007199254740993: float64", () -> whole("<i8", 0, (1L << 53) + 1));
    Samples.refused("holds -9007199254740993: float64", () -> whole("<i8", (-1L << 53) - 1, 0));
    Samples.refused("holds 18446744073709551615: float64", () -> whole("<u8", -1, 0));
  }

  private static HostTensor whole(String type, long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(numbers[0]).putLong(numbers[1]);
    return Npy.read(Input.of("n", Samples.npy(type, "(2,)", bytes.array()))).tensor();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}",
        "{\"shape\":(1,2,),\"descr\":\"<f4\",\"fortran_order\":False}  \n",
        "{'fortran_order': True, 'descr': '<f4', 'shape': (1, 2), } \n"
      })
  void a_header_is_any_such_dictionary_of_python(String header) {
    byte[] numbers = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};
    assertEquals(
        HostTensor.matrix(new double[] {1, 2}).to(DType.FLOAT32),
        Npy.read(Input.of("n", Samples.npy(header, numbers))).tensor());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "<f4~(2, 3, 4)~has the shape (2, 3, 4), of rank 3: save it reshaped to a scalar, a vector",
        "<f4~(3,)~has 8 bytes of numbers; its shape (3) of float32 takes 12",
        "<f4~(1,)~has 8 bytes of numbers; its shape (1) of float32 takes 4",
        "<f8~(2147483647,)~has 8 bytes of numbers; its shape (2147483647) of float64 takes"
            + " 17179869176",
        "<f4~(99999999999,)~has the shape (99999999999): a dimension is from 0 to 2147483647",
        "<f4~(65536, 65536)~has the shape (65536, 65536): a tensor has at most 2147483647 elements",
        "<f4~(-2,)~has the header",
        "<f4~(1 2,)~has the shape (1 2,): it is like (), (4,) or (4, 3)",
        "<f4~(,)~has the shape (,): it is like",
        "<f4~True~has the shape True: it is like",
        "<c8~(1,)~holds elements of type '<c8': save real numbers, such as"
            + " array.astype(\"float64\")",
        "<U2~(1,)~holds elements of type '<U2': save real numbers",
        "|V2~(4,)~holds elements of type '|V2': save real numbers",
        "<M8[ns]~(1,)~holds elements of type '<M8[ns]': save real numbers",
        "=f4~(2,)~holds elements of type '=f4': save real numbers",
      })
  void an_array_that_cannot_be_read_is_described(String type, String shape, String message) {
    npyRefused(message, Samples.npy(type, shape, new byte[8]));
  }

  @Test
  void a_damaged_array_is_described() {
    byte[] x = Samples.bytes("x.npy");
    npyRefused("is no array that NumPy wrote", "hello".getBytes(UTF_8));
    npyRefused("is in no version 1, 2 or 3", Arrays.copyOf(x, 6));
    npyRefused("is in no version 1, 2 or 3", changed(x, 6, 4));
    npyRefused("is cut off before its header", Arrays.copyOf(x, 9));
    npyRefused("says its header has 118 bytes; 90 follow", Arrays.copyOf(x, 100));
    npyRefused("has 46 bytes of numbers; its shape", Arrays.copyOf(x, 174));
    npyRefused("has the header \"{}\": it is like {'descr':", Samples.npy("{}"));
    String header = "{'descr': %s, 'fortran_order': %s, 'shape': (), }";
    npyRefused("has the header", Samples.npy(header.formatted("'<f4'", "(1)"), new byte[4]));
    npyRefused(
        "holds elements of type [('a', '<f4'), ('b', '<f4')]: save real numbers",
        Samples.npy(header.formatted("[('a', '<f4'), ('b', '<f4')]", "False")));
    npyRefused(
        "says its header has 10016 bytes; 10016 follow, and a header has at most 10000",
        Samples.npy("{'descr': '<f4'" + " ".repeat(10_000) + "}"));
  }

  private static void npyRefused(String message, byte... bytes) {
    Samples.refused("a.npy: " + message, () -> Npy.read(Input.of("a.npy", bytes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} x|has a header that is no JSON: Unrecognized token",
        "{'v':1}|v: has no data_offsets of whole numbers: it is like [0, 48]",
        "{'v':F32 [2] [0,8]},'v':1}|has a header that is no JSON: Duplicate",
        "{'v':F32 [1] [0,4]}}|has 8 bytes of numbers, its tensors 4: they take all",
        "{'v':F32 [1] [4,8]}}|v: has the data_offsets [4, 8] where 0 to at most 8 are next",
        "{'v':F32 [4] [0,16]}}|v: has the data_offsets [0, 16] where 0 to at most 8 are next",
        "{'v':F32 [4] [8,0]}}|v: has the data_offsets [8, 0]",
        "{'v':F32 [2] [0,8]},'w':F32 [2] [0,8]}}|w: has the data_offsets [0, 8] where 8",
        "{'v':F32 [2] [0]}}|v: has 1 data_offsets: they are [begin, end]",
        "{'v':F32 [3] [0,8]}}|v: has 8 bytes of numbers; its shape (3) of float32 takes 12",
        "{'v':F32 [2,1,1] [0,8]}}|v: has the shape (2, 1, 1), of rank 3",
        "{'v':F32 [-2] [0,8]}}|v: has no shape of whole numbers",
        "{'v':F32 [2.5] [0,8]}}|v: has no shape of whole numbers",
        "{'v':F32 [99999999999999999999] [0,8]}}|v: has no shape of whole numbers",
        "{'v':F32 8 [0,8]}}|v: has no shape of whole numbers",
        "{'v':F8_E4M3 [8] [0,8]}}|v: has the dtype \"F8_E4M3\": save real numbers",
        "{'a\\u001b\\nb':F32 [8] [0,8]}}|a b: has 8 bytes",
      })
  void a_safetensors_file_that_cannot_be_read_is_described(String header, String message) {
    String json =
        header
            .replaceAll(":(F\\w+) (\\S+) (\\S+?])", ":{'dtype':'$1','shape':$2,'data_offsets':$3")
            .replace('\'', '"');
    Input input = Input.of("a.safetensors", Samples.safetensors(json, new byte[8]));
    Samples.refused("a.safetensors: " + message, () -> Safetensors.read(input));
  }

  @Test
  void a_safetensors_file_that_is_cut_off_is_described() {
    byte[] file = Samples.bytes("plain.safetensors");
    Samples.refused(
        "cut: says its header has 504 bytes; 92 follow",
        () -> TensorFiles.read(Input.of("cut", Arrays.copyOf(file, 100))));
    Samples.refused(
        "cut: y: has the data_offsets [204, 236] where 204 to at most 228 are next",
        () -> TensorFiles.read(Input.of("cut", Arrays.copyOf(file, file.length - 8))));
  }

  @Test
  void a_damaged_archive_is_described() {
    npzRefused("is a zip archive without arrays (NAME.npy)", Samples.zip("hello.txt"));
    npzRefused("x.npy: is no array that NumPy wrote", Samples.zip("x.npy", (byte) 1));
    byte[] plain = Samples.bytes("plain.npz");
    for (int size : List.of(plain.length - 1, plain.length / 2, 100)) {
      npzRefused("is cut off: a zip archive ends", Arrays.copyOf(plain, size));
    }
    npzRefused("W1.npy: is damaged: it has not the size and the checksum", changed(plain, 180, 7));
    npzRefused("W1.npy: is damaged: it", changed(Samples.bytes("compressed.npz"), 100, 7));
    int directory = plain.length - 22 - 0x19e;
    npzRefused("should list 8 entries, but breaks off after 0", changed(plain, directory, 0));
    npzRefused("W1.npy: is encrypted", changed(plain, directory + 8, 1));
    npzRefused("W1.npy: is compressed by method 12", changed(plain, directory + 10, 12));
    npzRefused(
        "W1.npy: is not where the archive's directory says", changed(plain, directory + 42, 1));
    npzRefused("a name in its directory is longer than", changed(plain, directory + 29, 8));
    npzRefused("its entries should take", changed(plain, directory + 22, 1));
    npzRefused("should unpack to", changed(plain, directory + 27, 60));
    npzRefused("holds W1.npy twice", changed(plain, directory + 52 + 47, '1'));
  }

  private static void npzRefused(String message, byte... bytes) {
    Samples.refused(message, () -> TensorFiles.read(Input.of("a.npz", bytes)));
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  void a_file_does_not_unpack_to_what_memory_cannot_hold() {
    byte[] zeros = Samples.npy("<f4", "(20000000,)", new byte[80_000_000]);
    byte[] bomb = Samples.zip("x.npy", zeros);
    npzRefused("should unpack to 80000", bomb);
    // Told to be small, it is unpacked no further than that.
    npzRefused(
        "x.npy: is damaged: it has not the size", changed(bomb, bomb.length - 22 - 51 + 27, 0));
  }

  private static HostTensor tensor(byte... file) {
    return TensorFiles.read(Input.of("file", file)).values().iterator().next().tensor();
  }

  private static Map<String, HostTensor> tensors(String file) {
    Map<String, HostTensor> tensors = new HashMap<>();
    TensorFiles.read(Samples.file(file)).forEach((name, read) -> tensors.put(name, read.tensor()));
    return tensors;
  }

  private static byte[] written(Path file, Map<String, HostTensor> tensors) {
    TensorFiles.write(file, tensors);
    Input input = Input.of(file);
    return input.copy(0, input.size());
  }
}
