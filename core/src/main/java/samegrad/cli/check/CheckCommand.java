package samegrad.cli.check;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import samegrad.check.Answers;
import samegrad.check.Judgement;
import samegrad.cli.console.Console;
import samegrad.cli.console.NetworkOption;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
import samegrad.files.Input;
import samegrad.json.Json;
import samegrad.network.Homework;

/** {@code samegrad check}: whether somebody's own numbers are right. */
@Command(
    name = "check",
    description = {
      "Says which of your own numbers are right, and why the others are not: any of z1, a1, …,"
          + " output, loss, W1.grad, b1.grad, … (or dL/dW1, 0.weight.grad), rounded or not.",
      "Exit status 0 if none is wrong, 1 if one is, 2 if they cannot be read; 4 if nothing can be"
          + " told."
    },
    footer = "%nExample: samegrad check mine.txt --network my.json",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Subcommand {
  /** The names are what a user types. */
  private enum Format {
    text,
    json,
    html
  }

  @Parameters(
      paramLabel = "ANSWERS",
      description =
          "Text as you write it or as PyTorch or NumPy prints it, JSON, CSV, .npz or .safetensors;"
              + " - for standard input.")
  private String answers = "";

  @Mixin private NetworkOption network = new NetworkOption();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How the result is written: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  @Option(
      names = "--hide-answers",
      description = "Say where the numbers are wrong, but not what would be right.")
  private boolean hideAnswers;

  @Override
  public int run(Console console) throws IOException {
    Homework homework = network.homework(console);
    Input input =
        answers.equals("-")
            ? Input.of("standard input", console.in().readAllBytes())
            : Options.input("ANSWERS", answers);
    Judgement judgement = Judgement.of(homework, Answers.read(input, homework));
    CheckReport report = new CheckReport(hideAnswers ? judgement.hidden() : judgement);
    console.result(
        switch (format) {
          case text -> report.text();
          case json -> Json.write(report.form());
          case html -> report.html();
        });
    return report.exitStatus();
  }
}
