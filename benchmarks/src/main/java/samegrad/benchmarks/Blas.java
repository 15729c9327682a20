package samegrad.benchmarks;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import samegrad.Backend;
import samegrad.autograd.Autograd;
import samegrad.network.InvalidInputException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;

/**
 * A yardstick: matrix products, and nothing else, by a BLAS that is called directly. Its results
 * lie in memory that it has used before.
 *
 * <p>The build unpacks the library beside the jars. JNA loads it from there, so that no class and
 * no resource of it is on the class path, where ND4J finds the OpenBLAS that it was made for.
 */
final class Blas implements InvocationHandler {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;

  /** By name: the libraries to load, the last of which is called, and what sets its threads. */
  private static final Map<String, Peer> PEERS =
      Map.of(
          "openblas",
          new Peer(List.of("openblas"), "openblas_set_num_threads"),
          "mkl",
          new Peer(
              List.of("iomp5", "mkl_core", "mkl_intel_thread", "mkl_intel_lp64", "mkl_rt"),
              "MKL_Set_Num_Threads"));

  private record Peer(List<String> libraries, String setThreads) {}

  private record Matrix(TensorType type, Memory numbers) {
    int rows() {
      return type.shape().rows();
    }

    int columns() {
      return type.shape().columns();
    }

    long address() {
      return Pointer.nativeValue(numbers);
    }
  }

  private final String name;
  private final int threads;
  private final Map<Long, Queue<Memory>> freed = new ConcurrentHashMap<>();

  private Blas(String name, int threads) {
    this.name = name;
    this.threads = threads;
  }

  // CBLAS. JNA passes a long fastest, and an address is one.

  private static native void cblas_sgemm(
      int order,
      int transposeA,
      int transposeB,
      int m,
      int n,
      int k,
      float alpha,
      long a,
      int lda,
      long b,
      int ldb,
      float beta,
      long c,
      int ldc);

  private static native void cblas_dgemm(
      int order,
      int transposeA,
      int transposeB,
      int m,
      int n,
      int k,
      double alpha,
      long a,
      int lda,
      long b,
      int ldb,
      double beta,
      long c,
      int ldc);

  /** Whether it is the name of one, built in or not. */
  static boolean isNamed(String name) {
    return PEERS.containsKey(name);
  }

  /**
   * The folder of that one.
   *
   * @throws InvalidInputException if the build has not unpacked it
   */
  static Path folder(String name) {
    URI jar = URI.create(Blas.class.getProtectionDomain().getCodeSource().getLocation().toString());
    Path folder = Path.of(jar.resolve("peers/" + name));
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s is not in this build: build with -Ppeers,peers-mkl".formatted(name));
    }
    return folder;
  }

  /**
   * A backend of which matmul works.
   *
   * @throws InvalidInputException if the build has not unpacked the library
   */
  static Backend open(String name, int threads) {
    Peer peer = Objects.requireNonNull(PEERS.get(name));
    Path folder = folder(name);
    NativeLibrary library = null;
    for (String part : peer.libraries()) {
      library = NativeLibrary.getInstance(file(folder, part).toString());
    }
    Native.register(Blas.class, Objects.requireNonNull(library));
    library.getFunction(peer.setThreads()).invokeVoid(new Object[] {threads});
    Object engine =
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, new Blas(name, threads));
    return new Backend((Engine<?>) engine, Autograd.TAPE);
  }

  private static Path file(Path folder, String library) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(lib)?" + library + "\\..*"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no " + library + " in " + folder));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] of) {
    return switch (method.getName()) {
      case "matmul" -> product((Matrix) of[0], (boolean) of[1], (Matrix) of[2], (boolean) of[3]);
      case "upload" -> upload((HostTensor) of[0]);
      case "download" -> download((Matrix) of[0]);
      case "free" -> pool(((Matrix) of[0]).type()).add(((Matrix) of[0]).numbers());
      case "info" -> new EngineInfo(name, "called through JNA", Device.CPU, threads, "none");
      case "nativeArrays" -> OptionalLong.empty();
      case "close" -> true;
      default -> throw new UnsupportedOperationException(name + " knows no " + method.getName());
    };
  }

  private Queue<Memory> pool(TensorType type) {
    return freed.computeIfAbsent(type.bytes(), size -> new ConcurrentLinkedQueue<>());
  }

  private Matrix make(TensorType type) {
    Memory used = pool(type).poll();
    return new Matrix(type, used == null ? new Memory(type.bytes()) : used);
  }

  private Matrix upload(HostTensor tensor) {
    Matrix matrix = make(tensor.type());
    if (tensor.dtype() == DType.FLOAT32) {
      matrix.numbers().write(0, tensor.sharedFloat32(), 0, tensor.shape().size());
    } else {
      matrix.numbers().write(0, tensor.sharedFloat64(), 0, tensor.shape().size());
    }
    return matrix;
  }

  private static HostTensor download(Matrix matrix) {
    int size = matrix.type().shape().size();
    return matrix.type().dtype() == DType.FLOAT32
        ? HostTensor.share(matrix.type().shape(), matrix.numbers().getFloatArray(0, size))
        : HostTensor.share(matrix.type().shape(), matrix.numbers().getDoubleArray(0, size));
  }

  private Matrix product(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
    Matrix c = make(TypeRules.INSTANCE.matmul(a.type(), transposeA, b.type(), transposeB));
    int left = transposeA ? TRANSPOSED : AS_IT_IS;
    int right = transposeB ? TRANSPOSED : AS_IT_IS;
    int m = c.rows();
    int n = c.columns();
    int k = transposeA ? a.rows() : a.columns();
    int lda = a.columns();
    int ldb = b.columns();
    long inA = a.address();
    long inB = b.address();
    long out = c.address();
    if (c.type().dtype() == DType.FLOAT32) {
      cblas_sgemm(ROW_MAJOR, left, right, m, n, k, 1, inA, lda, inB, ldb, 0, out, n);
    } else {
      cblas_dgemm(ROW_MAJOR, left, right, m, n, k, 1, inA, lda, inB, ldb, 0, out, n);
    }
    return c;
  }
}
