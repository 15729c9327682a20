package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
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

/** The README's programs compile and run, and the links of every page lead somewhere. */
final class PagesTest {
  static Stream<Page.Program> programs() throws IOException {
    return Page.readme().programs();
  }

  static List<Path> files() throws IOException {
    return Page.files();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void a_program_of_the_readme_compiles_and_runs(Page.Program program, @TempDir Path folder)
      throws Exception {
    Path source = Files.writeString(folder.resolve(program.name() + ".java"), program.source());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjects(source);
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      assertTrue(
          compiler.getTask(messages, files, null, options, null, units).call(), messages::toString);
    }
    String path = folder + File.pathSeparator + System.getProperty("java.class.path");
    Launcher.Result call = Launcher.java("-cp", path, program.name());
    assertEquals(0, call.status(), call::err);
    String out = call.out();
    Matcher promised = Pattern.compile("println\\(.*// (.+)").matcher(program.source());
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

  @ParameterizedTest
  @MethodSource("files")
  void every_link_of_a_page_leads_to_a_file_and_a_heading(Path file) throws Exception {
    for (String link : Page.of(file).links().toList()) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
      assertTrue(Files.exists(target), () -> file + ": no file for " + link);
      if (parts.length == 2) {
        List<String> anchors = Page.of(target).anchors().toList();
        assertTrue(anchors.contains(parts[1]), () -> file + ": no heading for " + link + anchors);
      }
    }
  }

  @Test
  void the_readme_leads_to_every_page_of_a_module() throws Exception {
    List<Path> linked =
        Page.readme()
            .links()
            .map(link -> Page.ROOT.resolve(link.split("#", 2)[0]).normalize())
            .toList();
    List<Path> modules = Page.files().stream().filter(file -> file.endsWith("README.md")).toList();
    assertTrue(modules.size() > 5, modules::toString);
    for (Path module : modules) {
      if (!module.equals(Page.ROOT.resolve("README.md"))) {
        assertTrue(linked.contains(module), () -> "README does not lead to " + module);
      }
    }
  }
}
