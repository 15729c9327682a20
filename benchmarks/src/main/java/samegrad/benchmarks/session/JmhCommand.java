package samegrad.benchmarks.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.benchmarks.Inputs;
import samegrad.benchmarks.report.Context;
import samegrad.benchmarks.report.Results;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
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
          "backend", name -> Backends.find().require(name),
          "dtype", DType::of,
          "size", JmhCommand::requireSize,
          "network", text -> Inputs.homework(text, DType.FLOAT64),
          "threads", text -> Settings.threads(text.equals("0") ? "1" : text));

  /** JMH's own file in the temporary folder, which its messages name. */
  private static final String LOCK = "jmh.lock";

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
    try {
      // A benchmark whose result is wrong fails, and is not merely left out.
      new Runner(new OptionsBuilder().parent(options).shouldFailOnError(true).build()).run();
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
    if (options.getResultFormat().orElse(ResultFormatType.CSV) == ResultFormatType.JSON
        && options.getResult().hasValue()) {
      String command = "samegrad bench jmh " + String.join(" ", arguments);
      Results.addContext(
          Path.of(options.getResult().get()),
          Context.of(Machine.facts(command), Machine.environment()));
    }
    return ExitStatus.DONE;
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
