package samegrad.cli.console;

import java.util.function.Supplier;
import picocli.CommandLine.Option;
import samegrad.json.Json;

/** The option that says how a result is written. */
public final class FormatOption {
  /** The names are what a user types. */
  private enum Format {
    text,
    json
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How the result is written: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  /** Whether it is to be JSON. */
  public boolean isJson() {
    return format == Format.json;
  }

  /** The result as JSON, or the text. */
  public String write(Object result, Supplier<String> text) {
    return isJson() ? Json.write(result) : text.get();
  }
}
