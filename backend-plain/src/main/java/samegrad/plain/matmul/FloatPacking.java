package samegrad.plain.matmul;

import java.util.Arrays;

/**
 * Packing for {@link FloatMatmulKernel}, and for {@code FloatVectorMatmulKernel} where vectors do
 * not fit.
 */
final class FloatPacking {
  private FloatPacking() {}

  /** As {@link MatmulKernel#pack}. */
  static void pack(
      View<float[]> view,
      int row,
      int lanes,
      int column,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    float[] source = view.array;
    int offset = view.at(row, column);
    if (view.rowStride == 1) {
      for (int p = 0; p < depth; p++) {
        int from = offset + p * view.columnStride;
        int to = panelOffset + p * width;
        for (int l = 0; l < lanes; l++) {
          panel[to + l] = source[from + l];
        }
      }
    } else {
      interleave(source, offset, view.rowStride, lanes, depth, panel, panelOffset, width);
    }
    pad(lanes, depth, panel, panelOffset, width);
  }

  /** Sets the lanes from {@code lanes} up to {@code width} to zero. */
  static void pad(int lanes, int depth, float[] panel, int panelOffset, int width) {
    if (lanes < width) {
      for (int p = 0; p < depth; p++) {
        int row = panelOffset + p * width;
        Arrays.fill(panel, row + lanes, row + width, 0);
      }
    }
  }

  /** As {@link MatmulKernel#pack} where the column stride is 1, without the padding. */
  static void interleave(
      float[] source,
      int offset,
      int laneStride,
      int lanes,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    int l = 0;
    for (; l + 8 <= lanes; l += 8) {
      interleave8(
          source, offset + l * laneStride, laneStride, depth, panel, panelOffset + l, width);
    }
    for (; l + 2 <= lanes; l += 2) {
      int from = offset + l * laneStride;
      for (int p = 0; p < depth; p++) {
        panel[panelOffset + p * width + l] = source[from + p];
        panel[panelOffset + p * width + l + 1] = source[from + laneStride + p];
      }
    }
    if (l < lanes) {
      int from = offset + l * laneStride;
      for (int p = 0; p < depth; p++) {
        panel[panelOffset + p * width + l] = source[from + p];
      }
    }
  }

  /** A step of eight lanes keeps eight source rows and one line of the panel in flight. */
  private static void interleave8(
      float[] source,
      int offset,
      int stride,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    int s1 = offset + stride;
    int s2 = s1 + stride;
    int s3 = s2 + stride;
    int s4 = s3 + stride;
    int s5 = s4 + stride;
    int s6 = s5 + stride;
    int s7 = s6 + stride;
    for (int p = 0; p < depth; p++) {
      int to = panelOffset + p * width;
      panel[to] = source[offset + p];
      panel[to + 1] = source[s1 + p];
      panel[to + 2] = source[s2 + p];
      panel[to + 3] = source[s3 + p];
      panel[to + 4] = source[s4 + p];
      panel[to + 5] = source[s5 + p];
      panel[to + 6] = source[s6 + p];
      panel[to + 7] = source[s7 + p];
    }
  }
}
