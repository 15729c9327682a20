package samegrad.cli.console;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import samegrad.files.Input;
import samegrad.network.InvalidInputException;

/** Reads the text of options. */
public final class Options {
  private Options() {}

  /**
   * What an option's text stands for.
   *
   * @throws InvalidInputException if it stands for nothing, naming the option
   */
  public static <T> T read(String option, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(option + ": " + wrong.getMessage(), wrong);
    }
  }

  /**
   * The file that an option names.
   *
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  public static Input input(String option, String file) {
    return Input.of(path(option, file));
  }

  /**
   * The path that an option names.
   *
   * @throws InvalidInputException if no path is written so
   */
  public static Path path(String option, String file) {
    if (file.isEmpty()) {
      throw new InvalidInputException(option + ": names no file");
    }
    try {
      return Path.of(file);
    } catch (InvalidPathException wrong) {
      throw new InvalidInputException(option + ": no path: " + wrong.getMessage(), wrong);
    }
  }

  /**
   * The file that an option names for a result, looked at before the work and not after it.
   *
   * @throws InvalidInputException if it cannot be written
   */
  public static Path writable(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)
        || (Files.exists(file)
            ? !Files.isWritable(file)
            : folder == null || !Files.isWritable(folder))) {
      throw new InvalidInputException(option + ": " + file + " cannot be written");
    }
    return file;
  }
}
