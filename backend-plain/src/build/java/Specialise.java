import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the float64 twin of every float32 source, so that each kernel is written once.
 *
 * <p>A source is a file named {@code Float….java}; its twin is named {@code Double….java} and has
 * the words of float64 instead of those of float32. Where the two differ in more than words, both
 * are written by hand, and nothing is made. The build runs this before it compiles:
 *
 * <pre>java Specialise.java SOURCES TARGET [SOURCES TARGET]...</pre>
 */
final class Specialise {
  /** What is not the same word with Double for Float, or 64 for 32. */
  private static final Map<String, String> SPECIAL =
      Map.of(
          "(float) ", "", // a cast from double
          "floatToIntBits", "doubleToLongBits",
          "floatToRawIntBits", "doubleToRawLongBits",
          "intBitsToFloat", "longBitsToDouble");

  private static final Pattern WORD =
      Pattern.compile(
          "\\(float\\) |floatTo(Raw)?IntBits|intBitsToFloat|(Float|float|FLOAT)(32)?(?!ing)");

  private Specialise() {}

  public static void main(String[] folders) throws IOException {
    for (int i = 0; i < folders.length; i += 2) {
      specialise(Path.of(folders[i]), Path.of(folders[i + 1]));
    }
  }

  private static void specialise(Path sources, Path target) throws IOException {
    Set<Path> twins = new HashSet<>();
    for (Path source : javaFiles(sources)) {
      Path name = sources.relativize(source);
      Path twin = name.resolveSibling(float64(name.getFileName().toString()));
      if (source.getFileName().toString().startsWith("Float")
          && Files.notExists(sources.resolve(twin))) {
        write(target.resolve(twin), float64(Files.readString(source)), name);
        twins.add(target.resolve(twin));
      }
    }
    for (Path stale : javaFiles(target)) {
      if (!twins.contains(stale)) {
        Files.delete(stale);
      }
    }
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static String float64(String float32) {
    return WORD.matcher(float32)
        .replaceAll(
            word ->
                SPECIAL.getOrDefault(
                    word.group(),
                    word.group(3) != null
                        ? word.group().replace("32", "64")
                        : word.group()
                            .replace("Float", "Double")
                            .replace("float", "double")
                            .replace("FLOAT", "DOUBLE")));
  }

  /** Leaves a file that is right alone, so that nothing is compiled again for it. */
  private static void write(Path file, String code, Path source) throws IOException {
    String slashed = source.toString().replace('\\', '/');
    String text = "// Made from " + slashed + " by src/build/java/Specialise.java.\n" + code;
    if (Files.notExists(file) || !Files.readString(file).equals(text)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}
