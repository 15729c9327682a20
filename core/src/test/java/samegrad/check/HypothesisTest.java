package samegrad.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static samegrad.check.Student.map;
import static samegrad.check.Student.product;
import static samegrad.check.Student.transposed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.explain.Derivation;
import samegrad.files.Input;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Each mistake is made by a student who knows nothing of the hypotheses, and is found. */
final class HypothesisTest {
  private static final Map<String, Consumer<Student>> MISTAKES = mistakes();

  private static Map<String, Consumer<Student>> mistakes() {
    Map<String, Consumer<Student>> all = new LinkedHashMap<>();
    all.put("no 1/M", s -> scaled(s, s.samples, s.samples));
    all.put("1/M twice", s -> scaled(s, 1, 1.0 / s.samples));
    all.put("no ½", s -> scaled(s, 2, 2));
    all.put("½ twice", s -> scaled(s, 1, 0.5));
    all.put("1/(M·out)", s -> scaled(s, 1.0 / s.y[0].length, 1.0 / s.y[0].length));
    all.put("nn.MSELoss", s -> scaled(s, 2.0 / s.y[0].length, 2.0 / s.y[0].length));
    all.put("sum of squares", s -> scaled(s, 2 * s.samples, 2 * s.samples));
    all.put("sign", s -> scaled(s, 1, -1));
    all.put("transposed", s -> s.weight = l -> product(transposed(s.a[l - 1]), s.dz[l]));
    all.put(
        "W for Wᵀ",
        s ->
            s.back =
                l ->
                    product(
                        s.dz[l + 1], isSquare(s.w[l + 1]) ? transposed(s.w[l + 1]) : s.w[l + 1]));
    all.put("no σ'", s -> slope(s, l -> map(s.a[l], v -> 1)));
    all.put(
        "σ'(a) for σ'(z)",
        s -> slope(s, l -> map(s.a[l], v -> Student.sigma(v) * (1 - Student.sigma(v)))));
    all.put("z(1−z) for a(1−a)", s -> slope(s, l -> map(s.z[l], v -> v * (1 - v))));
    all.put("a(1−a) of the layer's input", s -> slope(s, l -> map(s.a[l - 1], v -> v * (1 - v))));
    all.put("a(1−a) of the next layer", s -> slope(s, l -> map(s.a[l + 1], v -> v * (1 - v))));
    all.put(
        "the layer's output for its input",
        s -> s.weight = l -> product(transposed(s.dz[l]), s.a[isSquare(s.w[l]) ? l : l - 1]));
    all.put(
        "z for a", s -> s.weight = l -> product(transposed(s.dz[l]), l == 1 ? s.x : s.z[l - 1]));
    all.put("bias of one sample", s -> s.bias = l -> new double[][] {s.dz[l][s.samples - 1]});
    all.put(
        "bias over units",
        s -> {
          IntFunction<double[][]> right = s.bias;
          s.bias =
              l -> map(right.apply(l), v -> Arrays.stream(right.apply(l)[0]).average().orElse(0));
        });
    all.put("ReLU for sigmoid", s -> activated(s, z -> Math.max(0, z), z -> z > 0 ? 1 : 0));
    all.put("identity for sigmoid", s -> activated(s, z -> z, z -> 1));
    all.put(
        "tanh for sigmoid", s -> activated(s, Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z)));
    all.put("sigmoid at the output", s -> s.sigmoid[s.layers] = true);
    all.put(
        "opposite order",
        s ->
            s.handIn =
                answers -> {
                  Map<String, double[][]> right = Map.copyOf(answers);
                  for (int l = 1; l <= s.layers; l++) {
                    for (String of : List.of("W%d.grad", "b%d.grad")) {
                      double[][] other = right.get(of.formatted(s.layers + 1 - l));
                      answers.put(of.formatted(l), Objects.requireNonNull(other));
                    }
                  }
                });
    all.put("float32", s -> handedIn(s, ".*", v -> (float) v));
    all.put(
        "columns for rows of x",
        s -> {
          int rows = s.x.length;
          int columns = s.x[0].length;
          s.input =
              () -> map(s.x, (i, j) -> s.x[(j * rows + i) / columns][(j * rows + i) % columns]);
        });
    all.put("no softmax", s -> s.error = () -> map(s.a[s.layers], s.y, (a, y) -> a - y));
    all.put(
        "softmax over the samples",
        s -> s.prediction = () -> transposed(Student.softmax(transposed(s.a[s.layers]))));
    all.put(
        "softmax over the samples, by autograd",
        s -> {
          s.prediction = () -> transposed(Student.softmax(transposed(s.a[s.layers])));
          s.error =
              () -> {
                double[][] p = s.prediction.get();
                double[][] counts = transposed(s.y);
                return map(p, (n, k) -> p[n][k] * Arrays.stream(counts[k]).sum() - s.y[n][k]);
              };
        });
    all.put("softmax at the output", HypothesisTest::softmaxAtTheOutput);
    all.put("no log", s -> s.loss = (p, y) -> -y * p);
    all.put(
        "no log, by autograd",
        s -> {
          s.loss = (p, y) -> -y * p;
          s.error = () -> throughSoftmax(s.prediction.get(), map(s.y, y -> -y));
        });
    all.put("another logarithm", s -> s.loss = (p, y) -> -y * Math.log10(p));
    all.put("−y/p for p − y", s -> error(s, (p, y) -> -y / p));
    all.put("p(1−p) too", s -> error(s, (p, y) -> (p - y) * p * (1 - p)));
    all.put("right class alone", s -> error(s, (p, y) -> (p - y) * y));
    all.put(
        "classes from 1",
        s -> {
          double[][] right = s.y;
          s.y = map(right, (n, k) -> right[n][(k + 1) % right[n].length]);
        });
    all.put("update", s -> handedIn(s, ".*grad", v -> -0.05 * v));
    all.put("accumulated", s -> handedIn(s, ".*grad", v -> 3 * v));
    return all;
  }

  private static void scaled(Student student, double loss, double gradient) {
    student.lossFactor = loss;
    student.gradientFactor = gradient;
  }

  private static void error(Student student, DoubleBinaryOperator error) {
    student.error = () -> map(student.prediction.get(), student.y, error);
  }

  /** As nn.Softmax before nn.CrossEntropyLoss. */
  private static void softmaxAtTheOutput(Student student) {
    IntFunction<double[][]> activation = student.activation;
    IntFunction<double[][]> delta = student.delta;
    student.activation =
        l -> l < student.layers ? activation.apply(l) : Student.softmax(student.z[l]);
    student.delta =
        l -> {
          return l < student.layers ? delta.apply(l) : throughSoftmax(student.a[l], student.da[l]);
        };
  }

  private static double[][] throughSoftmax(double[][] p, double[][] g) {
    double[][] gp = map(g, p, (a, b) -> a * b);
    return map(p, (n, k) -> p[n][k] * (g[n][k] - Arrays.stream(gp[n]).sum()));
  }

  private static boolean isSquare(double[][] matrix) {
    return matrix.length == matrix[0].length;
  }

  /** Another derivative of the sigmoid, where it has the shape. */
  private static void slope(Student student, IntFunction<double[][]> slope) {
    IntFunction<double[][]> right = student.slope;
    student.slope =
        l ->
            student.sigmoid[l] && slope.apply(l)[0].length == student.a[l][0].length
                ? slope.apply(l)
                : right.apply(l);
  }

  private static void activated(
      Student student, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    IntFunction<double[][]> right = student.slope;
    student.activation = l -> student.sigmoid[l] ? map(student.z[l], value) : student.z[l];
    student.slope = l -> student.sigmoid[l] ? map(student.z[l], slope) : right.apply(l);
  }

  private static void handedIn(Student student, String names, DoubleUnaryOperator change) {
    student.handIn =
        answers ->
            answers.replaceAll((name, rows) -> name.matches(names) ? map(rows, change) : rows);
  }

  static Stream<String> names() {
    return MISTAKES.keySet().stream();
  }

  /** Which of them that is a way to make. */
  private static String hypothesis(String name) {
    return name.replaceFirst(", by autograd$", "");
  }

  /** {@code -Dsamegrad.check.networks=N} takes N others of each loss that no other test has. */
  private static final List<Diagnosis> NETWORKS = networks();

  private static List<Diagnosis> networks() {
    int others = Integer.getInteger("samegrad.check.networks", 0);
    Stream<Homework> squared =
        others > 0
            ? IntStream.range(0, others)
                .mapToObj(i -> network(1000 + i, 5 + i % 4, 4, 4, 4, 3 + i % 2))
            : Stream.of(
                network(1, 5, 4, 4, 4, 4), network(2, 6, 3, 3, 3, 3), network(3, 7, 4, 4, 4, 3));
    return squared.flatMap(h -> Stream.of(h, classes(h))).map(Diagnosis::new).toList();
  }

  @Test
  void every_hypothesis_has_a_student() {
    assertEquals(
        Hypothesis.all().stream().map(Hypothesis::name).toList(),
        names().map(HypothesisTest::hypothesis).distinct().toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void the_mistake_is_found_on_each_network_where_it_can_be_made_and_no_other(String name) {
    Hypothesis hypothesis =
        Hypothesis.all().stream()
            .filter(h -> h.name().equals(hypothesis(name)))
            .findFirst()
            .orElseThrow();
    int found = 0;
    for (Diagnosis diagnosis : NETWORKS) {
      Homework homework = diagnosis.homework();
      if (hypothesis.fitted()
          || !hypothesis.changes().of(Derivation.of(homework), Answers.NONE).isEmpty()) {
        found++;
        assertEquals(
            hypothesis(name),
            found(diagnosis, name),
            homework.network() + ", " + homework.criterion());
      }
    }
    assertTrue(found >= NETWORKS.size() / 2, found + " networks");
  }

  /** What is found if a student makes that mistake. */
  private static String found(Diagnosis diagnosis, String name) {
    Student student = new Student(diagnosis.homework());
    Objects.requireNonNull(MISTAKES.get(name)).accept(student);
    String text = Student.print(student.answers(), name.equals("float32") ? "%.17g" : "%.6f");
    Judgement judgement = judge(diagnosis, text);
    for (Judgement.Tensor tensor : judgement.tensors()) {
      assertTrue(
          tensor.mark() == Mark.RIGHT || !(tensor.cause().orElseThrow() instanceof Cause.Unknown),
          tensor::toString);
    }
    Cause cause = judgement.firstWrong().orElseThrow().cause().orElseThrow();
    return cause instanceof Cause.Mistake mistake
        ? mistake.hypotheses().stream().map(Hypothesis::name).collect(Collectors.joining(", "))
        : cause.toString();
  }

  static Judgement judge(Diagnosis diagnosis, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Judgement.of(Answers.read(Input.of("answers", bytes), diagnosis.homework()), diagnosis);
  }

  /** A network of seeded numbers with three digits. */
  static Homework network(int seed, int samples, int... widths) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      layers.add(
          new Layer(
              numbers(random, Shape.matrix(widths[l], widths[l - 1])),
              numbers(random, Shape.vector(widths[l])),
              l == widths.length - 1 ? Activation.IDENTITY : Activation.SIGMOID));
    }
    return new Homework(
        new Network("seed " + seed, layers),
        numbers(random, Shape.matrix(samples, widths[0])),
        numbers(random, Shape.matrix(samples, widths[widths.length - 1])));
  }

  /** The same with classes for targets, and the cross-entropy. */
  static Homework classes(Homework homework) {
    double[] classes =
        new SplittableRandom(1)
            .ints(homework.samples(), 0, homework.network().out())
            .asDoubleStream()
            .toArray();
    HostTensor y = Loss.CROSS_ENTROPY.targets(HostTensor.vector(classes), homework.network().out());
    return new Homework(homework.network(), homework.x(), y, Loss.CROSS_ENTROPY);
  }

  private static HostTensor numbers(SplittableRandom random, Shape shape) {
    double[] numbers = new double[shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (random.nextInt(2001) - 1000) / 500.0;
    }
    return HostTensor.of(DType.FLOAT64, shape, numbers);
  }
}
