package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.VectorShape;

/** A vector width is fixed for the life of a JVM, so each is tried in one of its own. */
public final class WidthJvm {
  static final String ADD_MODULE = "--add-modules=jdk.incubator.vector";

  private WidthJvm() {}

  /**
   * What a class prints at a width, which the test that asks is skipped for where the machine lacks
   * it.
   *
   * @param width {@code scalar} or a number of bits
   */
  public static List<String> run(Class<?> main, String width, String... arguments)
      throws IOException, InterruptedException {
    int widest = VectorShape.preferredShape().vectorBitSize();
    assumeTrue(
        width.equals("scalar") || Integer.parseInt(width) <= widest,
        () -> "this machine's vectors have " + widest + " bits");
    return run(main, List.of(ADD_MODULE, flag(width)), arguments);
  }

  static String flag(String width) {
    return "-D" + VectorWidth.PROPERTY + "=" + width;
  }

  /** What a class prints in a JVM with these flags, without the JVM's warnings. */
  public static List<String> run(Class<?> main, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().filter(line -> !line.startsWith("WARNING")).toList();
  }
}
