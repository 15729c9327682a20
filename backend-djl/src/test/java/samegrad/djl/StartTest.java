package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/** Starts in processes of their own, as libtorch can be started once in each. */
final class StartTest {
  private static final EngineConfig CPU = new EngineConfig(Device.CPU, 1);

  @TempDir private Path folder;

  /** What runs in such a process. */
  static final class Main {
    private Main() {}

    /** Prints what the arguments name. */
    public static void main(String[] arguments) {
      DjlProvider provider = new DjlProvider();
      System.out.println(provider.name() + " " + provider.unavailable(CPU).orElse("available"));
      if (arguments[0].equals("ask")) {
        return;
      }
      try (Engine<?> engine = provider.create(CPU)) {
        System.out.println(engine.info());
        System.out.println(upAndDown(engine));
      } catch (BackendUnavailableException reason) {
        System.out.println("unavailable: " + reason.getMessage());
      }
    }

    private static <A> HostTensor upAndDown(Engine<A> engine) {
      HostTensor one = HostTensor.scalar(DType.FLOAT32, 0.25);
      A array = engine.upload(one);
      HostTensor back = engine.download(array, one.type());
      engine.free(array);
      return back;
    }
  }

  private record Run(int status, String output) {}

  /** Runs Main with those entries of the class path, in that folder for what is unpacked. */
  private Run run(Predicate<String> jars, List<String> options, String argument) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-DENGINE_CACHE_DIR=" + folder);
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(jars)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(Main.class.getName());
    command.add(argument);
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Run(process.waitFor(), Files.readString(output));
  }

  private static boolean isNative(String jar) {
    return jar.contains("pytorch-native");
  }

  private List<Path> unpacked() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().contains("pytorch")).toList();
    }
  }

  @Test
  void starting_unpacks_into_the_folder_that_the_user_names_and_says_nothing() throws Exception {
    Run run = run(jar -> true, List.of("--enable-native-access=ALL-UNNAMED"), "start");
    assertEquals(0, run.status(), run.output());
    List<String> lines = run.output().lines().toList();
    assertEquals("djl available", lines.get(0));
    assertTrue(lines.get(1).matches(".*PyTorch [0-9.]+ through DJL [0-9.]+, .*"), lines.get(1));
    assertEquals("float32 () [0.25]", lines.get(2));
    assertEquals(3, lines.size(), run.output());
    assertFalse(unpacked().isEmpty());
  }

  @Test
  void asking_whether_it_is_available_loads_no_class_of_djl_and_unpacks_nothing() throws Exception {
    Run run = run(jar -> true, List.of("-Xlog:class+load"), "ask");
    assertTrue(run.output().contains("djl available"), run.output());
    assertTrue(run.output().contains(" samegrad.djl.Requirements "), run.output());
    assertFalse(run.output().contains(" ai.djl."), run.output());
    assertTrue(unpacked().isEmpty());
  }

  @Test
  void without_the_native_library_it_says_so_and_does_not_download_it() throws Exception {
    Run run = run(jar -> !isNative(jar), List.of(), "start");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("unavailable: libtorch for "), run.output());
    assertTrue(unpacked().isEmpty());
  }

  @Test
  void without_djl_it_says_so() throws Exception {
    Run run = run(jar -> !jar.contains("pytorch-engine"), List.of(), "start");
    assertTrue(run.output().contains("unavailable: DJL is not on the class path"), run.output());
  }

  @Test
  void a_damaged_library_is_named_as_the_root_of_the_failure() throws Exception {
    Path libtorch = Files.createDirectories(folder.resolve("damaged"));
    Files.writeString(libtorch.resolve(System.mapLibraryName("torch")), "no library");
    Run run = run(jar -> true, List.of("-DPYTORCH_LIBRARY_PATH=" + libtorch), "start");
    assertEquals(0, run.status(), run.output());
    String last = run.output().lines().reduce("", (before, line) -> line);
    assertTrue(last.startsWith("unavailable: libtorch did not start: Unsatisfied"), run.output());
    assertTrue(last.contains(System.mapLibraryName("torch")), run.output());
  }

  @Test
  void the_settings_of_the_process_are_as_before_once_it_has_started() {
    new DjlProvider().create(CPU).close();
    for (String name :
        List.of(
            "ai.djl.offline",
            "OPT_OUT_TRACKING",
            "ai.djl.pytorch.num_interop_threads",
            "PYTORCH_FLAVOR",
            "ai.djl.util.cuda.fork")) {
      assertEquals(null, System.getProperty(name), name);
    }
  }

  @Test
  void cuda_without_a_gpu_is_unavailable() {
    EngineConfig cuda = new EngineConfig(Device.CUDA, 1);
    DjlProvider provider = new DjlProvider();
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "there is a GPU");
    String why = provider.unavailable(cuda).orElseThrow();
    assertTrue(why.startsWith("no NVIDIA GPU"), why);
    assertEquals(
        why,
        assertThrows(BackendUnavailableException.class, () -> provider.create(cuda)).getMessage());
  }
}
