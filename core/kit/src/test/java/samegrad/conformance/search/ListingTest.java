package samegrad.conformance.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.example.ReferenceProvider;
import samegrad.spi.BackendProvider;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

class ListingTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_listing_compiles_and_prints_the_value_of_the_program(Way way) throws Exception {
    Program program = new Draw(new Random(way.ordinal())).several(DType.FLOAT64, 3);
    List<String> lines = run(Listing.of(program, way)).lines().toList();
    for (int evaluation = 0; evaluation < 2; evaluation++) {
      String text = lines.get(evaluation * lines.size() / 2).replaceAll(".*\\[|].*", "");
      HostTensor value = HostTensor.scalar(DType.FLOAT64, Double.parseDouble(text));
      assertEquals(Optional.empty(), program.expected(evaluation).get(0).wrong(value));
    }
  }

  /** What it prints on the example backend. */
  private String run(String listing) throws Exception {
    Path source = Files.writeString(folder.resolve("Smallest.java"), listing);
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), ReferenceProvider.class.getName());
    String classPath = System.getProperty("java.class.path");
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, source.toString()),
        listing);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      System.setProperty("samegrad.backend", "reference");
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      var main = loader.loadClass("Smallest").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(out);
      System.clearProperty("samegrad.backend");
      thread.setContextClassLoader(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
