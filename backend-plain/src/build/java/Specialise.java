import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes what differs from a source in words alone, so that each kernel is written once.
 *
 * <p>A source is a file named {@code Float….java}. Its float64 twin is named {@code Double….java}
 * and has the words of float64 instead of those of float32. Where the two differ in more than
 * words, both are written by hand, and none is made. Of a tile of 8 rows, named {@code
 * …Tile8.java}, lower ones are made too, without the lines that speak of the last rows. The build
 * runs this before it compiles:
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
          "intBitsToFloat", "longBitsToDouble",
          "reinterpretAsInts", "reinterpretAsLongs",
          "Integer.MIN_VALUE", "Long.MIN_VALUE");

  private static final Pattern WORD =
      Pattern.compile(
          "\\(float\\) |floatTo(Raw)?IntBits|intBitsToFloat|reinterpretAsInts|Integer\\.MIN_VALUE|(Float|float|FLOAT)(32)?(?!ing)");

  private static final int TILE_ROWS = 8;
  private static final List<Integer> LOWER_TILES = List.of(6, 4, 2, 1);

  private final Path sources;
  private final Path target;
  private final Set<Path> made = new HashSet<>();

  private Specialise(Path sources, Path target) {
    this.sources = sources;
    this.target = target;
  }

  public static void main(String[] folders) throws IOException {
    for (int i = 0; i < folders.length; i += 2) {
      new Specialise(Path.of(folders[i]), Path.of(folders[i + 1])).run();
    }
  }

  private void run() throws IOException {
    for (Path source : javaFiles(sources)) {
      String name = source.getFileName().toString();
      if (name.startsWith("Float")) {
        String code = Files.readString(source);
        make(source, float64(name), float64(code));
        if (name.endsWith("Tile" + TILE_ROWS + ".java")) {
          for (int rows : LOWER_TILES) {
            String lower = tile(rows, code);
            make(source, tile(rows, name), lower);
            make(source, float64(tile(rows, name)), float64(lower));
          }
        }
      }
    }
    for (Path file : javaFiles(target)) {
      if (!made.contains(file)) {
        Files.delete(file); // its source is gone
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

  /** A tile of {@code rows} rows: those from that number on are left out. */
  private static String tile(int rows, String code) {
    Pattern left =
        Pattern.compile(".*\\b(row|a|c)[%d-%d][ab]?\\b.*".formatted(rows, TILE_ROWS - 1));
    return code.lines()
        .filter(line -> !left.matcher(line).matches())
        .map(line -> line.replace("Tile" + TILE_ROWS, "Tile" + rows))
        .map(line -> line.replace("ROWS = " + TILE_ROWS, "ROWS = " + rows))
        .collect(Collectors.joining("\n"));
  }

  /** Writes a file beside the source, unless one by hand is there or the right one was made. */
  private void make(Path source, String name, String code) throws IOException {
    Path relative = sources.relativize(source);
    Path file = target.resolve(relative).resolveSibling(name);
    if (Files.exists(source.resolveSibling(name))) {
      return;
    }
    made.add(file);
    String from = relative.toString().replace('\\', '/');
    String text = "// Made from " + from + " by src/build/java/Specialise.java.\n" + code;
    if (Files.notExists(file) || !Files.readString(file).equals(text)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}
