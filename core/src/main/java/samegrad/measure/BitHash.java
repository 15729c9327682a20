package samegrad.measure;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import samegrad.tensor.HostTensor;

/** The SHA-256 of the bits of tensors, each element as a float64, to tell results apart. */
public final class BitHash {
  private final MessageDigest digest;

  /** Of no tensors yet. */
  public BitHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** Takes a tensor in. */
  public void add(HostTensor tensor) {
    double[] elements = tensor.toArray();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * elements.length);
    bytes.asDoubleBuffer().put(elements);
    digest.update(bytes);
  }

  /** The hash in hexadecimal; after that, of no tensors again. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
