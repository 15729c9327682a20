package samegrad.spi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this machine shows of NVIDIA's GPUs and their driver while nothing of CUDA is loaded.
 *
 * @param exists whether there is such a file
 * @param linked whether the dynamic linker finds a library, such as {@code libcuda.so.1}
 * @param environment the variables of this process
 * @param version what the driver's kernel module says of itself; empty if that is not known
 * @param smi the lines that {@code nvidia-smi} prints when asked for properties of the GPUs, such
 *     as {@code compute_cap}; none if it is not there
 */
public record NvidiaDriver(
    Predicate<Path> exists,
    Predicate<String> linked,
    Map<String, String> environment,
    String version,
    Function<String, List<String>> smi) {
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
  private static final String CAPABILITY = "compute_cap";
  private static final Pattern NUMBER = Pattern.compile("[0-9]+\\.[0-9]+");

  /** Where Linux, Linux on Windows, and Windows show that a driver is there. */
  private static final List<Path> FILES =
      List.of(
          Path.of("/dev/nvidiactl"),
          Path.of("/dev/dxg"),
          Path.of("C:\\Windows\\System32\\nvcuda.dll"));

  /**
   * The oldest driver that runs a major version of CUDA: table 1 of NVIDIA's "CUDA Compatibility",
   * on minor version compatibility.
   */
  private static final Map<Integer, Integer> OLDEST = Map.of(11, 450, 12, 525, 13, 580);

  /** The driver of this machine. */
  public static NvidiaDriver ofThisMachine() {
    return new NvidiaDriver(
        Files::exists,
        NvidiaDriver::isLinked,
        System.getenv(),
        read(Path.of("/proc/driver/nvidia/version")),
        property -> property.equals(CAPABILITY) ? Capabilities.LINES : ask(property));
  }

  /**
   * What is in the way of computing on a GPU, and what would help; empty if nothing is seen, as on
   * the CPU.
   *
   * @param device where is to be computed
   * @param cuda the major version of CUDA that is to run
   */
  public Optional<String> missing(Device device, int cuda) {
    if (device.isCpu()) {
      return Optional.empty();
    }
    if (FILES.stream().noneMatch(exists)) {
      return Optional.of("no NVIDIA GPU with its driver on this machine; use the device cpu");
    }
    if (!linked.test("libcuda.so.1")) {
      return Optional.of(
          "there is an NVIDIA GPU, but no libcuda.so.1, which is the driver's: install the driver"
              + " or, in a container, have it mounted (docker run --gpus all)");
    }
    Matcher driver = Pattern.compile(" ([0-9]{3,})\\.[0-9.]+ ").matcher(version);
    int oldest = OLDEST.getOrDefault(cuda, 0);
    if (driver.find() && Integer.parseInt(driver.group(1)) < oldest) {
      return Optional.of(
          "the NVIDIA driver is %s, and CUDA %s needs %s or newer: update it"
              .formatted(driver.group().strip(), cuda, oldest));
    }
    List<String> answer = smi.apply(CAPABILITY);
    if (!answer.isEmpty() && capabilities().isEmpty() && !answer.get(0).startsWith("Field ")) {
      return Optional.of("the NVIDIA driver offers no GPU; nvidia-smi says: " + answer.get(0));
    }
    return invisible(device);
  }

  private Optional<String> invisible(Device device) {
    int there = capabilities().isEmpty() ? Integer.MAX_VALUE : capabilities().size();
    long visible =
        visible()
            .map(names -> names.stream().takeWhile(name -> isGpu(name, there)).count())
            .orElse((long) there);
    String setting =
        environment.containsKey(VISIBLE) ? VISIBLE + "=" + environment.get(VISIBLE) : "";
    if (visible == 0) {
      return Optional.of(setting + " hides every GPU: unset it, or name one, such as 0");
    }
    if (device.gpu().orElse(0) >= visible) {
      return Optional.of(
          "there is no %s: this process sees %s%s"
              .formatted(
                  device,
                  visible == 1 ? "one GPU, cuda" : visible + " GPUs, cuda to cuda:" + (visible - 1),
                  setting.isEmpty() ? "" : " (" + setting + ")"));
    }
    return Optional.empty();
  }

  /** The entries of the variable that chooses GPUs; empty if it is not set. */
  private Optional<List<String>> visible() {
    return Optional.ofNullable(environment.get(VISIBLE))
        .map(names -> Stream.of(names.split(",")).map(String::strip).toList());
  }

  /** Whether CUDA takes that entry for a GPU; what follows one that it does not is hidden. */
  private static boolean isGpu(String name, int there) {
    return name.matches("[0-9]{1,9}")
        ? Integer.parseInt(name) < there
        : name.matches("(GPU|MIG)-.*");
  }

  /** The compute capability of each GPU of this machine, such as "9.0"; none if not known. */
  public List<String> capabilities() {
    return smi.apply(CAPABILITY).stream().filter(line -> NUMBER.matcher(line).matches()).toList();
  }

  /**
   * How many bytes of a GPU's memory are in use, by whatever process, to the mebibyte; empty on the
   * processor and where {@code nvidia-smi} does not say. It numbers GPUs as CUDA does if they are
   * of one kind, or if {@code CUDA_DEVICE_ORDER} is {@code PCI_BUS_ID}.
   */
  public OptionalLong memoryInUse(Device device) {
    if (device.isCpu()) {
      return OptionalLong.empty();
    }
    int number = device.gpu().getAsInt();
    String name =
        visible()
            .map(names -> number < names.size() ? names.get(number) : "none")
            .orElse(Integer.toString(number));
    return smi.apply("index,uuid,memory.used").stream()
        .map(line -> line.split(", ", -1))
        .filter(gpu -> gpu.length == 3 && gpu[2].matches("[0-9]+ MiB"))
        .filter(gpu -> gpu[0].equals(name) || (name.startsWith("GPU-") && gpu[1].startsWith(name)))
        .mapToLong(gpu -> Long.parseLong(gpu[2].replace(" MiB", "")) << 20)
        .findFirst();
  }

  /**
   * Whether the linker of Linux would find a library: in a folder of {@code LD_LIBRARY_PATH} or in
   * its cache. Where there is no such cache, nobody knows, and it may.
   */
  private static boolean isLinked(String library) {
    String folders = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    String cache = read(Path.of("/etc/ld.so.cache"));
    return cache.isEmpty()
        || cache.contains("/" + library + "\0")
        || Stream.of(folders.split(":"))
            .anyMatch(folder -> !folder.isEmpty() && Files.exists(Path.of(folder, library)));
  }

  private static String read(Path file) {
    try {
      return Files.isReadable(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** Asked once: it takes up to seconds. */
  private static final class Capabilities {
    static final List<String> LINES = ask(CAPABILITY);
  }

  private static List<String> ask(String property) {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=" + property, "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return List.of("nothing within 10 seconds");
      }
      return process.inputReader().lines().map(String::strip).toList();
    } catch (IOException notThere) {
      return List.of();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
