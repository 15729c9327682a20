package samegrad.benchmarks.session;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import samegrad.Backend;
import samegrad.benchmarks.BackendState;
import samegrad.cli.worker.ChildTask;
import samegrad.cli.worker.NativeLibraries;

/** Which kernels the native libraries of this process chose for its processor, as they say. */
final class Kernels {
  private static final int TEXT = 256;

  /** In MKLVersion: three ints, and two pointers before it. */
  private static final int PROCESSOR = 32;

  /** std::string of GNU's C++: a pointer to the text, its length, and room for a short one. */
  private static final int STRING = 32;

  private static final boolean X86_LINUX =
      System.getProperty("os.name").equals("Linux")
          && System.getProperty("os.arch").equals("amd64");

  private Kernels() {}

  /** Opens a backend of that name in this JVM and answers with its version and kernels. */
  public static void main(String... arguments) {
    ChildTask.run(
        arguments,
        String.class,
        (backend, answer) -> {
          try (Backend opened = BackendState.open(backend, 0)) {
            answer.accept(opened.info().version() + chosen().map(text -> "; " + text).orElse(""));
          }
        });
  }

  /** In one line; empty if no library that says it is loaded. */
  static Optional<String> chosen() throws IOException {
    Set<String> kernels = new LinkedHashSet<>();
    for (String path : NativeLibraries.loaded().orElseGet(TreeSet::new)) {
      if (path.matches(".*/libopenblas[^/]*")) {
        NativeLibrary library = NativeLibrary.getInstance(path);
        String version = text(library, "openblas_get_config").replaceAll("(OpenBLAS \\S*).*", "$1");
        kernels.add(version + " for " + text(library, "openblas_get_corename"));
      }
      if (path.endsWith("/libtorch_cpu.so") && X86_LINUX) {
        NativeLibrary library = NativeLibrary.getInstance(path);
        kernels.add(
            "libtorch for " + string(library.getFunction("_ZN2at18get_cpu_capabilityB5cxx11Ev")));
        kernels.add(mkl(library));
      }
      if (path.matches(".*/libmkl_rt[^/]*")) {
        NativeLibrary library = NativeLibrary.getInstance(path);
        kernels.add(mkl(library) + ", for " + processor(library));
      }
    }
    return kernels.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", kernels));
  }

  private static String text(NativeLibrary library, String function) {
    return library.getFunction(function).invokeString(new Object[0], false).strip();
  }

  private static String mkl(NativeLibrary library) {
    Memory text = new Memory(TEXT);
    library.getFunction("MKL_Get_Version_String").invokeVoid(new Object[] {text, TEXT});
    return text.getString(0).strip();
  }

  /** For which processor; the MKL within libtorch does not say. */
  private static String processor(NativeLibrary mkl) {
    Memory version = new Memory(TEXT);
    mkl.getFunction("MKL_Get_Version").invokeVoid(new Object[] {version});
    return version.getPointer(PROCESSOR).getString(0);
  }

  /** What a function returns as std::string, which its caller makes room for. */
  private static String string(Function function) {
    Memory room = new Memory(STRING);
    function.invokeVoid(new Object[] {room});
    Pointer text = room.getPointer(0);
    return text.getString(0);
  }
}
