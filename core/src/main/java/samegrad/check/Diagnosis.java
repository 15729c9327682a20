package samegrad.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import samegrad.check.Hypothesis.Change;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;

/**
 * Finds out why answers to a homework are wrong: by making, one after another, the mistakes that
 * people make, and by starting from the answers themselves.
 */
final class Diagnosis {
  private final Derivation right;
  private final Oracle.Solution solution;

  /** The mistakes whose size is known; what comes out with them is the same for all answers. */
  private final List<Trial> trials;

  /** A mistake made in one way, and what comes out. */
  private record Trial(Hypothesis hypothesis, Change change, Derivation made) {
    Derivation on(Derivation own) {
      return change.made().apply(own);
    }
  }

  /**
   * A trial that explains the first wrong tensor.
   *
   * @param fitting the answers that are as they are with that mistake
   * @param chance that those of them that are wrong are so by chance
   */
  private record Find(Trial trial, Set<Quantity> fitting, double chance) {}

  Diagnosis(Homework homework) {
    right = Derivation.of(homework);
    solution = Oracle.solve(homework);
    trials = trials(false, Answers.NONE).toList();
  }

  Homework homework() {
    return right.homework();
  }

  /** What would be right. */
  Reference exact(Quantity quantity) {
    return quantity.tensor().map(solution::tensor).orElseGet(() -> right.get(quantity));
  }

  private Stream<Trial> trials(boolean fitted, Answers answers) {
    return Hypothesis.all().stream()
        .filter(hypothesis -> hypothesis.fitted() == fitted)
        .flatMap(
            hypothesis ->
                hypothesis.changes().of(right, answers).stream()
                    .map(change -> new Trial(hypothesis, change, change.made().apply(right))));
  }

  /**
   * Why each wrong answer is wrong.
   *
   * @param answers all
   * @param wrong those that are wrong, one or more, in the order of computing them
   */
  Map<Quantity, Cause> causes(Answers all, List<Answer> wrong) {
    Map<Quantity, Answer> answers = all.byQuantity();
    List<Trial> tried = Stream.concat(trials.stream(), trials(true, all)).toList();
    Answer first = wrong.get(0);
    List<Find> finds = finds(tried, first, answers);
    Map<Quantity, Cause> causes = new LinkedHashMap<>();
    causes.put(first.quantity(), mistake(finds.stream().map(Find::trial).toList()));
    Set<Quantity> explained = finds.isEmpty() ? Set.of() : finds.get(0).fitting();
    Set<Quantity> allWrong = new LinkedHashSet<>();
    wrong.forEach(answer -> allWrong.add(answer.quantity()));
    Derivation own = right.from(references(wrong));
    for (Answer next : wrong.subList(1, wrong.size())) {
      Set<Quantity> from = new LinkedHashSet<>(allWrong);
      from.retainAll(own.sources(next.quantity()));
      if (!from.isEmpty() && explains(own, next, 1, false)) {
        causes.put(next.quantity(), new Cause.PassedOn(from));
      } else if (explained.contains(next.quantity())) {
        causes.put(next.quantity(), new Cause.SameMistake(first.quantity()));
      } else {
        causes.put(
            next.quantity(),
            source(own, next, answers, allWrong)
                .<Cause>map(weight -> new Cause.PassedOn(Set.of(weight)))
                .orElseGet(() -> mistake(others(tried, own, next))));
      }
    }
    return causes;
  }

  private List<Trial> others(List<Trial> all, Derivation own, Answer next) {
    return all.stream()
        .filter(trial -> explains(trial.on(own), next, all.size(), trial.hypothesis().fitted()))
        .toList();
  }

  /** The trials that explain the first wrong answer and the most others. */
  private List<Find> finds(List<Trial> all, Answer first, Map<Quantity, Answer> answers) {
    int tried = 0;
    List<Find> finds = new ArrayList<>();
    for (Trial trial : all) {
      Reference made = trial.made().get(first.quantity());
      tried += sameNumbers(made, exact(first.quantity())) ? 0 : 1;
      if (first.fits(made)) {
        find(trial, first, answers).ifPresent(finds::add);
      }
    }
    int tries = tried;
    finds.removeIf(find -> !(find.chance() * tries < Judgement.CHANCE));
    int most = finds.stream().mapToInt(find -> find.fitting().size()).max().orElse(0);
    finds.removeIf(find -> find.fitting().size() < most);
    return finds;
  }

  /** What else a trial explains, unless an answer before the first wrong one contradicts it. */
  private Optional<Find> find(Trial trial, Answer first, Map<Quantity, Answer> answers) {
    Set<Quantity> fitting = new LinkedHashSet<>();
    double chance = 1;
    for (Answer answer : answers.values()) {
      Reference made = trial.made().get(answer.quantity());
      if (answer.fits(made)) {
        fitting.add(answer.quantity());
        chance *= chance(answer, made, trial.hypothesis().fitted());
      } else if (!fitting.contains(first.quantity())) {
        return Optional.empty();
      }
    }
    return Optional.of(new Find(trial, fitting, chance));
  }

  private static Cause mistake(List<Trial> trials) {
    return trials.isEmpty()
        ? new Cause.Unknown()
        : new Cause.Mistake(
            trials.stream().map(Trial::hypothesis).distinct().toList(),
            trials.get(0).change().at());
  }

  private boolean explains(Derivation made, Answer answer, int tries, boolean fitted) {
    Reference reference = made.get(answer.quantity());
    return answer.fits(reference) && chance(answer, reference, fitted) * tries < Judgement.CHANCE;
  }

  /**
   * How likely it is that the wrong numbers of an answer fit by chance, if each lies anywhere
   * between the largest and its opposite.
   *
   * @param fitted whether one of them was made to fit
   */
  private double chance(Answer answer, Reference made, boolean fitted) {
    Reference exact = exact(answer.quantity());
    boolean sameShape = answer.shape().equals(exact.type().shape());
    double largest = answer.largest();
    double chance = 1;
    double least = 1;
    for (int i = 0; i < made.size(); i++) {
      Written number = answer.numbers().get(i);
      if (!number.missing() && !(sameShape && number.fits(exact, i))) {
        double window = number.half().doubleValue() + made.bound(i);
        double one = window < largest ? window / largest : 1;
        chance *= one;
        least = Math.min(least, one);
      }
    }
    return fitted && least > 0 ? chance / least : chance;
  }

  private static boolean sameNumbers(Reference a, Reference b) {
    if (!a.type().shape().equals(b.type().shape())) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (Double.compare(a.nearest(i), b.nearest(i)) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The wrong gradient of a weight, of this layer or a later one, from whose δ this answer follows.
   */
  private Optional<Quantity> source(
      Derivation own, Answer next, Map<Quantity, Answer> answers, Set<Quantity> wrong) {
    return wrong.stream()
        .filter(weight -> weight.kind() == Kind.DW && !weight.equals(next.quantity()))
        .filter(weight -> weight.layer() >= next.quantity().layer())
        .filter(weight -> !answers.containsKey(new Quantity(Kind.DZ, weight.layer())))
        .filter(
            weight -> {
              Answer gradient = Objects.requireNonNull(answers.get(weight));
              return isUsable(gradient)
                  && Recovered.delta(own, gradient)
                      .filter(
                          delta -> {
                            Map<Quantity, Reference> given = new HashMap<>(own.given());
                            given.put(new Quantity(Kind.DZ, weight.layer()), delta);
                            return explains(right.from(given), next, 1, false);
                          })
                      .isPresent();
            })
        .findFirst();
  }

  private boolean isUsable(Answer answer) {
    return answer.isWhole() && answer.shape().equals(answer.quantity().shape(homework()));
  }

  /** The wrong answers as numbers to compute on with, if they are whole and have their shape. */
  private Map<Quantity, Reference> references(List<Answer> wrong) {
    Map<Quantity, Reference> references = new HashMap<>();
    for (Answer answer : wrong) {
      if (isUsable(answer)) {
        references.put(answer.quantity(), answer.reference(homework().dtype()));
      }
    }
    return references;
  }
}
