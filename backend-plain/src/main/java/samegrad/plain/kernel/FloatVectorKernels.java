package samegrad.plain.kernel;

import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatKernels} with the Vector API. Each method has one shape: a vector body up to the last
 * full vector, then the scalar twin on what is left.
 */
final class FloatVectorKernels extends FloatKernels {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();

  @Override
  void sigmoid(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    FloatVectorSigmoid.sigmoid(x, xFrom, dst, dstFrom, bound);
    super.sigmoid(x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  void tanh(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    FloatVectorTanh.tanh(x, xFrom, dst, dstFrom, bound);
    super.tanh(x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  void relu(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i).max(0).intoArray(dst, dstFrom + i);
    }
    super.relu(x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  void step(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, xFrom + i);
      zero.blend(1, z.compare(GT, 0)).intoArray(dst, dstFrom + i);
    }
    super.step(x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void sigmoidGradient(
      float[] g, int gFrom, float[] a, int aFrom, float[] dst, int dstFrom, int length) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector activation = FloatVector.fromArray(SPECIES, a, aFrom + i);
      FloatVector slope = activation.mul(one.sub(activation));
      FloatVector.fromArray(SPECIES, g, gFrom + i).mul(slope).intoArray(dst, dstFrom + i);
    }
    super.sigmoidGradient(g, gFrom + bound, a, aFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void add(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i)
          .add(FloatVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    super.add(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtract(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i)
          .sub(FloatVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    super.subtract(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiply(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i)
          .mul(FloatVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    super.multiply(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void addScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i).add(y).intoArray(dst, dstFrom + i);
    }
    super.addScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtractFromScalar(
      float y, float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    FloatVector minuend = FloatVector.broadcast(SPECIES, y);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      minuend.sub(FloatVector.fromArray(SPECIES, x, xFrom + i)).intoArray(dst, dstFrom + i);
    }
    super.subtractFromScalar(y, x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiplyScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i).mul(y).intoArray(dst, dstFrom + i);
    }
    super.multiplyScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  /** Two vectors at a time hide half the latency of addition. */
  @Override
  float treeOfLanes(float[] x, int from, int to, int lanes) {
    if (lanes > 2 * LANES) {
      int half = lanes / 2;
      return treeOfLanes(x, from, to, half) + treeOfLanes(x, from + half, to, half);
    }
    FloatVector left = FloatVector.zero(SPECIES);
    FloatVector right = left;
    for (int i = from; i < to; i += SUM_LANES) {
      left = left.add(FloatVector.fromArray(SPECIES, x, i));
      right = right.add(FloatVector.fromArray(SPECIES, x, i + LANES));
    }
    // The tree within each vector, neighbours first.
    float l = left.lane(0) + left.lane(1);
    float r = right.lane(0) + right.lane(1);
    if (LANES >= 4) {
      l += left.lane(2) + left.lane(3);
      r += right.lane(2) + right.lane(3);
    }
    if (LANES >= 8) {
      l += (left.lane(4) + left.lane(5)) + (left.lane(6) + left.lane(7));
      r += (right.lane(4) + right.lane(5)) + (right.lane(6) + right.lane(7));
    }
    if (LANES == 16) {
      l +=
          ((left.lane(8) + left.lane(9)) + (left.lane(10) + left.lane(11)))
              + ((left.lane(12) + left.lane(13)) + (left.lane(14) + left.lane(15)));
      r +=
          ((right.lane(8) + right.lane(9)) + (right.lane(10) + right.lane(11)))
              + ((right.lane(12) + right.lane(13)) + (right.lane(14) + right.lane(15)));
    }
    return l + r;
  }

  @Override
  public void accumulateRows(
      float[] x, int xFrom, int stride, int rows, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    int row = 0;
    // Four rows a pass, so that dst is read and written once for four additions.
    for (; row + 4 <= rows; row += 4) {
      int first = xFrom + row * stride;
      for (int j = 0; j < bound; j += LANES) {
        int at = first + j;
        FloatVector.fromArray(SPECIES, dst, dstFrom + j)
            .add(FloatVector.fromArray(SPECIES, x, at))
            .add(FloatVector.fromArray(SPECIES, x, at + stride))
            .add(FloatVector.fromArray(SPECIES, x, at + 2 * stride))
            .add(FloatVector.fromArray(SPECIES, x, at + 3 * stride))
            .intoArray(dst, dstFrom + j);
      }
    }
    for (; row < rows; row++) {
      add(dst, dstFrom, x, xFrom + row * stride, dst, dstFrom, bound);
    }
    super.accumulateRows(x, xFrom + bound, stride, rows, dst, dstFrom + bound, length - bound);
  }
}
