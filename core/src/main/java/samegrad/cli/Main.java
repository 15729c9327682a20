package samegrad.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import samegrad.cli.accuracy.AccuracyCommand;
import samegrad.cli.check.CheckCommand;
import samegrad.cli.check.ExplainCommand;
import samegrad.cli.compare.CompareCommand;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Logging;
import samegrad.cli.console.StandardOutput;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.Version;
import samegrad.cli.convert.ConvertCommand;
import samegrad.cli.doctor.BackendsCommand;
import samegrad.cli.doctor.DoctorCommand;
import samegrad.cli.order.OrderCommand;
import samegrad.cli.run.NetworkCommand;
import samegrad.cli.run.RunCommand;
import samegrad.cli.train.TrainCommand;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Causes;

/**
 * The command line. Standard output carries the result alone; {@link ExitStatus} says what became
 * of it.
 */
@Command(
    name = "samegrad",
    description = "One network, every backend, the same gradients.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final Map<String, Supplier<Subcommand>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand::new);
    COMMANDS.put("network", NetworkCommand::new);
    COMMANDS.put("train", TrainCommand::new);
    COMMANDS.put("compare", CompareCommand::new);
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("explain", ExplainCommand::new);
    COMMANDS.put("convert", ConvertCommand::new);
    COMMANDS.put("backends", BackendsCommand::new);
    COMMANDS.put("doctor", DoctorCommand::new);
    COMMANDS.put("accuracy", AccuracyCommand::new);
    COMMANDS.put("order", OrderCommand::new);
  }

  private final Console console;

  @Option(
      names = "--verbose",
      description = "Show the stack trace behind an error.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs one command and exits with its status. */
  public static void main(String... args) {
    Locale.setDefault(Locale.ROOT); // numbers have the same digits everywhere
    StandardOutput output = new StandardOutput();
    PrintStream err = utf8(new FileOutputStream(FileDescriptor.err));
    Console console = new Console(System.in, utf8(output), err);
    System.setOut(err); // what libraries print is no result
    System.setErr(err);
    int status;
    try {
      status = execute(console, args);
    } catch (Throwable failure) { // an Error, such as no memory, is no answer to anything
      console.error("samegrad: unexpected failure: " + failure);
      status = ExitStatus.DEFECT;
    }
    console.out().flush();
    System.exit(output.status(status, console));
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** Runs one command and returns its exit status. */
  public static int execute(Console console, String... args) {
    Logging.quiet();
    Main main = new Main(console);
    CommandLine line = new CommandLine(main);
    addCommands(line, args.length == 0 ? "" : args[0]);
    line.setOut(console.writer());
    line.setErr(console.errorWriter());
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler(
        (wrong, arguments) -> {
          String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
          String message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
          console.error(name + ": " + message + "; see " + name + " --help");
          return ExitStatus.INVALID;
        });
    line.setExecutionStrategy(main::run);
    return line.execute(args);
  }

  /**
   * Adds the command of that name alone or, if there is none here, all commands, those of other
   * modules too. Each that is added costs some ten milliseconds of start-up.
   */
  private static void addCommands(CommandLine line, String first) {
    if (COMMANDS.containsKey(first)) {
      line.addSubcommand(first, COMMANDS.get(first).get());
      return;
    }
    COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
    for (Subcommand extra : ServiceLoader.load(Subcommand.class)) {
      CommandLine command = new CommandLine(extra);
      command.setUnmatchedOptionsArePositionalParams(extra.takesAnyArguments());
      line.addSubcommand(command);
    }
  }

  private int run(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (!parsed.hasSubcommand()) {
      console.error("samegrad: which command? See samegrad --help");
      return ExitStatus.INVALID;
    }
    List<CommandLine> commands = parsed.asCommandLineList();
    CommandLine deepest = commands.get(commands.size() - 1);
    try {
      return ((Subcommand) deepest.getCommand()).run(console);
    } catch (Exception failure) {
      if (verbose) {
        failure.printStackTrace(console.err());
      }
      if (failure instanceof InvalidInputException
          || failure instanceof BackendUnavailableException) {
        console.error("samegrad: " + failure.getMessage());
        return ExitStatus.INVALID;
      }
      console.error(
          "samegrad: unexpected failure: "
              + Causes.of(failure).get(0)
              + (verbose ? "" : "; --verbose shows where"));
      return ExitStatus.DEFECT;
    }
  }
}
