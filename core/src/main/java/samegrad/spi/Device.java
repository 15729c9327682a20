package samegrad.spi;

/** Where a backend computes. */
public enum Device {
  /** The processor of this machine. */
  CPU,
  /** The first NVIDIA GPU. */
  CUDA;

  /**
   * The device of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Device of(String name) {
    for (Device device : values()) {
      if (device.toString().equals(name)) {
        return device;
      }
    }
    throw new IllegalArgumentException(
        "unknown device \"" + name + "\": it is \"cpu\" or \"cuda\"");
  }

  /** {@code "cpu"} or {@code "cuda"}. */
  @Override
  public String toString() {
    return this == CPU ? "cpu" : "cuda";
  }
}
