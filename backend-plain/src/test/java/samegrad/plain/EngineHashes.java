package samegrad.plain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import samegrad.Backend;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.Layer;
import samegrad.network.LayerOutput;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.plain.kernel.VectorWidth;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.train.Moons;
import samegrad.train.Sgd;
import samegrad.train.Step;
import samegrad.train.Trainer;

/**
 * Prints the vector width of this JVM and, for each number of threads and each autograd, one
 * SHA-256 over the bits of all outputs, losses and gradients of fixed networks.
 */
final class EngineHashes {
  /** At every vector width and number of threads, for the scalar twins, and on every JDK. */
  static final String GOLDEN = "cb223ee33bf14d1039751a0bf5ac1890cb34e063490e31c5c83f6dbc1b0e5227";

  /** Of trained networks, likewise. */
  static final String TRAINED = "afef14ba1db75a1eec595de5a63b3c09f36d677eea7507c070ae6101537ac603";

  private EngineHashes() {}

  public static void main(String[] threads) {
    System.out.println(VectorWidth.description());
    for (String count : threads) {
      int number = Integer.parseInt(count);
      for (Autograd autograd : Autograd.values()) {
        System.out.printf(
            "%s threads, %s: %s, trained %s%n",
            count, autograd, hash(number, autograd), trained(number, autograd));
      }
    }
  }

  static String hash(int threads, Autograd autograd) {
    MessageDigest digest = sha256();
    try (Backend backend = new Backend(new PlainEngine(threads), autograd)) {
      for (DType dtype : DType.values()) {
        for (Homework homework : networks()) {
          HomeworkResult result = homework.to(dtype).solve(backend, autograd);
          requireSameBits(result, homework.to(dtype), backend);
          result
              .tensors()
              .forEach(
                  (name, tensor) -> {
                    digest.update(
                        (homework.network() + " " + name).getBytes(StandardCharsets.UTF_8));
                    digest.update(bytes(tensor));
                  });
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Two moons, with each activation and loss, after 40 steps. */
  static String trained(int threads, Autograd autograd) {
    MessageDigest digest = sha256();
    try (Backend backend = new Backend(new PlainEngine(threads), autograd)) {
      for (DType dtype : DType.values()) {
        for (Activation hidden : List.of(Activation.SIGMOID, Activation.TANH, Activation.RELU)) {
          for (Loss loss : Loss.values()) {
            Homework moons = Moons.homework(hidden, loss).to(dtype);
            try (Trainer trainer =
                new Trainer(backend, autograd, moons, new Sgd(32, 0.1, 0.9, 1))) {
              Step step = trainer.run(Step.start(moons), 40);
              step.tensors().values().forEach(tensor -> digest.update(bytes(tensor)));
            }
          }
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The loss alone, whose steps are fused, and the forward pass alone have the same bits. */
  private static void requireSameBits(HomeworkResult result, Homework homework, Backend backend) {
    List<HostTensor> alone = new ArrayList<>();
    for (LayerOutput<Tensor> layer : homework.forward(backend).layers()) {
      alone.add(layer.z().toHost());
      alone.add(layer.a().toHost());
    }
    try (ValueAndGradients gradient = backend.valueAndGradients(homework.loss())) {
      Evaluation at = gradient.evaluate(homework.parameters());
      alone.add(at.result().toHost());
      at.gradients().tensors().forEach(tensor -> alone.add(tensor.toHost()));
    }
    if (!alone.equals(List.copyOf(result.tensors().values()))) {
      throw new IllegalStateException(homework.network() + ": other bits of the parts alone");
    }
  }

  /** The last one is deeper and longer than a block, and has work for eight threads. */
  private static List<Homework> networks() {
    Random random = new Random(1);
    return List.of(
        Homework.builtIn(),
        homework(random, 17, 5, 33, 33, 3),
        homework(random, 1, 33, 7, 1),
        homework(random, 600, 40, 128, 128, 10));
  }

  private static Homework homework(Random random, int samples, int... widths) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      layers.add(
          new Layer(
              uniform(random, Shape.matrix(widths[l], widths[l - 1])),
              uniform(random, Shape.vector(widths[l])),
              l + 1 < widths.length ? Activation.SIGMOID : Activation.IDENTITY));
    }
    return new Homework(
        new Network(Arrays.toString(widths), layers),
        uniform(random, Shape.matrix(samples, widths[0])),
        uniform(random, Shape.matrix(samples, widths[widths.length - 1])));
  }

  private static HostTensor uniform(Random random, Shape shape) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, i -> 2 * random.nextDouble() - 1);
    return HostTensor.of(DType.FLOAT64, shape, elements);
  }

  private static byte[] bytes(HostTensor tensor) {
    double[] elements = tensor.toArray();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * elements.length);
    bytes.asDoubleBuffer().put(elements);
    return bytes.array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
