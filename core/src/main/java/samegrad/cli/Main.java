package samegrad.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * <p>Exit status 0: done; 1: the answer is no (backends do not agree, or one is broken); 2: the
 * input or the call cannot be used, said in one line on standard error; 3: a defect of samegrad or
 * of a library. Standard output carries the result alone.
 */
@Command(
    name = "samegrad",
    description = "One network, every backend, the same gradients.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  static final int NO = 1;
  static final int INVALID = 2;
  static final int DEFECT = 3;

  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("compare", CompareCommand.class);
    COMMANDS.put("backends", BackendsCommand.class);
    COMMANDS.put("doctor", DoctorCommand.class);
    COMMANDS.put("accuracy", AccuracyCommand.class);
    COMMANDS.put(WorkerCommand.NAME, WorkerCommand.class);
  }

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
    int status;
    try {
      status = execute(new Console(System.in, out, err), args);
    } catch (Throwable failure) { // an Error, such as no memory, is no answer to anything
      err.println("samegrad: unexpected failure: " + failure);
      status = DEFECT;
    }
    System.exit(status);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs one command and returns its exit status. */
  public static int execute(Console console, String... args) {
    quiet("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    quiet("org.slf4j.simpleLogger.showThreadName", "false");
    Main main = new Main();
    CommandLine line = new CommandLine(main, new ConsoleFactory(console));
    addCommands(line, args.length == 0 ? "" : args[0]);
    line.setOut(console.writer());
    line.setErr(console.errorWriter());
    line.setExpandAtFiles(false);
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

  /**
   * Adds the command of that name alone or, if there is none here, all commands, those of other
   * modules too. Each that is added costs some ten milliseconds of start-up.
   */
  private static void addCommands(CommandLine line, String first) {
    if (COMMANDS.containsKey(first)) {
      line.addSubcommand(first, COMMANDS.get(first));
      return;
    }
    COMMANDS.forEach(line::addSubcommand);
    for (ExtraCommand extra : ServiceLoader.load(ExtraCommand.class)) {
      CommandLine command = new CommandLine(extra);
      command.setUnmatchedOptionsArePositionalParams(extra.takesAnyArguments());
      line.addSubcommand(command);
    }
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
      return new String[] {text()};
    }

    static String text() {
      String version = Main.class.getPackage().getImplementationVersion();
      return "samegrad " + (version == null ? "(not from a jar)" : version);
    }
  }
}
