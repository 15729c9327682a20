package samegrad.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a file is, by what it holds; its name does not matter. */
enum FileKind {
  JSON,
  NPY,
  NPZ,
  SAFETENSORS;

  private static final String PYTORCH =
      "is a pickle, as torch.save writes it: reading one may run any code that is in it, so it is"
          + " never read; save it with safetensors.torch.save_file(model.state_dict(),"
          + " \"model.safetensors\") or numpy.savez";

  /** How files begin that people take for a network, and what to do with them. */
  private static final Map<Pattern, String> OTHERS = new LinkedHashMap<>();

  static {
    other("\\x80[\\x02-\\x05]", PYTORCH);
    other("\\x1f\\x8b", "is compressed by gzip: unpack it first, with gunzip");
    other(
        "\\x89HDF",
        "is HDF5, as Keras writes it: save its arrays with numpy.savez, each kernel transposed"
            + " (kernel.T)");
    other("version https://git-lfs", "stands for a file in Git LFS: get that with git lfs pull");
    other(
        "\\s*<",
        "is a web page or XML: where it was downloaded, see what the link gives in a browser");
    other(
        "[^\\s{\\[][^\\r\\n{\\[]*[,;\\t][^\\r\\n]*[\\r\\n]",
        "looks like a table (CSV): save it with"
            + " numpy.savez(\"data.npz\", x=numpy.loadtxt(…, delimiter=\",\"), y=…)");
    other(
        "[^\\x00-\\x08\\x0e-\\x1f]*[\\x00-\\x08\\x0e-\\x1f]",
        "is no text, so no JSON, and begins neither as .npz, .npy nor .safetensors do");
  }

  private static void other(String start, String advice) {
    OTHERS.put(Pattern.compile(start), advice);
  }

  /**
   * Recognises what can be read.
   *
   * @throws samegrad.network.InvalidInputException if it cannot, saying what it is and how to save
   *     it so that it can
   */
  static FileKind of(Input input) {
    if (Npy.is(input)) {
      return NPY;
    }
    if (Safetensors.is(input)) {
      return SAFETENSORS;
    }
    if (Zip.is(input)) {
      Zip archive = Zip.of(input);
      if (archive.entries().stream().anyMatch(Npz::isArray)) {
        return NPZ;
      }
      boolean pickled =
          archive.entries().stream().anyMatch(entry -> entry.name().endsWith("data.pkl"));
      throw input.wrong(
          pickled
              ? PYTORCH
              : "is a zip archive without arrays (NAME.npy): save them with numpy.savez");
    }
    String start = new String(input.copy(0, Math.min(input.size(), 1000)), ISO_8859_1);
    OTHERS.forEach(
        (pattern, advice) -> {
          if (pattern.matcher(start).lookingAt()) {
            throw input.wrong(advice);
          }
        });
    return JSON;
  }
}
