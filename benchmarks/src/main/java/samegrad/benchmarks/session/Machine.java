package samegrad.benchmarks.session;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import samegrad.cli.console.Version;

/** What was measured on, for people to read. */
final class Machine {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** Variables that the libraries below the backends read, and the JVM's. */
  private static final String READ =
      "(OPENBLAS|GOTO|MKL|OMP|KMP|ATEN|DNNL|ONEDNN|TORCH|PYTORCH|DJL|SD|ND4J|LD_PRELOAD|GLIBC_TUNABLES"
          + "|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS)(_.*)?";

  private Machine() {}

  /** Facts by name, in an order to be read in. */
  static Map<String, String> facts(String command) throws IOException {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("command", command);
    facts.put("processor", processor());
    facts.put("processors", Integer.toString(system.getAvailableProcessors()));
    facts.put("memory", (system.getTotalMemorySize() >> 20) + " MiB");
    facts.put("system", "%s %s".formatted(system.getName(), system.getVersion()));
    facts.put(
        "JDK", System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"));
    facts.put(
        "JVM flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("samegrad", Version.text());
    facts.put("commit", commit());
    return facts;
  }

  private static String processor() throws IOException {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(PROCESSOR)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(PROCESSOR)) {
      return lines
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.replaceFirst(".*: *", ""))
              .orElse("unknown")
          + ", "
          + architecture;
    }
  }

  /** That of the clone which the jars lie in. */
  private static String commit() throws IOException {
    URI here =
        URI.create(Machine.class.getProtectionDomain().getCodeSource().getLocation().toString());
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .directory(Path.of(here.resolve(".")).toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.isBlank() ? "unknown: not in a clone" : text.strip();
    } catch (IOException missing) {
      return "unknown: " + missing.getMessage();
    }
  }

  /** The variables that libraries read, where they are set. */
  static Map<String, String> environment() {
    Map<String, String> set = new TreeMap<>(System.getenv());
    set.keySet().removeIf(name -> !name.matches(READ));
    return set;
  }
}
