package samegrad.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.files.Input;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Each mistake is made by a student who knows nothing of the hypotheses, and is found. */
final class HypothesisTest {
  private static final Map<String, Function<Homework, Student>> MISTAKES = mistakes();

  private static Map<String, Function<Homework, Student>> mistakes() {
    Map<String, Function<Homework, Student>> all = new LinkedHashMap<>();
    all.put("no 1/M", h -> scaled(h, h.samples(), h.samples()));
    all.put("1/M twice", h -> scaled(h, 1, 1.0 / h.samples()));
    all.put("no ½", h -> scaled(h, 2, 2));
    all.put("½ twice", h -> scaled(h, 1, 0.5));
    all.put("1/(M·out)", h -> scaled(h, 1.0 / h.network().out(), 1.0 / h.network().out()));
    all.put("nn.MSELoss", h -> scaled(h, 2.0 / h.network().out(), 2.0 / h.network().out()));
    all.put("sum of squares", h -> scaled(h, 2 * h.samples(), 2 * h.samples()));
    all.put("sign", h -> scaled(h, 1, -1));
    all.put(
        "transposed",
        h ->
            new Student(h) {
              @Override
              double[][] dw(int l) {
                return transposed(super.dw(l));
              }
            });
    all.put(
        "W for Wᵀ",
        h ->
            new Student(h) {
              @Override
              double[][] da(int l) {
                boolean square = w[l + 1].length == w[l + 1][0].length;
                return product(dz[l + 1], square ? transposed(w[l + 1]) : w[l + 1]);
              }
            });
    all.put("no σ'", h -> slope(h, (s, l) -> Student.map(s.a[l], v -> 1)));
    all.put(
        "σ'(a) for σ'(z)",
        h ->
            slope(
                h, (s, l) -> Student.map(s.a[l], v -> Student.sigma(v) * (1 - Student.sigma(v)))));
    all.put("z(1−z) for a(1−a)", h -> slope(h, (s, l) -> Student.map(s.z[l], v -> v * (1 - v))));
    all.put(
        "a(1−a) of the layer's input",
        h -> slope(h, (s, l) -> Student.map(s.a[l - 1], v -> v * (1 - v))));
    all.put(
        "a(1−a) of the next layer",
        h -> slope(h, (s, l) -> Student.map(s.a[l + 1], v -> v * (1 - v))));
    all.put(
        "the layer's output for its input",
        h ->
            new Student(h) {
              @Override
              double[][] dw(int l) {
                boolean square = w[l].length == w[l][0].length;
                return product(transposed(dz[l]), a[square ? l : l - 1]);
              }
            });
    all.put(
        "z for a",
        h ->
            new Student(h) {
              @Override
              double[][] dw(int l) {
                return product(transposed(dz[l]), l == 1 ? x : z[l - 1]);
              }
            });
    all.put(
        "bias of one sample",
        h ->
            new Student(h) {
              @Override
              double[][] db(int l) {
                return new double[][] {dz[l][samples - 1]};
              }
            });
    all.put(
        "bias over units",
        h ->
            new Student(h) {
              @Override
              double[][] db(int l) {
                double sum = 0;
                for (double d : super.db(l)[0]) {
                  sum += d;
                }
                double mean = sum / b[l][0].length;
                return map(b[l], v -> mean);
              }
            });
    all.put("ReLU for sigmoid", h -> activated(h, z -> Math.max(0, z), z -> z > 0 ? 1 : 0));
    all.put("identity for sigmoid", h -> activated(h, z -> z, z -> 1));
    all.put(
        "tanh for sigmoid", h -> activated(h, Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z)));
    all.put(
        "sigmoid at the output",
        h -> {
          Student student = new Student(h);
          student.sigmoid[student.layers] = true;
          return student;
        });
    all.put(
        "opposite order",
        h ->
            new Student(h) {
              @Override
              Map<String, double[][]> answers() {
                Map<String, double[][]> right = super.answers();
                Map<String, double[][]> answers = new LinkedHashMap<>(right);
                for (int l = 1; l <= layers; l++) {
                  for (String of : List.of("W", "b")) {
                    answers.put(of + l + ".grad", right.get(of + (layers + 1 - l) + ".grad"));
                  }
                }
                return answers;
              }
            });
    all.put("float32", h -> handedIn(h, ".*", v -> (float) v));
    all.put(
        "columns for rows of x",
        h ->
            new Student(h) {
              @Override
              double[][] input() {
                double[][] read = new double[x.length][x[0].length];
                for (int i = 0; i < x.length * x[0].length; i++) {
                  read[i % x.length][i / x.length] = x[i / x[0].length][i % x[0].length];
                }
                return read;
              }
            });
    all.put("update", h -> handedIn(h, ".*grad", v -> -0.05 * v));
    all.put("accumulated", h -> handedIn(h, ".*grad", v -> 3 * v));
    return all;
  }

  private static Student scaled(Homework h, double loss, double gradient) {
    return new Student(h) {
      @Override
      double loss() {
        return loss * super.loss();
      }

      @Override
      double[][] towardsOutput() {
        return map(super.towardsOutput(), v -> gradient * v);
      }
    };
  }

  private interface Slope {
    double[][] of(Student student, int layer);
  }

  private static Student slope(Homework h, Slope slope) {
    return new Student(h) {
      @Override
      double[][] slope(int l) {
        boolean fits = sigmoid[l] && slope.of(this, l)[0].length == a[l][0].length;
        return fits ? slope.of(this, l) : super.slope(l);
      }
    };
  }

  private static Student activated(
      Homework h, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return new Student(h) {
      @Override
      double[][] a(int l) {
        return sigmoid[l] ? map(z[l], value) : z[l];
      }

      @Override
      double[][] slope(int l) {
        return sigmoid[l] ? map(z[l], slope) : super.slope(l);
      }
    };
  }

  private static Student handedIn(Homework h, String names, DoubleUnaryOperator change) {
    return new Student(h) {
      @Override
      Map<String, double[][]> answers() {
        Map<String, double[][]> answers = super.answers();
        answers.replaceAll((name, rows) -> name.matches(names) ? map(rows, change) : rows);
        return answers;
      }
    };
  }

  static Stream<String> names() {
    return MISTAKES.keySet().stream();
  }

  private static final List<Diagnosis> NETWORKS =
      Stream.of(network(1, 5, 4, 4, 4, 4), network(2, 6, 3, 3, 3, 3), network(3, 7, 4, 4, 4, 3))
          .map(Diagnosis::new)
          .toList();

  @Test
  void every_hypothesis_has_a_student() {
    assertEquals(
        Hypothesis.all().stream().map(Hypothesis::name).toList(), List.copyOf(MISTAKES.keySet()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void the_mistake_is_found_on_three_networks_and_no_other(String name) {
    for (Diagnosis diagnosis : NETWORKS) {
      Homework homework = diagnosis.homework();
      Map<String, double[][]> answers =
          Objects.requireNonNull(MISTAKES.get(name)).apply(homework).answers();
      String text = Student.print(answers, name.equals("float32") ? "%.17g" : "%.6f");
      Judgement judgement = judge(diagnosis, text);
      Cause cause = judgement.firstWrong().orElseThrow().cause().orElseThrow();
      String found =
          cause instanceof Cause.Mistake mistake
              ? mistake.hypotheses().stream()
                  .map(Hypothesis::name)
                  .collect(Collectors.joining(", "))
              : cause.toString();
      assertEquals(name, found, () -> homework.network().toString() + "\n" + text);
      for (Judgement.Tensor tensor : judgement.tensors()) {
        assertTrue(
            tensor.mark() == Mark.RIGHT || !(tensor.cause().orElseThrow() instanceof Cause.Unknown),
            () -> tensor.toString());
      }
    }
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

  private static HostTensor numbers(SplittableRandom random, Shape shape) {
    double[] numbers = new double[shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (random.nextInt(2001) - 1000) / 500.0;
    }
    return HostTensor.of(DType.FLOAT64, shape, numbers);
  }
}
