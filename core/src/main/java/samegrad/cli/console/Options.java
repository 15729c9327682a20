package samegrad.cli.console;

import java.util.function.Function;
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
}
