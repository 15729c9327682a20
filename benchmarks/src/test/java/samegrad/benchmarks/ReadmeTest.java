package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's programs compile and run, and its links lead somewhere. */
final class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  static Stream<String> programs() throws Exception {
    Matcher blocks =
        Pattern.compile("^```java\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(README));
    return blocks
        .results()
        .map(block -> block.group(1))
        .filter(code -> code.contains("void main("));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void a_program_of_the_readme_compiles_and_runs(String code, @TempDir Path folder)
      throws Exception {
    Matcher name = Pattern.compile("class (\\w+)").matcher(code);
    assertTrue(name.find(), code);
    Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjects(source);
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      assertTrue(
          compiler.getTask(messages, files, null, options, null, units).call(), messages::toString);
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                name.group(1))
            .redirectErrorStream(true)
            .start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    Matcher promised = Pattern.compile("println\\(.*// (.+)").matcher(code);
    while (promised.find()) {
      String numbers = promised.group(1);
      assertTrue(
          out.replaceAll("float64 \\(\\d\\) ", "").contains(numbers), out + " lacks " + numbers);
    }
  }

  @Test
  void the_readme_has_two_programs() throws Exception {
    assertEquals(2, programs().count());
  }

  @Test
  void every_link_of_the_readme_leads_to_a_file() throws Exception {
    Matcher links =
        Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)").matcher(Files.readString(README));
    List<Path> targets = links.results().map(link -> Path.of("..").resolve(link.group(1))).toList();
    assertTrue(targets.size() > 5, "the README has links");
    targets.forEach(target -> assertTrue(Files.exists(target), () -> "no file " + target));
  }
}
