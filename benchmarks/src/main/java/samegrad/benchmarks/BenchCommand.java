package samegrad.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Subcommand;
import samegrad.network.InvalidInputException;

/** {@code samegrad bench}: the JMH suites, with JMH's own arguments. */
@Command(
    name = "bench",
    description =
        "Measures the backends with JMH, each in a JVM of its own; -h shows JMH's arguments.")
public final class BenchCommand implements Subcommand {
  @Parameters(hidden = true)
  private List<String> arguments = new ArrayList<>();

  /** For {@link java.util.ServiceLoader}. */
  public BenchCommand() {}

  @Override
  public boolean takesAnyArguments() {
    return true;
  }

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
      throw new InvalidInputException("bench: " + wrong.getMessage(), wrong);
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
    try {
      // A benchmark whose result is wrong fails, and is not merely left out.
      new Runner(new OptionsBuilder().parent(options).shouldFailOnError(true).build()).run();
      return ExitStatus.DONE;
    } catch (NoBenchmarksException none) {
      throw new InvalidInputException("bench: no such benchmark; bench -l lists them", none);
    } catch (RunnerException failure) {
      throw new IllegalStateException("a benchmark failed: " + failure.getMessage(), failure);
    }
  }
}
