package samegrad.network;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;

/** What a network's outputs f(x), of shape (M, out), and its targets y make the loss L of. */
public enum Loss {
  /** L = 1/M Σₙ ½‖f(xₙ) − yₙ‖². */
  SQUARED {
    @Override
    public <T> T of(Operations<T> operations, T output, T targets, int samples) {
      T difference = operations.subtract(output, targets);
      T squares = operations.multiply(difference, difference);
      return operations.scale(operations.sum(squares, Shape.scalar()), 0.5 / samples);
    }
  },

  /**
   * L = −1/M Σₙ log softmax(f(xₙ))ₖ, k being the class of sample n, where yₙ has 1 and else 0: as
   * PyTorch's {@code cross_entropy}.
   */
  CROSS_ENTROPY {
    @Override
    public <T> T of(Operations<T> operations, T output, T targets, int samples) {
      T ofClass = operations.multiply(operations.logSoftmax(output), targets);
      return operations.scale(operations.sum(ofClass, Shape.scalar()), -1.0 / samples);
    }

    @Override
    void requireTargets(HostTensor y) {
      for (int n = 0; n < y.shape().rows(); n++) {
        int ones = 0;
        for (int k = 0; k < y.shape().columns(); k++) {
          ones += y.get(n, k) == 1 ? 1 : y.get(n, k) == 0 ? 0 : 2;
        }
        if (ones != 1) {
          throw new IllegalArgumentException(
              "y[%s] is no class: for cross-entropy a target is a whole number from 0 on, or one-hot, a single 1 among zeros"
                  .formatted(n));
        }
      }
    }
  };

  /**
   * The loss.
   *
   * @param samples M
   * @return of shape ()
   */
  public abstract <T> T of(Operations<T> operations, T output, T targets, int samples);

  /**
   * @throws IllegalArgumentException if these are no targets for this loss
   */
  void requireTargets(HostTensor y) {}

  /**
   * Targets as a matrix of one row a sample.
   *
   * @param y the matrix itself or, for the cross-entropy, the class of each sample
   * @param out the width of the network's output
   * @throws IllegalArgumentException if there is no such class
   */
  public HostTensor targets(HostTensor y, int out) {
    if (this != CROSS_ENTROPY || y.shape().rank() != 1) {
      return y;
    }
    double[] oneHot = new double[y.shape().size() * out];
    for (int n = 0; n < y.shape().size(); n++) {
      double k = y.get(n);
      if (!(k >= 0 && k < out && k == Math.rint(k))) {
        throw new IllegalArgumentException(
            "y[%s] is %s: a class is a whole number from 0 to %s".formatted(n, k, out - 1));
      }
      oneHot[n * out + (int) k] = 1;
    }
    return HostTensor.of(y.dtype(), Shape.matrix(y.shape().size(), out), oneHot);
  }

  /**
   * The loss of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Loss of(String name) {
    return Arrays.stream(values())
        .filter(loss -> loss.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown loss \"" + name + "\": it is " + names()));
  }

  /** The names of all. */
  static String names() {
    return Arrays.stream(values())
        .map(loss -> "\"" + loss + "\"")
        .collect(Collectors.joining(" or "));
  }

  /** {@code "squared"} or {@code "cross-entropy"}, as in a network file. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
