package samegrad.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import samegrad.OracleEngine;
import samegrad.cli.worker.ServiceEntry;

/**
 * Samegrad in a process of its own, with providers of a test's choice.
 *
 * @param folder of the services file and of whatever else a test puts on the class path
 * @param work the folder it runs in, empty before
 * @param options for the JVM
 * @param environment added to that of this process
 */
public record OtherProcess(
    Path folder, Path work, List<String> options, Map<String, String> environment) {
  public static final String REFERENCE = OracleEngine.Provider.class.getName();

  /** With a services file that has those lines. */
  public static OtherProcess with(Path temporary, String... lines) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("classes"));
    if (lines.length > 0) {
      Path services = folder.resolve(ServiceEntry.SERVICES);
      Files.createDirectories(services.getParent());
      Files.write(services, List.of(lines));
    }
    return new OtherProcess(
        folder, Files.createDirectories(temporary.resolve("work")), List.of(), Map.of());
  }

  public OtherProcess option(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new OtherProcess(folder, work, more, environment);
  }

  public OtherProcess environment(String name, String value) {
    return new OtherProcess(folder, work, options, Map.of(name, value));
  }

  public static String services(Class<?>... providers) {
    return String.join("\n", Arrays.stream(providers).map(Class::getName).toList());
  }

  public ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-XX:TieredStopAtLevel=1"); // it ends before optimised code would pay
    command.addAll(options);
    command.add("-cp");
    command.add(folder + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().remove("OMP_NUM_THREADS");
    builder.environment().putAll(environment);
    return builder;
  }

  public Call call(String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolveSibling("out");
    Path err = folder.resolveSibling("err");
    Process process =
        builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("no end within 3 minutes: " + List.of(arguments));
    }
    return new Call(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** What it left in the folder it ran in. */
  public List<String> left() throws IOException {
    try (var files = Files.list(work)) {
      return files.map(Path::toString).toList();
    }
  }
}
