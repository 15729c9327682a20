package samegrad.train;

import java.util.Arrays;
import java.util.Random;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;

/**
 * Stochastic gradient descent with momentum, as PyTorch's {@code torch.optim.SGD} has it: v ← μv +
 * g, then w ← w − ηv, v being 0 at the start.
 *
 * @param batch how many samples a step takes, 1 or more
 * @param rate the learning rate η
 * @param momentum μ, from 0 (none) to 1
 * @param seed 0 takes the samples in their order, over and over; any other shuffles them anew for
 *     each pass over them (epoch), with the same result on every machine
 */
public record Sgd(int batch, double rate, double momentum, long seed) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left
   */
  public Sgd {
    require(batch >= 1, "the batch is 1 or more, not " + batch);
    require(Double.isFinite(rate), "the rate is a finite number, not " + rate);
    require(momentum >= 0 && momentum <= 1, "the momentum is from 0 to 1, not " + momentum);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** How many steps take each of so many samples once, or some of them twice. */
  public long stepsOfEpoch(int samples) {
    return (samples + batch - 1) / batch;
  }

  /** The homework with those samples alone that a step takes, counted from 0. */
  public Homework batch(Homework homework, long step) {
    int samples = homework.samples();
    int[] rows = new int[batch];
    int[] order = {};
    for (int j = 0; j < batch; j++) {
      long place = step * batch + j;
      int within = (int) (place % samples);
      if (j == 0 || within == 0) {
        order = order(samples, place / samples);
      }
      rows[j] = order[within];
    }
    return homework.with(rows(homework.x(), rows), rows(homework.y(), rows));
  }

  /** A permutation by Fisher and Yates. */
  private int[] order(int samples, long epoch) {
    int[] order = new int[samples];
    Arrays.setAll(order, i -> i);
    Random random = new Random(seed * 1_000_003 + epoch);
    for (int i = seed == 0 ? 0 : samples - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  private static HostTensor rows(HostTensor matrix, int[] rows) {
    int columns = matrix.shape().columns();
    double[] elements = new double[rows.length * columns];
    Arrays.setAll(elements, i -> matrix.get(rows[i / columns], i % columns));
    return HostTensor.of(matrix.dtype(), Shape.matrix(rows.length, columns), elements);
  }

  /** v after a step with the gradient g. */
  public <T> T velocity(Operations<T> operations, T v, T g) {
    return operations.add(operations.scale(v, momentum), g);
  }

  /** w after a step that leaves v. */
  public <T> T descend(Operations<T> operations, T w, T v) {
    return operations.subtract(w, operations.scale(v, rate));
  }
}
