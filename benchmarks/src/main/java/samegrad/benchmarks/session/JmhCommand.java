package samegrad.benchmarks.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import samegrad.Settings;
import samegrad.benchmarks.AverageTime;
import samegrad.benchmarks.BackendState;
import samegrad.benchmarks.Inputs;
import samegrad.benchmarks.report.Context;
import samegrad.benchmarks.report.Results;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
import samegrad.cli.worker.ChildJvm;
import samegrad.json.Json;
import samegrad.network.InvalidInputException;
import samegrad.tensor.DType;

/** {@code samegrad bench jmh}: the JMH suites, with JMH's own arguments. */
@Command(
    name = "jmh",
    description = "Runs the suites with JMH's own arguments; -h shows them.",
    hidden = true)
final class JmhCommand implements Subcommand {
  /** What refuses a value of a parameter; JMH would show a stack trace for each fork. */
  private static final Map<String, Consumer<String>> PARAMETERS =
      Map.of(
          "backend", BackendState::require,
          "dtype", DType::of,
          "size", JmhCommand::requireSize,
          "network", text -> Inputs.homework(text, DType.FLOAT64),
          "threads", text -> Settings.threads(text.equals("0") ? "1" : text));

  /** JMH's own file in the temporary folder, which its messages name. */
  private static final String LOCK = "jmh.lock";

  /** For a backend to say what it is. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameters(hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Override
  public int run(Console console) throws IOException {
    String[] jmh =
        arguments.stream()
            .map(argument -> argument.equals("--help") ? "-h" : argument)
            .toArray(String[]::new);
    CommandLineOptions options;
    try {
      options = new CommandLineOptions(jmh);
    } catch (CommandLineOptionException wrong) {
      throw new InvalidInputException("bench jmh: " + wrong.getMessage(), wrong);
    }
    System.setOut(console.out());
    if (options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(jmh);
      return ExitStatus.DONE;
    }
    PARAMETERS.forEach((name, check) -> check(options, name, check));
    if (options.getResult().hasValue()) {
      Options.writable("-rff", Path.of(options.getResult().get()));
    }
    Collection<RunResult> results;
    try {
      results = alternating(options, console);
    } catch (NoBenchmarksException none) {
      throw new InvalidInputException("bench jmh: no such benchmark; -l lists them", none);
    } catch (RunnerException failure) {
      if (String.valueOf(failure.getMessage()).contains(LOCK)) {
        throw new InvalidInputException(
            "bench jmh: another JMH runs on this machine, or left "
                + Path.of(System.getProperty("java.io.tmpdir"), LOCK)
                + " to another user: wait or delete it",
            failure);
      }
      throw new IllegalStateException("a benchmark failed: " + failure.getMessage(), failure);
    }
    if (options.getResult().hasValue()) {
      String file = options.getResult().get();
      ResultFormatType format = options.getResultFormat().orElse(Defaults.RESULT_FORMAT);
      ResultFormatFactory.getInstance(format, file).writeOut(results);
      if (format == ResultFormatType.JSON) {
        String command = "samegrad bench jmh " + String.join(" ", arguments);
        Results.addContext(
            Path.of(file),
            Context.of(Machine.facts(command), Machine.environment(), versions(results)));
      }
    }
    return ExitStatus.DONE;
  }

  /**
   * One fork of each benchmark, then another of each, so that what changes on the machine while it
   * runs meets all alike; JMH itself does all forks of a benchmark before the next.
   */
  private static Collection<RunResult> alternating(CommandLineOptions options, Console console)
      throws RunnerException {
    int forks = options.getForkCount().orElse(AverageTime.FORKS);
    Map<BenchmarkParams, List<BenchmarkResult>> all = new LinkedHashMap<>();
    for (int round = 1; round <= Math.max(1, forks); round++) {
      // A benchmark whose result is wrong fails, and is not merely left out.
      OptionsBuilder one = new OptionsBuilder();
      one.parent(options).forks(Math.min(1, forks)).shouldFailOnError(true);
      for (RunResult result : new Runner(one.build()).run()) {
        all.computeIfAbsent(result.getParams(), unused -> new ArrayList<>())
            .addAll(result.getBenchmarkResults());
      }
      console.error("round %d of %d is done".formatted(round, Math.max(1, forks)));
    }
    List<RunResult> results = new ArrayList<>();
    all.forEach((parameters, some) -> results.add(new RunResult(parameters, some)));
    if (forks > 1) {
      ResultFormatFactory.getInstance(ResultFormatType.TEXT, console.out()).writeOut(results);
    }
    return results;
  }

  /** What each backend that was measured is, asked in a JVM of its own. */
  private static Map<String, String> versions(Collection<RunResult> results) {
    ChildJvm jvm = new ChildJvm(List.of(), Map.of(), PATIENCE, ProcessBuilder.Redirect.PIPE);
    Map<String, String> versions = new TreeMap<>();
    for (RunResult result : results) {
      BenchmarkParams parameters = result.getParams();
      if (parameters.getParamsKeys().contains("backend")) {
        versions.computeIfAbsent(
            parameters.getParam("backend"),
            backend -> {
              ChildJvm.End end = jvm.run(Kernels.class, backend);
              return end.failure().orElseGet(() -> Json.read(end.answer().get(0), String.class));
            });
      }
    }
    return versions;
  }

  private static void requireSize(String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "a size is a whole number from 1 on, not \"" + text + "\"");
    }
  }

  private static void check(CommandLineOptions options, String name, Consumer<String> check) {
    if (options.getParameter(name).hasValue()) {
      for (String value : options.getParameter(name).get()) {
        try {
          check.accept(value);
        } catch (IllegalArgumentException wrong) {
          throw new InvalidInputException("-p " + name + ": " + wrong.getMessage(), wrong);
        }
      }
    }
  }
}
