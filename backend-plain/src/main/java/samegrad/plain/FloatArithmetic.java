package samegrad.plain;

import java.util.Arrays;
import samegrad.DType;
import samegrad.HostTensor;
import samegrad.Shape;

/** float32. */
final class FloatArithmetic implements Arithmetic<float[]> {
  private static final FloatKernels KERNELS = Kernels.FLOAT;

  private final WorkerPool pool;
  private final Matmul<float[]> matmul;

  FloatArithmetic(WorkerPool pool) {
    this.pool = pool;
    this.matmul = new Matmul<>(Kernels.FLOAT_MATMUL, pool);
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public float[] elements(HostTensor tensor) {
    return tensor.sharedFloat32();
  }

  @Override
  public float[] elements(PlainArray<?> array) {
    return (float[]) array.elements();
  }

  @Override
  public HostTensor tensor(Shape shape, float[] elements) {
    return HostTensor.share(shape, elements);
  }

  @Override
  public void matmul(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      float[] b,
      float[] dst) {
    matmul.multiply(transposeA, transposeB, m, n, k, a, b, dst);
  }

  @Override
  public void transpose(float[] a, Shape shape, float[] dst) {
    int rows = shape.rows();
    int columns = shape.columns();
    if (Parallel.pays(pool, shape.size())) {
      Parallel.run(
          pool,
          rows,
          shape.size(),
          (from, to) -> FloatElementwise.transpose(a, rows, columns, dst, from, to));
    } else {
      FloatElementwise.transpose(a, rows, columns, dst, 0, rows);
    }
  }

  @Override
  public void elementwise(
      Binary operation,
      float[] a,
      Shape aShape,
      float[] b,
      Shape bShape,
      float[] dst,
      Shape shape) {
    if (aShape.size() == shape.size() && bShape.size() == shape.size()) {
      if (Parallel.pays(pool, shape.size())) {
        Parallel.run(
            pool, shape.size(), shape.size(), (from, to) -> flat(operation, a, b, dst, from, to));
      } else {
        flat(operation, a, b, dst, 0, shape.size());
      }
    } else if (aShape.size() == shape.size()) {
      right(operation, a, b, bShape, dst, shape);
    } else if (bShape.size() == shape.size()) {
      left(operation, a, aShape, b, dst, shape);
    } else {
      broadcast(a, aShape, dst, shape);
      right(operation, dst, b, bShape, dst, shape);
    }
  }

  private static void flat(Binary operation, float[] a, float[] b, float[] dst, int from, int to) {
    switch (operation) {
      case ADD -> KERNELS.add(a, from, b, from, dst, from, to - from);
      case SUBTRACT -> KERNELS.subtract(a, from, b, from, dst, from, to - from);
      case MULTIPLY -> KERNELS.multiply(a, from, b, from, dst, from, to - from);
    }
  }

  /** a, of the result's shape, with b repeated. */
  private void right(
      Binary operation, float[] a, float[] b, Shape bShape, float[] dst, Shape shape) {
    if (Parallel.pays(pool, shape.size())) {
      Parallel.run(
          pool,
          shape.rows(),
          shape.size(),
          (from, to) -> right(operation, a, b, bShape, dst, shape.columns(), from, to));
    } else {
      right(operation, a, b, bShape, dst, shape.columns(), 0, shape.rows());
    }
  }

  private static void right(
      Binary operation,
      float[] a,
      float[] b,
      Shape bShape,
      float[] dst,
      int columns,
      int from,
      int to) {
    if (bShape.size() == 1) {
      int first = from * columns;
      int length = (to - from) * columns;
      switch (operation) {
        case ADD -> KERNELS.addScalar(a, first, b[0], dst, first, length);
        case SUBTRACT -> KERNELS.addScalar(a, first, -b[0], dst, first, length);
        case MULTIPLY -> KERNELS.multiplyScalar(a, first, b[0], dst, first, length);
      }
    } else if (bShape.rows() == 1) {
      switch (operation) {
        case ADD -> FloatElementwise.addRow(a, b, dst, columns, from, to);
        case SUBTRACT -> FloatElementwise.subtractRow(a, b, dst, columns, from, to);
        case MULTIPLY -> FloatElementwise.multiplyRow(a, b, dst, columns, from, to);
      }
    } else {
      switch (operation) {
        case ADD -> FloatElementwise.addColumn(a, b, dst, columns, from, to);
        case SUBTRACT -> FloatElementwise.subtractColumn(a, b, dst, columns, from, to);
        case MULTIPLY -> FloatElementwise.multiplyColumn(a, b, dst, columns, from, to);
      }
    }
  }

  /** a repeated, with b of the result's shape: addition and multiplication commute to the bit. */
  private void left(
      Binary operation, float[] a, Shape aShape, float[] b, float[] dst, Shape shape) {
    if (operation != Binary.SUBTRACT) {
      right(operation, b, a, aShape, dst, shape);
    } else if (Parallel.pays(pool, shape.size())) {
      Parallel.run(
          pool,
          shape.rows(),
          shape.size(),
          (from, to) -> subtractFrom(a, aShape, b, dst, shape.columns(), from, to));
    } else {
      subtractFrom(a, aShape, b, dst, shape.columns(), 0, shape.rows());
    }
  }

  private static void subtractFrom(
      float[] a, Shape aShape, float[] b, float[] dst, int columns, int from, int to) {
    if (aShape.size() == 1) {
      int first = from * columns;
      KERNELS.subtractFromScalar(a[0], b, first, dst, first, (to - from) * columns);
    } else if (aShape.rows() == 1) {
      FloatElementwise.subtractFromRow(a, b, dst, columns, from, to);
    } else {
      FloatElementwise.subtractFromColumn(a, b, dst, columns, from, to);
    }
  }

  @Override
  public void scale(float[] a, double factor, float[] dst, int length) {
    float rounded = (float) factor;
    if (Parallel.pays(pool, length)) {
      Parallel.run(
          pool,
          length,
          length,
          (from, to) -> KERNELS.multiplyScalar(a, from, rounded, dst, from, to - from));
    } else {
      KERNELS.multiplyScalar(a, 0, rounded, dst, 0, length);
    }
  }

  @Override
  public void sigmoid(float[] a, float[] dst, int length) {
    if (Parallel.pays(pool, length)) {
      Parallel.run(
          pool, length, length, (from, to) -> KERNELS.sigmoid(a, from, dst, from, to - from));
    } else {
      KERNELS.sigmoid(a, 0, dst, 0, length);
    }
  }

  @Override
  public void sum(float[] a, Shape shape, float[] dst, Shape target) {
    int rows = shape.rows();
    int columns = shape.columns();
    if (target.size() == shape.size()) {
      System.arraycopy(a, 0, dst, 0, shape.size());
    } else if (target.size() == 1) {
      dst[0] = FloatReductions.sum(a, 0, shape.size());
    } else if (target.rows() == 1) {
      if (Parallel.pays(pool, shape.size())) {
        Parallel.run(
            pool,
            columns,
            shape.size(),
            (from, to) -> FloatReductions.sumRows(a, rows, columns, dst, from, to));
      } else {
        FloatReductions.sumRows(a, rows, columns, dst, 0, columns);
      }
    } else if (Parallel.pays(pool, shape.size())) {
      Parallel.run(
          pool,
          rows,
          shape.size(),
          (from, to) -> FloatReductions.sumColumns(a, columns, dst, from, to));
    } else {
      FloatReductions.sumColumns(a, columns, dst, 0, rows);
    }
  }

  @Override
  public void broadcast(float[] a, Shape shape, float[] dst, Shape target) {
    if (shape.size() == target.size()) {
      System.arraycopy(a, 0, dst, 0, target.size());
    } else if (shape.size() == 1) {
      Arrays.fill(dst, 0, target.size(), a[0]);
    } else if (shape.rows() == 1) {
      FloatElementwise.copyRow(a, dst, target.columns(), 0, target.rows());
    } else {
      FloatElementwise.copyColumn(a, dst, target.columns(), 0, target.rows());
    }
  }

  @Override
  public void addRowSigmoid(float[] z, float[] bias, float[] a, Shape shape) {
    int columns = shape.columns();
    if (Parallel.pays(pool, shape.size())) {
      Parallel.run(
          pool,
          shape.rows(),
          shape.size(),
          (from, to) -> FloatElementwise.addRowSigmoid(z, bias, a, columns, from, to));
    } else {
      FloatElementwise.addRowSigmoid(z, bias, a, columns, 0, shape.rows());
    }
  }

  @Override
  public void sigmoidGradient(float[] g, float[] a, float[] dst, int length) {
    if (Parallel.pays(pool, length)) {
      Parallel.run(
          pool,
          length,
          length,
          (from, to) -> KERNELS.sigmoidGradient(g, from, a, from, dst, from, to - from));
    } else {
      KERNELS.sigmoidGradient(g, 0, a, 0, dst, 0, length);
    }
  }
}
