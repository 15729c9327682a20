package samegrad.cli.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import samegrad.check.Cause;
import samegrad.check.Hypothesis;
import samegrad.check.Judgement;
import samegrad.check.Mark;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Table;
import samegrad.explain.Quantity;
import samegrad.network.Homework;

/**
 * What came of checking somebody's numbers.
 *
 * @param judgement what is right and what is not
 * @param hideAnswers whether what would be right is not told
 */
record CheckReport(Judgement judgement, boolean hideAnswers) {
  int exitStatus() {
    return judgement.any(Mark.WRONG)
        ? ExitStatus.NO
        : judgement.any(Mark.RIGHT) ? ExitStatus.DONE : ExitStatus.UNKNOWN;
  }

  /** The question, answered in one sentence. */
  private String answer() {
    long missing = count(Mark.MISSING);
    String rest = missing == 0 ? "" : "; " + missing + " that the homework asks for are missing";
    String told = "";
    if (count(Mark.CANNOT_TELL) > 0) {
      told = ", " + count(Mark.CANNOT_TELL) + " cannot be told from zeros";
    }
    long given = judgement.tensors().size() - missing;
    String answer =
        judgement
            .firstWrong()
            .map(
                first ->
                    "No: %d of %d tensors are wrong, %s first"
                        .formatted(count(Mark.WRONG), given, first.quantity()))
            .orElse(
                count(Mark.RIGHT) == 0
                    ? "It cannot be told"
                    : "Yes: " + count(Mark.RIGHT) + " of " + given + " tensors are right");
    return "Did you get the same results? " + answer + told + rest + ".";
  }

  private long count(Mark mark) {
    return judgement.tensors().stream().filter(tensor -> tensor.mark() == mark).count();
  }

  String text() {
    Table table = new Table("tensor", "shape", "right", "wrong", "verdict", "why");
    for (Judgement.Tensor tensor : judgement.tensors()) {
      List<String> cells = new ArrayList<>();
      boolean judged = !tensor.numbers().isEmpty();
      cells.add(tensor.quantity().toString());
      cells.add(tensor.shape().toString());
      cells.add(judged ? "" + tensor.numbers(Mark.RIGHT).size() : "");
      cells.add(judged ? "" + tensor.numbers(Mark.WRONG).size() : "");
      cells.add(tensor.mark().toString());
      cells.add(tensor.cause().map(this::why).orElse(""));
      table.row(cells.toArray(String[]::new));
    }
    String first = judgement.firstWrong().map(this::first).orElse("");
    return String.join(System.lineSeparator(), first + title(), table.toString(), answer());
  }

  private String title() {
    Homework homework = judgement.homework();
    return homework.network() + ", " + homework.samples() + " samples, " + homework.dtype();
  }

  /** The first wrong tensor, in full. */
  private String first(Judgement.Tensor tensor) {
    List<String> lines = new ArrayList<>();
    List<Judgement.Number> wrong = tensor.numbers(Mark.WRONG);
    lines.add(wrong.isEmpty() ? wrongShape(tensor) : wrongNumber(tensor, wrong.get(0)));
    if (wrong.size() > 1) {
      lines.add("It is the first of %d wrong numbers there.".formatted(wrong.size()));
    }
    tensor.cause().ifPresent(cause -> lines.addAll(explained(cause)));
    lines.add("");
    return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
  }

  private String wrongShape(Judgement.Tensor tensor) {
    return "%s has the shape %s; it is %s"
        .formatted(
            tensor.quantity(), tensor.shape(), tensor.quantity().shape(judgement.homework()));
  }

  private String wrongNumber(Judgement.Tensor tensor, Judgement.Number number) {
    String place =
        switch (tensor.shape().rank()) {
          case 0 -> tensor.quantity().toString();
          case 1 -> "%s[%d]".formatted(tensor.quantity(), number.column());
          default ->
              "%s[%d, %d] (row %d, column %d)"
                  .formatted(
                      tensor.quantity(),
                      number.row(),
                      number.column(),
                      number.row() + 1,
                      number.column() + 1);
        };
    return place
        + (hideAnswers
            ? " is wrong: " + number.written()
            : String.format(
                Locale.ROOT,
                " is %s; right is %s: off by %.2g, where %.2g is allowed",
                number.written(),
                number.right(),
                number.off(),
                number.allowed()));
  }

  private List<String> explained(Cause cause) {
    if (!(cause instanceof Cause.Mistake mistake)) {
      return List.of("Why: " + why(cause) + ".");
    }
    List<String> lines = new ArrayList<>();
    for (Hypothesis hypothesis : mistake.hypotheses()) {
      lines.add(
          (lines.isEmpty() ? "Why: " : "or:  ")
              + hypothesis.name()
              + ": "
              + hypothesis.explanation()
              + ".");
    }
    lines.add("See: " + mistake.at().line(judgement.homework()));
    return lines;
  }

  private String why(Cause cause) {
    if (cause instanceof Cause.Mistake mistake) {
      return mistake.hypotheses().stream()
          .map(Hypothesis::name)
          .collect(Collectors.joining(" or "));
    }
    if (cause instanceof Cause.PassedOn passedOn) {
      return "right, given your own wrong "
          + passedOn.from().stream().map(Quantity::toString).collect(Collectors.joining(" and "));
    }
    return cause instanceof Cause.SameMistake same
        ? "the same mistake as in " + same.first()
        : "no mistake that is known here explains it";
  }

  /** For programs; rows and columns are counted from 0. */
  record Form(
      String network,
      String dtype,
      Mark verdict,
      String answer,
      Optional<FormTensor> first,
      List<FormTensor> tensors) {}

  record FormTensor(
      String name,
      String shape,
      Mark verdict,
      Optional<String> why,
      List<FormMistake> mistakes,
      List<FormNumber> numbers) {}

  record FormMistake(String name, String explanation, String line) {}

  record FormNumber(
      int row,
      int column,
      Mark verdict,
      String written,
      Optional<String> right,
      Optional<Double> off,
      Optional<Double> allowed) {}

  Form form() {
    List<FormTensor> tensors = judgement.tensors().stream().map(this::form).toList();
    Mark verdict =
        judgement.any(Mark.WRONG)
            ? Mark.WRONG
            : judgement.any(Mark.RIGHT) ? Mark.RIGHT : Mark.CANNOT_TELL;
    return new Form(
        judgement.homework().network().toString(),
        judgement.homework().dtype().toString(),
        verdict,
        answer(),
        judgement.firstWrong().map(this::form),
        tensors);
  }

  private FormTensor form(Judgement.Tensor tensor) {
    List<FormMistake> mistakes = new ArrayList<>();
    if (tensor.cause().orElse(null) instanceof Cause.Mistake mistake) {
      for (Hypothesis hypothesis : mistake.hypotheses()) {
        mistakes.add(
            new FormMistake(
                hypothesis.name(),
                hypothesis.explanation(),
                mistake.at().line(judgement.homework())));
      }
    }
    return new FormTensor(
        tensor.quantity().toString(),
        tensor.shape().toString(),
        tensor.mark(),
        tensor.cause().map(this::why),
        mistakes,
        tensor.numbers().stream().map(this::form).toList());
  }

  private FormNumber form(Judgement.Number number) {
    return new FormNumber(
        number.row(),
        number.column(),
        number.mark(),
        number.written(),
        hideAnswers ? Optional.empty() : Optional.of(number.right()),
        hideAnswers ? Optional.empty() : Optional.of(number.off()),
        hideAnswers ? Optional.empty() : Optional.of(number.allowed()));
  }

  String html() {
    return CheckPage.of(
        title(), judgement.firstWrong().map(this::first).orElse("") + answer(), form().tensors());
  }
}
