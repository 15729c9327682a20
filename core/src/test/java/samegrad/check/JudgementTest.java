package samegrad.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.files.Input;
import samegrad.json.Json;
import samegrad.network.ByHand;
import samegrad.network.Homework;
import samegrad.network.NetworkFile;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

final class JudgementTest {
  private static final Pattern NUMBER = Pattern.compile("(?<!\\w)-?\\d+\\.\\d+");

  static byte[] file(String name) {
    try (InputStream in = JudgementTest.class.getResourceAsStream("/files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  static Homework files() {
    String network = new String(file("files.network.json"), StandardCharsets.UTF_8);
    return NetworkFile.read(
        network.replace("\"loss\": \"squared\", ", "").getBytes(StandardCharsets.UTF_8), "files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"printed-by-torch.txt", "printed-by-numpy.txt", "files.expected.json"})
  void what_other_programs_print_is_right(String name) {
    Homework homework = files();
    Judgement judgement =
        Judgement.of(homework, Answers.read(Input.of(name, file(name)), homework));
    assertFalse(judgement.any(Mark.WRONG), judgement::toString);
    assertFalse(judgement.any(Mark.CANNOT_TELL), judgement::toString);
    boolean gradients =
        judgement.tensors().stream()
            .filter(tensor -> tensor.quantity().kind() == Kind.DW)
            .allMatch(tensor -> tensor.mark() == Mark.RIGHT);
    assertTrue(gradients, judgement::toString);
  }

  /**
   * The sixth decimal of a float32 number may be off by rounding, so NumPy's last digits may be.
   */
  @ParameterizedTest
  @ValueSource(strings = {"printed-by-torch.txt", "printed-by-numpy.txt"})
  void a_change_of_one_digit_is_seen_there_and_nowhere_else(String name) {
    Homework homework = files();
    String text = new String(file(name), StandardCharsets.UTF_8);
    Diagnosis diagnosis = new Diagnosis(homework);
    Matcher numbers = NUMBER.matcher(text);
    int changes = 0;
    while (numbers.find()) {
      int fifthDecimal = text.indexOf('.', numbers.start()) + 5;
      for (int i = numbers.start(); i < numbers.end() && i <= fifthDecimal; i++) {
        char digit = text.charAt(i);
        if (Character.isDigit(digit)) {
          char other = (char) ('0' + (digit - '0' + 1 + 8 * (changes % 2)) % 10);
          String changed = text.substring(0, i) + other + text.substring(i + 1);
          List<BigDecimal> wrong =
              HypothesisTest.judge(diagnosis, changed).tensors().stream()
                  .flatMap(tensor -> tensor.numbers(Mark.WRONG).stream())
                  .map(number -> new BigDecimal(number.written()))
                  .toList();
          BigDecimal number = new BigDecimal(changed.substring(numbers.start(), numbers.end()));
          assertEquals(List.of(number), wrong, changed);
          changes++;
        }
      }
    }
    assertTrue(changes > 150, changes + " changes");
  }

  @Test
  void the_first_wrong_number_is_told_with_what_is_right_and_how_far_off_it_is() {
    String text = new String(file("printed-by-torch.txt"), StandardCharsets.UTF_8);
    Homework homework = files();
    Judgement judgement =
        HypothesisTest.judge(new Diagnosis(homework), text.replace("0.5108", "0.5180"));
    Judgement.Tensor first = judgement.firstWrong().orElseThrow();
    assertEquals("W3.grad", first.quantity().toString());
    assertEquals(1, first.numbers(Mark.WRONG).size());
    Judgement.Number wrong = first.numbers(Mark.WRONG).get(0);
    assertEquals(List.of(1, 1), List.of(wrong.row(), wrong.column()));
    assertEquals("0.5180", wrong.written());
    assertEquals("0.5108", wrong.right().orElseThrow());
    assertEquals(0.0072, wrong.off().orElseThrow(), 0.00005);
    assertEquals(0.00005, wrong.allowed().orElseThrow(), 0.000002);
    assertEquals(new Cause.Unknown(), first.cause().orElseThrow());
  }

  @Test
  void what_is_not_answered_is_missing() {
    Judgement judgement =
        HypothesisTest.judge(new Diagnosis(files()), "b3.grad\n-0.8047 ?\nloss ?\n");
    assertEquals(Mark.RIGHT, mark(judgement, "b3.grad"));
    assertEquals(Mark.MISSING, mark(judgement, "loss"));
    assertEquals(Mark.MISSING, mark(judgement, "W1.grad"));
    assertFalse(judgement.any(Mark.WRONG));
  }

  @Test
  void digits_that_a_zero_would_match_as_well_tell_nothing() {
    Judgement judgement =
        HypothesisTest.judge(new Diagnosis(files()), "b1.grad\n0 0 0 0\nb3.grad -0.8 1.5");
    assertEquals(Mark.CANNOT_TELL, mark(judgement, "b1.grad"));
    assertEquals(Mark.RIGHT, mark(judgement, "b3.grad"));
  }

  private static Mark mark(Judgement judgement, String name) {
    return judgement.tensors().stream()
        .filter(tensor -> tensor.quantity().toString().equals(name))
        .findFirst()
        .orElseThrow()
        .mark();
  }

  /** If δ is not handed in, W2.grad says it: four equations for the δ of four samples. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_wrong_delta_is_passed_on_to_what_is_computed_from_it_and_that_is_said(boolean handedIn) {
    Homework homework = Homework.builtIn();
    Student student = new Student(homework);
    IntFunction<double[][]> right = student.delta;
    student.delta =
        l ->
            Student.map(
                right.apply(l),
                (i, j) -> right.apply(l)[i][j] + (l == 2 ? 0.01 * (i + 1) * (j - 2) : 0));
    Map<String, double[][]> answers = student.answers();
    if (handedIn) {
      answers.put("δ2", student.dz[2]);
    }
    answers.computeIfPresent(
        "W1.grad", (name, w) -> Student.map(w, (i, j) -> w[i][j] + (i + j == 0 ? 0.02 : 0)));
    Judgement judgement =
        HypothesisTest.judge(new Diagnosis(homework), Student.print(answers, "%.5f"));
    Map<String, Cause> causes = new LinkedHashMap<>();
    judgement
        .tensors()
        .forEach(t -> t.cause().ifPresent(cause -> causes.put(t.quantity().toString(), cause)));
    Quantity first = new Quantity(handedIn ? Kind.DZ : Kind.DW, 2);
    Map<String, Cause> expected = new LinkedHashMap<>();
    for (String passedOn : List.of("W2.grad", "b2.grad", "b1.grad")) {
      expected.put(passedOn, new Cause.PassedOn(Set.of(first)));
    }
    expected.put(first.toString(), new Cause.Unknown());
    expected.put("W1.grad", new Cause.Unknown());
    assertEquals(expected, causes);
  }

  @Test
  void nothing_is_named_for_answers_that_are_right_or_have_nothing_to_do_with_the_network() {
    List<Diagnosis> networks =
        Stream.of(
                HypothesisTest.network(11, 3, 2, 3, 1),
                HypothesisTest.network(12, 2, 3, 3, 3),
                HypothesisTest.network(13, 1, 2, 2, 2, 2),
                HypothesisTest.network(14, 4, 1, 1, 1),
                HypothesisTest.classes(HypothesisTest.network(15, 4, 3, 3, 3)),
                HypothesisTest.classes(HypothesisTest.network(16, 1, 2, 2, 2)))
            .map(Diagnosis::new)
            .toList();
    int unrelated = 0;
    for (int seed = 0; seed < 1000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Diagnosis diagnosis = networks.get(random.nextInt(networks.size()));
      Homework homework = diagnosis.homework();
      Map<String, double[][]> answers = new Student(homework).answers();
      answers.keySet().removeIf(name -> random.nextInt(3) == 0 && answers.size() > 1);
      boolean related = random.nextInt(4) == 0;
      if (!related) {
        unrelated++;
        double scale = Math.pow(10, random.nextInt(3) - 1);
        answers.replaceAll((name, rows) -> Student.map(rows, v -> scale * random.nextGaussian()));
      }
      String text = Student.print(answers, "%." + (2 + random.nextInt(6)) + "f");
      Judgement judgement = HypothesisTest.judge(diagnosis, text);
      int current = seed;
      for (Judgement.Tensor tensor : judgement.tensors()) {
        assertTrue(
            tensor.cause().isEmpty() || tensor.cause().get() instanceof Cause.Unknown,
            () -> "seed " + current + ": " + tensor + "\n" + text);
        assertTrue(
            !related || tensor.mark() != Mark.WRONG,
            () -> "seed " + current + ": " + tensor + "\n" + text);
      }
    }
    assertTrue(unrelated > 700, unrelated + " unrelated");
  }

  /**
   * Its bounds hold for a(1 − a) in any order, so they are the oracle's or larger, but for what is
   * of second order; and small enough to tell a right result.
   */
  @Test
  void the_derivation_has_the_oracles_numbers_and_bounds_that_cover_and_tell() {
    for (Homework homework :
        List.of(Homework.builtIn(), files(), HypothesisTest.network(1, 5, 4, 4, 4, 4))) {
      Derivation derivation = Derivation.of(homework);
      Oracle.Solution solution = Oracle.solve(homework);
      Map<TensorName, HostTensor> byHand = ByHand.solve(homework).tensors();
      double secondOrder = homework.dtype().unitRoundoff();
      for (Quantity quantity : Quantity.inOrder(homework.network().layers().size())) {
        quantity
            .tensor()
            .ifPresent(
                name -> {
                  Reference exact = solution.tensor(name);
                  Reference derived = derivation.get(quantity);
                  assertEquals(exact.type(), derived.type());
                  for (int i = 0; i < exact.size(); i++) {
                    assertEquals(exact.nearest(i), derived.nearest(i), name::toString);
                    assertTrue(
                        derived.bound(i) >= (1 - secondOrder) * exact.bound(i), name::toString);
                  }
                  Comparison comparison =
                      Comparison.of(Objects.requireNonNull(byHand.get(name)), derived);
                  assertEquals(Verdict.AGREE, comparison.verdict(), name::toString);
                });
      }
    }
  }

  @Test
  void a_result_in_full_is_judged_by_the_bound() {
    Homework homework = Homework.builtIn();
    Diagnosis diagnosis = new Diagnosis(homework);
    String json = Json.write(ByHand.solve(homework));
    Judgement right = HypothesisTest.judge(diagnosis, json);
    assertTrue(right.tensors().stream().allMatch(t -> t.mark() == Mark.RIGHT), right::toString);
    Judgement wrong =
        HypothesisTest.judge(diagnosis, json.replaceFirst("(\"loss\":0\\.\\d{13})\\d", "$10"));
    assertEquals(
        List.of(Mark.WRONG),
        wrong.tensors().stream()
            .filter(t -> t.mark() != Mark.RIGHT)
            .map(Judgement.Tensor::mark)
            .toList());
  }
}
