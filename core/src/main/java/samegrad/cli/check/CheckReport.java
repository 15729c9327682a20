package samegrad.cli.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import samegrad.check.Cause;
import samegrad.check.Judgement;
import samegrad.check.Mark;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Table;
import samegrad.explain.Html;
import samegrad.network.Homework;

/**
 * What came of checking somebody's numbers.
 *
 * @param judgement what is right and what is not; what would be right may be hidden
 */
record CheckReport(Judgement judgement) {
  private Mark verdict() {
    return judgement.any(Mark.WRONG)
        ? Mark.WRONG
        : judgement.any(Mark.RIGHT) ? Mark.RIGHT : Mark.CANNOT_TELL;
  }

  int exitStatus() {
    return switch (verdict()) {
      case WRONG -> ExitStatus.NO;
      case RIGHT -> ExitStatus.DONE;
      default -> ExitStatus.UNKNOWN;
    };
  }

  /** The question, answered in one sentence. */
  private String answer() {
    long given = judgement.tensors().size() - count(Mark.MISSING);
    String answer =
        switch (verdict()) {
          case WRONG ->
              "No: %d of %d tensors are wrong, %s first"
                  .formatted(
                      count(Mark.WRONG), given, judgement.firstWrong().orElseThrow().quantity());
          case RIGHT -> "Yes: %d of %d tensors are right".formatted(count(Mark.RIGHT), given);
          default -> "It cannot be told";
        };
    return "Did you get the same results? "
        + answer
        + counted(Mark.CANNOT_TELL, ", %d cannot be told from zeros")
        + counted(Mark.MISSING, "; %d that the homework asks for are missing")
        + ".";
  }

  private String counted(Mark mark, String text) {
    return count(mark) == 0 ? "" : text.formatted(count(mark));
  }

  private long count(Mark mark) {
    return judgement.tensors().stream().filter(tensor -> tensor.mark() == mark).count();
  }

  String text() {
    Table table = new Table("tensor", "shape", "right", "wrong", "verdict", "why");
    for (Judgement.Tensor tensor : judgement.tensors()) {
      boolean judged = !tensor.numbers().isEmpty();
      table.row(
          tensor.quantity().toString(),
          tensor.shape().toString(),
          judged ? "" + tensor.numbers(Mark.RIGHT).size() : "",
          judged ? "" + tensor.numbers(Mark.WRONG).size() : "",
          tensor.mark().toString(),
          tensor.cause().map(CheckReport::why).orElse(""));
    }
    return String.join(System.lineSeparator(), first() + title(), table.toString(), answer());
  }

  private String title() {
    Homework homework = judgement.homework();
    return homework.network() + ", " + homework.samples() + " samples, " + homework.dtype();
  }

  /** The first wrong tensor, in full; nothing if none is wrong. */
  private String first() {
    List<String> lines = new ArrayList<>();
    judgement
        .firstWrong()
        .ifPresent(
            tensor -> {
              List<Judgement.Number> wrong = tensor.numbers(Mark.WRONG);
              lines.add(wrong.isEmpty() ? wrongShape(tensor) : wrongNumber(tensor, wrong.get(0)));
              if (wrong.size() > 1) {
                lines.add("It is the first of %d wrong numbers there.".formatted(wrong.size()));
              }
              tensor.cause().ifPresent(cause -> lines.addAll(explained(cause)));
              lines.add("");
            });
    return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
  }

  private String wrongShape(Judgement.Tensor tensor) {
    return "%s has the shape %s; it is %s"
        .formatted(
            tensor.quantity(), tensor.shape(), tensor.quantity().shape(judgement.homework()));
  }

  private static String wrongNumber(Judgement.Tensor tensor, Judgement.Number number) {
    int row = number.row();
    int column = number.column();
    String place =
        switch (tensor.shape().rank()) {
          case 0 -> "";
          case 1 -> "[%d]".formatted(column);
          default -> "[%d, %d] (row %d, column %d)".formatted(row, column, row + 1, column + 1);
        };
    return tensor.quantity()
        + place
        + number
            .right()
            .map(
                right ->
                    String.format(
                        Locale.ROOT,
                        " is %s; right is %s: off by %.2g, where %.2g is allowed",
                        number.written(),
                        right,
                        number.off().orElseThrow(),
                        number.allowed().orElseThrow()))
            .orElse(" is wrong: " + number.written());
  }

  private List<String> explained(Cause cause) {
    List<Mistake> mistakes = mistakes(cause);
    if (mistakes.isEmpty()) {
      return List.of("Why: " + why(cause) + ".");
    }
    List<String> lines = new ArrayList<>();
    for (Mistake mistake : mistakes) {
      lines.add(
          (lines.isEmpty() ? "Why: " : "or:  ") + mistake.name + ": " + mistake.explanation + ".");
    }
    lines.add("See: " + mistakes.get(0).line());
    return lines;
  }

  private static String why(Cause cause) {
    if (cause instanceof Cause.Mistake mistake) {
      return joined(" or ", mistake.hypotheses());
    }
    if (cause instanceof Cause.PassedOn passedOn) {
      return "right, given your own wrong " + joined(" and ", passedOn.from());
    }
    return cause instanceof Cause.SameMistake same
        ? "the same mistake as in " + same.first()
        : "no mistake that is known here explains it";
  }

  private static String joined(String word, Iterable<?> names) {
    List<String> texts = new ArrayList<>();
    names.forEach(name -> texts.add(name.toString()));
    return String.join(word, texts);
  }

  /** For programs; rows and columns are counted from 0. */
  record Form(
      String network,
      String dtype,
      Mark verdict,
      String answer,
      Optional<Tensor> first,
      List<Tensor> tensors) {}

  record Tensor(
      String name,
      String shape,
      Mark verdict,
      Optional<String> why,
      List<Mistake> mistakes,
      List<Judgement.Number> numbers) {}

  record Mistake(String name, String explanation, String line) {}

  Form form() {
    return new Form(
        judgement.homework().network().toString(),
        judgement.homework().dtype().toString(),
        verdict(),
        answer(),
        judgement.firstWrong().map(this::form),
        judgement.tensors().stream().map(this::form).toList());
  }

  private Tensor form(Judgement.Tensor tensor) {
    return new Tensor(
        tensor.quantity().toString(),
        tensor.shape().toString(),
        tensor.mark(),
        tensor.cause().map(CheckReport::why),
        tensor.cause().map(this::mistakes).orElse(List.of()),
        tensor.numbers());
  }

  private List<Mistake> mistakes(Cause cause) {
    return cause instanceof Cause.Mistake mistake
        ? mistake.hypotheses().stream()
            .map(
                h ->
                    new Mistake(
                        h.toString(), h.explanation(), mistake.at().line(judgement.homework())))
            .toList()
        : List.of();
  }

  /** What is wrong is marked by more than a colour. */
  String html() {
    StringBuilder body = new StringBuilder();
    body.append("<p class=\"summary\">").append(Html.escaped(first() + answer())).append("</p>\n");
    List<Judgement.Tensor> answered =
        judgement.tensors().stream().filter(t -> t.mark() != Mark.MISSING).toList();
    for (Judgement.Tensor tensor : answered) {
      String why = tensor.cause().map(cause -> ", " + Html.escaped(why(cause))).orElse("");
      body.append(
          "<h2>%s <small>shape %s: %s%s</small></h2>\n"
              .formatted(tensor.quantity(), tensor.shape(), tensor.mark(), why));
      body.append(
          Html.matrix(
              tensor.numbers().stream()
                  .collect(
                      Collectors.groupingBy(
                          Judgement.Number::row,
                          TreeMap::new,
                          Collectors.mapping(CheckReport::cell, Collectors.toList())))
                  .values()));
    }
    return Html.page(title(), body.toString());
  }

  private static String cell(Judgement.Number number) {
    String mark = number.verdict().toString().toLowerCase(Locale.ROOT).replace(' ', '-');
    boolean wrong = number.verdict() == Mark.WRONG;
    return "<td class=\"%s\">%s%s%s"
        .formatted(
            mark,
            number.written(),
            wrong ? " ✗" : "",
            wrong
                ? number.right().map(right -> "<small>right: " + right + "</small>").orElse("")
                : "");
  }
}
