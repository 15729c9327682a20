package samegrad.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
import samegrad.tensor.Shape;
import samegrad.verify.Reference;

/**
 * Which answers are right, number by number, and why those that are wrong are so.
 *
 * @param homework the homework
 * @param tensors what was answered, and what the homework asks for, in the order of computing it
 */
public record Judgement(Homework homework, List<Tensor> tensors) {
  /**
   * How likely it may be that numbers which have nothing to do with a mistake are explained by it.
   */
  public static final double CHANCE = 0.001;

  private static final Set<Kind> ASKED = EnumSet.of(Kind.Z, Kind.A, Kind.LOSS, Kind.DW, Kind.DB);

  /**
   * What is said of one tensor.
   *
   * @param quantity which
   * @param mark the verdict: wrong if one number or the shape is
   * @param shape the shape that was answered, or that of what is missing
   * @param numbers what is said of each, row by row; empty if the shape is wrong, or all is missing
   * @param cause why it is wrong; nothing if it is not
   */
  public record Tensor(
      Quantity quantity, Mark mark, Shape shape, List<Number> numbers, Optional<Cause> cause) {
    /** The numbers with that verdict. */
    public List<Number> numbers(Mark wanted) {
      return numbers.stream().filter(number -> number.verdict() == wanted).toList();
    }

    private Tensor with(List<Number> newNumbers, Optional<Cause> why) {
      return new Tensor(quantity, mark, shape, newNumbers, why);
    }
  }

  /**
   * What is said of one number.
   *
   * @param row counted from 0
   * @param column counted from 0
   * @param verdict whether it is right
   * @param written what was answered; {@code "?"} if nothing was
   * @param right what would be right, with as many digits; nothing if that is hidden
   * @param off how far the answer is from the exact value; nothing if that is hidden
   * @param allowed how far it may be; nothing if that is hidden
   */
  public record Number(
      int row,
      int column,
      Mark verdict,
      String written,
      Optional<String> right,
      Optional<Double> off,
      Optional<Double> allowed) {
    private Number hidden() {
      return new Number(
          row, column, verdict, written, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** The same without what would be right. */
  public Judgement hidden() {
    return new Judgement(
        homework,
        tensors.stream()
            .map(t -> t.with(t.numbers().stream().map(Number::hidden).toList(), t.cause()))
            .toList());
  }

  /** Judges answers. */
  public static Judgement of(Homework homework, Answers answers) {
    return of(answers, new Diagnosis(homework));
  }

  static Judgement of(Answers answers, Diagnosis diagnosis) {
    Homework homework = diagnosis.homework();
    Map<Quantity, Answer> given = answers.byQuantity();
    Map<Quantity, Tensor> tensors = new LinkedHashMap<>();
    List<Answer> wrong = new ArrayList<>();
    for (Quantity quantity : Quantity.inOrder(homework.network().layers().size())) {
      Answer answer = given.get(quantity);
      if (answer != null) {
        Tensor tensor = judge(answer, diagnosis.exact(quantity));
        tensors.put(quantity, tensor);
        if (tensor.mark() == Mark.WRONG) {
          wrong.add(answer);
        }
      } else if (ASKED.contains(quantity.kind())) {
        Shape shape = quantity.shape(homework);
        tensors.put(
            quantity, new Tensor(quantity, Mark.MISSING, shape, List.of(), Optional.empty()));
      }
    }
    if (!wrong.isEmpty()) {
      diagnosis
          .causes(answers, wrong)
          .forEach(
              (quantity, why) ->
                  tensors.computeIfPresent(
                      quantity, (q, t) -> t.with(t.numbers(), Optional.of(why))));
    }
    return new Judgement(homework, List.copyOf(tensors.values()));
  }

  private static Tensor judge(Answer answer, Reference reference) {
    Quantity quantity = answer.quantity();
    if (!answer.shape().equals(reference.type().shape())) {
      return new Tensor(quantity, Mark.WRONG, answer.shape(), List.of(), Optional.empty());
    }
    List<Number> numbers = new ArrayList<>();
    EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);
    for (int i = 0; i < reference.size(); i++) {
      Number number = judge(answer.numbers().get(i), reference, i);
      numbers.add(number);
      marks.add(number.verdict());
    }
    Mark mark =
        marks.contains(Mark.WRONG)
            ? Mark.WRONG
            : marks.equals(EnumSet.of(Mark.MISSING))
                ? Mark.MISSING
                : tells(answer, reference) ? Mark.RIGHT : Mark.CANNOT_TELL;
    return new Tensor(quantity, mark, answer.shape(), numbers, Optional.empty());
  }

  private static Number judge(Written written, Reference reference, int i) {
    int columns = reference.type().shape().columns();
    double nearest = reference.nearest(i);
    boolean finite = Double.isFinite(nearest);
    String right = Double.toString(nearest);
    if (finite && !written.isAll()) {
      BigDecimal rounded =
          reference.exact(i).setScale(written.value().scale(), RoundingMode.HALF_EVEN);
      boolean differs = rounded.compareTo(written.value()) != 0;
      right = differs || written.mark(reference, i) != Mark.WRONG ? rounded.toString() : right;
    }
    return new Number(
        i / columns,
        i % columns,
        written.mark(reference, i),
        written.toString(),
        Optional.of(right),
        Optional.of(
            finite ? written.distance(reference, i).doubleValue() : Double.POSITIVE_INFINITY),
        Optional.of(written.half().doubleValue() + reference.bound(i)));
  }

  /** Whether a tensor of zeros would not have done as well: as a whole, as in {@code verify}. */
  private static boolean tells(Answer answer, Reference reference) {
    double ofDistances = 0;
    double ofValues = 0;
    boolean exact = true;
    for (int i = 0; i < reference.size(); i++) {
      double allowed = answer.numbers().get(i).half().doubleValue() + reference.bound(i);
      ofDistances = Math.hypot(ofDistances, allowed);
      ofValues = Math.hypot(ofValues, reference.nearest(i));
      exact &= answer.numbers().get(i).value().doubleValue() == reference.nearest(i);
    }
    return ofDistances < ofValues || exact && Double.isFinite(ofDistances);
  }

  /** Whether a tensor is marked so. */
  public boolean any(Mark mark) {
    return tensors.stream().anyMatch(tensor -> tensor.mark() == mark);
  }

  /** The first tensor that is wrong, in the order of computing them. */
  public Optional<Tensor> firstWrong() {
    return tensors.stream().filter(tensor -> tensor.mark() == Mark.WRONG).findFirst();
  }
}
