package samegrad.cli.check;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
import samegrad.explain.Explanation;
import samegrad.network.Homework;

/** {@code samegrad explain}: how the gradients are derived. */
@Command(
    name = "explain",
    description =
        "Derives the gradients step by step, with the numbers: forward, loss, δ of each layer,"
            + " every gradient.",
    footer = "%nExample: samegrad explain my.json --sample 1 --format markdown",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Subcommand {
  /** The names are what a user types. */
  private enum Format {
    text,
    markdown,
    latex,
    html
  }

  @Mixin private NetworkArgument network = new NetworkArgument();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "One sample alone, counted from 1; the gradients of all are the means of these."
              + " Default: all samples.")
  private @Nullable String sample;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How the result is written: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  @Override
  public int run(Console console) throws IOException {
    Homework homework = network.homework(console);
    Explanation explanation =
        sample == null
            ? Explanation.of(homework)
            : Options.read(
                "--sample", sample, text -> Explanation.ofSample(homework, number(text)));
    console.result(
        switch (format) {
          case text -> explanation.text();
          case markdown -> explanation.markdown();
          case latex -> explanation.latex();
          case html -> explanation.html();
        });
    return ExitStatus.DONE;
  }

  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
