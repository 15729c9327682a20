package samegrad.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendUnavailableException;

/**
 * The command line.
 *
 * <p>Exit status 0: done; 1: the answer is no (backends do not agree); 2: the input or the call
 * cannot be used, said in one line on standard error; 3: a defect of samegrad or of a library.
 * Standard output carries the result alone.
 */
@Command(
    name = "samegrad",
    description = "One network, every backend, the same gradients.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      CompareCommand.class,
      BackendsCommand.class,
      AccuracyCommand.class,
      WorkerCommand.class
    })
public final class Main {
  static final int NO = 1;
  static final int INVALID = 2;
  static final int DEFECT = 3;

  @Option(
      names = "--verbose",
      description = "Show the stack trace behind an error.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String... args) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    System.setOut(err); // what libraries print is no result
    System.setErr(err);
    System.exit(execute(new Console(System.in, out, err), args));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs one command and returns its exit status. */
  static int execute(Console console, String... args) {
    quiet("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    quiet("org.slf4j.simpleLogger.showThreadName", "false");
    Main main = new Main();
    CommandLine line = new CommandLine(main, new ConsoleFactory(console));
    for (ExtraCommand extra : ServiceLoader.load(ExtraCommand.class)) {
      CommandLine command = new CommandLine(extra);
      command.setUnmatchedOptionsArePositionalParams(extra.takesAnyArguments());
      line.addSubcommand(command);
    }
    line.setOut(console.writer());
    line.setErr(console.errorWriter());
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setParameterExceptionHandler(
        (wrong, arguments) -> {
          CommandLine command = wrong.getCommandLine();
          String name = command.getCommandSpec().qualifiedName();
          console.error(name + ": " + firstLine(wrong) + "; see " + name + " --help");
          return INVALID;
        });
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (main.verbose) {
            failure.printStackTrace(console.err());
          }
          if (isInput(failure)) {
            console.error("samegrad: " + failure.getMessage());
            return INVALID;
          }
          console.error(
              "samegrad: unexpected failure: "
                  + firstLine(failure)
                  + (main.verbose ? "" : "; --verbose shows where"));
          return DEFECT;
        });
    if (args.length == 0) {
      console.error("samegrad: which command? See samegrad --help");
      return INVALID;
    }
    return line.execute(args);
  }

  private static boolean isInput(Exception failure) {
    return failure instanceof InvalidInputException
        || failure instanceof BackendUnavailableException;
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    boolean speaks = failure instanceof CommandLine.ParameterException && !message.isEmpty();
    return speaks ? message : failure.getClass().getSimpleName() + ": " + message;
  }

  /** A library's logging is for standard error and says only what it must, unless the user asks. */
  private static void quiet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"samegrad " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
