package samegrad.spi;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.OptionalInt;

/**
 * Where a backend computes.
 *
 * @param gpu which NVIDIA GPU, from 0, of those that CUDA shows to this process; empty for the
 *     processor
 */
public record Device(OptionalInt gpu) {
  /** The processor of this machine. */
  public static final Device CPU = new Device(OptionalInt.empty());

  /** The first NVIDIA GPU. */
  public static final Device CUDA = new Device(OptionalInt.of(0));

  /**
   * The device of that name: {@code "cpu"}, {@code "cuda"} for the first GPU, {@code "cuda:1"} for
   * the second, and so on.
   *
   * @throws IllegalArgumentException if there is none, saying what there is
   */
  @JsonCreator
  public static Device of(String name) {
    if (name.equals("cpu")) {
      return CPU;
    }
    if (!name.matches("cuda(:[0-9]{1,3})?")) {
      throw new IllegalArgumentException(
          "unknown device \""
              + name
              + "\": it is \"cpu\", \"cuda\", or \"cuda:1\" for a second GPU");
    }
    return name.equals("cuda")
        ? CUDA
        : new Device(OptionalInt.of(Integer.parseInt(name.substring("cuda:".length()))));
  }

  /** Whether it is the processor. */
  public boolean isCpu() {
    return gpu.isEmpty();
  }

  /** The name that {@link #of} reads; {@code "cuda"} for the first GPU. */
  @Override
  @JsonValue
  public String toString() {
    return isCpu() ? "cpu" : gpu.getAsInt() == 0 ? "cuda" : "cuda:" + gpu.getAsInt();
  }
}
