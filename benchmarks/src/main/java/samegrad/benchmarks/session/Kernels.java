package samegrad.benchmarks.session;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import samegrad.cli.worker.NativeLibraries;

/** Which kernels the native libraries of this process chose for its processor, as they say. */
final class Kernels {
  private static final int TEXT = 256;

  /** std::string of GNU's C++: a pointer to the text, its length, and room for a short one. */
  private static final int STRING = 32;

  private static final boolean X86_LINUX =
      System.getProperty("os.name").equals("Linux")
          && System.getProperty("os.arch").equals("amd64");

  private Kernels() {}

  /** In one line; empty if no library that says it is loaded. */
  static Optional<String> chosen() throws IOException {
    List<String> kernels = new ArrayList<>();
    for (String path : NativeLibraries.loaded().orElseGet(TreeSet::new)) {
      if (path.matches(".*/libopenblas[^/]*")
          && kernels.stream().noneMatch(k -> k.startsWith("OpenBLAS"))) {
        NativeLibrary library = NativeLibrary.getInstance(path);
        kernels.add(
            "OpenBLAS for "
                + library.getFunction("openblas_get_corename").invokeString(new Object[0], false));
      }
      if (path.endsWith("/libtorch_cpu.so") && X86_LINUX) {
        NativeLibrary library = NativeLibrary.getInstance(path);
        kernels.add(
            "libtorch for " + string(library.getFunction("_ZN2at18get_cpu_capabilityB5cxx11Ev")));
        Memory text = new Memory(TEXT);
        library.getFunction("MKL_Get_Version_String").invokeVoid(new Object[] {text, TEXT});
        kernels.add(text.getString(0).strip());
      }
    }
    return kernels.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", kernels));
  }

  /** What a function returns as std::string, which its caller makes room for. */
  private static String string(Function function) {
    Memory room = new Memory(STRING);
    function.invokeVoid(new Object[] {room});
    Pointer text = room.getPointer(0);
    return text.getString(0);
  }
}
