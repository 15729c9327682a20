package samegrad.spi;

/**
 * What an engine is and what it runs on, for people to read.
 *
 * @param name the backend's name, as in {@code -Dsamegrad.backend=NAME}
 * @param version libraries and their versions, such as {@code PyTorch 2.7.1 through DJL 0.36.0}
 * @param device where it computes
 * @param threads how many threads its operations may use
 * @param autograd what computes native gradients, such as {@code SameDiff}
 */
public record EngineInfo(
    String name, String version, Device device, int threads, String autograd) {}
