package samegrad.shard;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Up to {@value #ROWS} samples next to each other in a data set: what is computed at once.
 *
 * <p>Which samples make a block follows from their places alone, however the data set is cut into
 * parts. So all blocks are full but the last one.
 *
 * @param x the samples, of shape (M, in), 1 ≤ M ≤ {@value #ROWS}
 * @param y the targets, of shape (M, out)
 */
public record Block(HostTensor x, HostTensor y) implements Serializable {
  /**
   * The number of samples of a full block: a power of two, so that its weight is exact, and so many
   * that adding a block's gradients takes little beside computing them.
   */
  public static final int ROWS = 1024;

  /**
   * A sample.
   *
   * @param x the input, of shape (in)
   * @param y the target, of shape (out)
   */
  public record Sample(HostTensor x, HostTensor y) implements Serializable {}

  /**
   * Checks the number of samples.
   *
   * @throws IllegalArgumentException if there is none, if there are more than {@value #ROWS}, or
   *     not as many targets
   */
  public Block {
    if (x.shape().rows() < 1 || x.shape().rows() > ROWS || y.shape().rows() != x.shape().rows()) {
      throw new IllegalArgumentException(
          "a block has 1 to %s samples and as many targets, not x of shape %s and y of shape %s"
              .formatted(ROWS, x.shape(), y.shape()));
    }
  }

  /** The number M of samples. */
  public int samples() {
    return x.shape().rows();
  }

  /** The blocks of a data set in memory, x of shape (M, in) and y of shape (M, out). */
  public static Stream<Block> of(HostTensor x, HostTensor y) {
    return IntStream.range(0, (x.shape().rows() + ROWS - 1) / ROWS)
        .mapToObj(block -> new Block(rows(x, block), rows(y, block)));
  }

  private static HostTensor rows(HostTensor tensor, int block) {
    int columns = tensor.shape().columns();
    int from = block * ROWS;
    int to = Math.min(from + ROWS, tensor.shape().rows());
    double[] elements = new double[(to - from) * columns];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.get(from * columns + i);
    }
    return HostTensor.of(tensor.dtype(), Shape.matrix(to - from, columns), elements);
  }

  /**
   * The blocks of samples that come one by one, from the first on, taken as they are asked for.
   *
   * @throws IllegalArgumentException while they are taken, if samples differ in type
   */
  public static Iterator<Block> of(Iterator<Sample> samples) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return samples.hasNext();
      }

      @Override
      public Block next() {
        List<Sample> block = new ArrayList<>(List.of(samples.next()));
        while (block.size() < ROWS && samples.hasNext()) {
          block.add(samples.next());
        }
        return new Block(
            stacked(block.stream().map(Sample::x).toList()),
            stacked(block.stream().map(Sample::y).toList()));
      }
    };
  }

  private static HostTensor stacked(List<HostTensor> rows) {
    HostTensor first = rows.get(0);
    DType dtype = first.dtype();
    int columns = first.shape().columns();
    double[] elements = new double[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).type().equals(first.type())) {
        throw new IllegalArgumentException(
            "a sample is "
                + rows.get(i).type()
                + " where the first of its block is "
                + first.type());
      }
      System.arraycopy(rows.get(i).toArray(), 0, elements, i * columns, columns);
    }
    return HostTensor.of(dtype, Shape.matrix(rows.size(), columns), elements);
  }
}
