package samegrad.plain.matmul;

/**
 * The sizes of the blocks that a product is computed in, in elements; named as in BLIS (Van Zee and
 * van de Geijn 2015, doi:10.1145/2764454, after Goto and van de Geijn 2008,
 * doi:10.1145/1356052.1356053). No result depends on them.
 *
 * @param mc rows of a block of A, which stays in the second-level cache of the thread that uses it
 * @param kc depth of the blocks: k_c × n_r elements of B stay in the second-level cache as well
 * @param nc columns of B, and rows of A, that are packed at once and stay in the last-level cache,
 *     where all threads find them
 */
record Blocking(int mc, int kc, int nc) {
  Blocking {
    if (mc < 1 || kc < 1 || nc < 1) {
      throw new IllegalArgumentException(
          "block sizes must be at least 1, not " + mc + ", " + kc + ", " + nc);
    }
  }

  /**
   * Sizes for a second-level cache of 512 KiB or more, and some MiB of a third-level one.
   *
   * <p>A panel of B comes from the second-level cache again for each tile, at two vectors in the
   * time of the tile's 16 fused multiply-adds, which costs less than going on from C once more: the
   * deeper the block, the less often. The block of A is far smaller than its cache, so that the
   * rows of C that meet it are few pages.
   */
  static Blocking of(MatmulKernel<?> kernel) {
    int bytes = kernel.elementBytes();
    int kc = Math.min(512, 64 * 1024 / (bytes * kernel.tileColumns()));
    int mc = roundUp(192 * 1024 / (bytes * kc), 24);
    int nc = roundUp(4 * 1024 * 1024 / (bytes * kc), 24 * kernel.tileColumns());
    return new Blocking(mc, kc, nc);
  }

  static int roundUp(int value, int multiple) {
    return ceilDivide(value, multiple) * multiple;
  }

  static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
