package samegrad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in Markdown.
 *
 * @param file where it is
 * @param text what it says
 */
record Page(Path file, String text) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static Page of(Path file) throws IOException {
    return new Page(file, Files.readString(file));
  }

  static Page readme() throws IOException {
    return of(ROOT.resolve("README.md"));
  }

  /** The pages of the project. */
  static List<Path> files() throws IOException {
    try (Stream<Path> found =
        Files.find(ROOT, 3, (file, attributes) -> file.toString().endsWith(".md"))) {
      return found.filter(file -> !ROOT.relativize(file).toString().contains("target")).toList();
    }
  }

  /** What stands between fences that name the language. */
  Stream<String> code(String language) {
    return groups("^```" + language + "\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  }

  /** The classes with a main method. */
  Stream<Program> programs() {
    return code("java").filter(code -> code.contains("void main(")).map(Program::of);
  }

  /** The targets of links that stay within the project. */
  Stream<String> links() {
    return groups("\\]\\((?!https?:)([^)]+)\\)", 0);
  }

  /** What a link to a heading of this page ends with. */
  Stream<String> anchors() {
    return groups("^#+ (.+)$", Pattern.MULTILINE)
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", ""))
        .map(heading -> heading.replace(' ', '-'));
  }

  private Stream<String> groups(String pattern, int flags) {
    return Pattern.compile(pattern, flags).matcher(text).results().map(found -> found.group(1));
  }

  /**
   * A class with a main method.
   *
   * @param name its simple name
   * @param source its source, in no package
   */
  record Program(String name, String source) {
    static Program of(String source) {
      MatchResult found =
          Pattern.compile("class (\\w+)").matcher(source).results().findFirst().orElseThrow();
      return new Program(found.group(1), source);
    }
  }
}
