package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's programs as a module, linked into an image that has no class path. */
final class ModularIT {
  private static final List<String> MODULES =
      List.of("samegrad-core", "samegrad-backend-plain", "jackson-", "jspecify");

  @Test
  void the_programs_run_in_a_linked_image(@TempDir Path folder) throws Exception {
    Path sources = Files.createDirectories(folder.resolve("app"));
    List<String> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String declaration =
        Page.of(Page.ROOT.resolve("core/README.md"))
            .code("java")
            .filter(code -> code.startsWith("module app"))
            .findFirst()
            .orElseThrow();
    files.add(Files.writeString(sources.resolve("module-info.java"), declaration).toString());
    for (Page.Program program : Page.readme().programs().toList()) {
      Path file = sources.resolve(program.name() + ".java");
      files.add(Files.writeString(file, "package app;\n" + program.source()).toString());
      names.add(program.name());
    }
    Path classes = folder.resolve("classes");
    String libraries = libraries();
    tool("javac", Stream.of("-p", libraries, "-d", classes.toString()), files.stream());
    Path image = folder.resolve("image");
    tool(
        "jlink",
        Stream.of("-p", classes + File.pathSeparator + libraries, "--output", image.toString()),
        Stream.of("--add-modules", "app,samegrad.plain"));

    for (String name : names) {
      Launcher.Result call =
          Launcher.start(image.resolve("bin/java"), Map.of(), "", "-m", "app/app." + name);
      assertEquals(0, call.status(), call::err);
      assertTrue(call.out().contains("float64 ("), call::out);
      assertTrue(!(call.out() + call.err()).contains("scalar kernels"), call::err);
    }
  }

  private static String libraries() throws Exception {
    try (Stream<Path> jars = Files.list(Launcher.HOME.resolve("lib"))) {
      return jars.filter(jar -> MODULES.stream().anyMatch(jar.getFileName().toString()::startsWith))
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static void tool(String name, Stream<String> options, Stream<String> more) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    String[] arguments = Stream.concat(options, more).toArray(String[]::new);
    int status = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, arguments);
    assertEquals(0, status, said::toString);
  }
}
