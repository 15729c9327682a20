package samegrad.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each sentence on what a machine with two GPUs may lack. */
final class NvidiaDriverTest {
  private final Set<Path> files = new HashSet<>(Set.of(Path.of("/dev/nvidiactl")));
  private final Set<String> libraries = new HashSet<>(Set.of("libcuda.so.1"));
  private Map<String, String> environment = Map.of();
  private String version =
      "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.03  Release Build\n";
  private List<String> smi = List.of("9.0", "8.0");

  private NvidiaDriver driver() {
    return new NvidiaDriver(
        files::contains, libraries::contains, environment, version, property -> smi);
  }

  private String missing(String device, int cuda) {
    return driver().missing(Device.of(device), cuda).orElse("nothing");
  }

  @Test
  void nothing_is_missing_if_all_is_there_or_if_nobody_knows() {
    assertEquals("nothing", missing("cuda:1", 13));
    assertEquals(List.of("9.0", "8.0"), driver().capabilities());
    for (List<String> unknown :
        List.of(
            List.<String>of(), List.of("Field \"compute_cap\" is not a valid field to query."))) {
      smi = unknown;
      version = "";
      assertEquals("nothing", missing("cuda:7", 12));
      assertEquals(List.of(), driver().capabilities());
    }
  }

  @Test
  void a_driver_that_is_not_there_old_or_dead_is_told_with_what_to_do() {
    smi = List.of("Failed to initialize NVML: Driver/library version mismatch", "NVML: 580");
    assertEquals(
        "the NVIDIA driver offers no GPU; nvidia-smi says: Failed to initialize NVML:"
            + " Driver/library version mismatch",
        missing("cuda", 12));
    version = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.82.01  Wed Oct 27 2021\n";
    assertEquals(
        "the NVIDIA driver is 470.82.01, and CUDA 12 needs 525 or newer: update it",
        missing("cuda", 12));
    libraries.clear();
    assertEquals(
        "there is an NVIDIA GPU, but no libcuda.so.1, which is the driver's: install the driver or,"
            + " in a container, have it mounted (docker run --gpus all)",
        missing("cuda", 12));
    files.clear();
    assertEquals(
        "no NVIDIA GPU with its driver on this machine; use the device cpu", missing("cuda", 12));
  }

  @ParameterizedTest
  @CsvSource({"''", "-1", "NoDevFiles", "'-1,0'", "2", "'7,0'"})
  void a_setting_that_hides_every_gpu_is_told(String value) {
    environment = Map.of("CUDA_VISIBLE_DEVICES", value);
    assertEquals(
        "CUDA_VISIBLE_DEVICES=" + value + " hides every GPU: unset it, or name one, such as 0",
        missing("cuda", 12));
  }

  @ParameterizedTest
  @CsvSource({
    "cuda, , 512",
    "cuda:1, , 31",
    "cuda, 1, 31",
    "cuda:1, 'GPU-9, GPU-1c', 512",
    "cuda, MIG-9, 0",
    "cuda, '', 0",
    "cpu, , 0"
  })
  void memory_is_that_of_the_gpu_which_the_process_sees_by_that_number(
      String device, String visible, long mebibytes) {
    smi = List.of("0, GPU-1c4a, 512 MiB", "1, GPU-932f, 31 MiB", "2, GPU-0000, [N/A]");
    environment = visible == null ? Map.of() : Map.of("CUDA_VISIBLE_DEVICES", visible);
    assertEquals(mebibytes << 20, driver().memoryInUse(Device.of(device)).orElse(0));
  }

  @Test
  void a_gpu_that_is_not_there_is_told_with_those_that_are() {
    assertEquals(
        "there is no cuda:2: this process sees 2 GPUs, cuda to cuda:1", missing("cuda:2", 12));
    environment = Map.of("CUDA_VISIBLE_DEVICES", "1");
    assertEquals(
        "there is no cuda:1: this process sees one GPU, cuda (CUDA_VISIBLE_DEVICES=1)",
        missing("cuda:1", 12));
    environment = Map.of("CUDA_VISIBLE_DEVICES", "GPU-8932f937, MIG-1,-1,0");
    assertEquals("nothing", missing("cuda:1", 12));
    assertEquals(
        "there is no cuda:2: this process sees 2 GPUs, cuda to cuda:1"
            + " (CUDA_VISIBLE_DEVICES=GPU-8932f937, MIG-1,-1,0)",
        missing("cuda:2", 12));
  }
}
