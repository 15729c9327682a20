package samegrad.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.OracleEngine;
import samegrad.autograd.Autograd;
import samegrad.measure.SummationOrder.Rounding;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * Sums made by hand: an order that adds numbers, and the same one that writes down what it adds.
 */
final class SummationOrderTest {
  private static <T> T sum(String order, List<T> terms, Function<List<T>, T> add) {
    return switch (order) {
      case "sequential" -> chain(terms, add);
      case "reversed" -> {
        List<T> reversed = new ArrayList<>(terms);
        Collections.reverse(reversed);
        yield chain(reversed, add);
      }
      case "pairwise" -> pairwise(terms, add);
      case "blocks" -> chain(parts(terms, (terms.size() + 4) / 5, i -> i / 5, add), add);
      case "accumulators" ->
          pairwise(parts(terms, Math.min(4, terms.size()), i -> i % 4, add), add);
      default -> {
        T sum = terms.get(0); // each two with what is there, at once
        for (int i = 1; i < terms.size(); i += 2) {
          List<T> next = new ArrayList<>(List.of(sum));
          next.addAll(terms.subList(i, Math.min(i + 2, terms.size())));
          sum = add.apply(next);
        }
        yield sum;
      }
    };
  }

  /** Chains of the terms that belong together. */
  private static <T> List<T> parts(
      List<T> terms, int count, IntUnaryOperator part, Function<List<T>, T> add) {
    return IntStream.range(0, count)
        .mapToObj(
            p ->
                IntStream.range(0, terms.size())
                    .filter(i -> part.applyAsInt(i) == p)
                    .mapToObj(terms::get)
                    .toList())
        .map(those -> chain(those, add))
        .toList();
  }

  private static <T> T chain(List<T> terms, Function<List<T>, T> add) {
    return terms.stream().reduce((a, b) -> add.apply(List.of(a, b))).orElseThrow();
  }

  private static <T> T pairwise(List<T> terms, Function<List<T>, T> add) {
    int half = terms.size() / 2;
    return half == 0
        ? terms.get(0)
        : add.apply(
            List.of(
                pairwise(terms.subList(0, half), add),
                pairwise(terms.subList(half, terms.size()), add)));
  }

  /** As matrix units do: aligned to the largest, what is less than 2⁻⁵³ of it is cut off. */
  private static double atOnce(List<Double> terms) {
    double unit = terms.stream().mapToDouble(Math::abs).map(Math::ulp).max().orElseThrow();
    return terms.stream().mapToDouble(term -> unit * (long) (term / unit)).sum();
  }

  private static SummationTree written(String order, int terms) {
    List<List<Integer>> additions = new ArrayList<>();
    sum(
        order,
        IntStream.range(0, terms).boxed().toList(),
        parts -> {
          additions.add(parts);
          return terms + additions.size() - 1;
        });
    return new SummationTree(terms, additions);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sequential", "reversed", "pairwise", "blocks", "accumulators", "three at once"})
  void each_order_is_found_exactly(String order) {
    for (int terms : new int[] {1, 2, 3, 4, 7, 32, 33, 101}) {
      assertEquals(
          written(order, terms),
          Masks.reveal(
              terms,
              numbers ->
                  sum(
                      order,
                      Arrays.stream(numbers).boxed().toList(),
                      parts -> parts.size() == 2 ? parts.get(0) + parts.get(1) : atOnce(parts))));
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, EACH", "FLOAT32, FUSED", "FLOAT32, END", "FLOAT64, EACH", "FLOAT64, FUSED"})
  void what_is_rounded_is_found(DType dtype, Rounding rounding) {
    OracleEngine engine =
        new OracleEngine() {
          @Override
          public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
            HostTensor product = super.matmul(a, ta, b, tb);
            double[] elements = product.toArray();
            elements[0] = dot(a, b);
            return upload(HostTensor.of(dtype, product.shape(), elements));
          }

          private double dot(HostTensor a, HostTensor b) {
            double sum = 0;
            for (int k = 0; k < a.shape().columns(); k++) {
              double product = a.get(0, k) * b.get(0, k);
              sum =
                  switch (rounding) {
                    case FUSED ->
                        dtype == DType.FLOAT32
                            ? Math.fma((float) a.get(0, k), (float) b.get(0, k), (float) sum)
                            : Math.fma(a.get(0, k), b.get(0, k), sum);
                    case END -> sum + product;
                    default -> dtype.round(sum + dtype.round(product));
                  };
            }
            return dtype.round(sum);
          }
        };
    try (Backend backend = new Backend(engine, Autograd.NATIVE)) {
      assertEquals(
          new SummationOrder("product", dtype, written("sequential", 20), rounding),
          SummationOrder.ofProduct(backend, dtype, 20, 2));
    }
  }

  @Test
  void the_oracle_which_rounds_once_has_no_order_of_additions() {
    try (Backend backend = new Backend(new OracleEngine(), Autograd.NATIVE)) {
      SummationOrder order = SummationOrder.ofSum(backend, DType.FLOAT64, 5);
      assertEquals(SummationTree.atOnce(5), order.tree());
      assertEquals(Rounding.OTHER, order.rounding());
    }
  }

  @Test
  void trees_that_add_in_the_same_order_are_equal() {
    SummationTree one = new SummationTree(4, List.of(List.of(3, 2), List.of(1, 0), List.of(4, 5)));
    assertEquals(written("pairwise", 4), one);
    assertEquals(List.of(List.of(0, 1), List.of(2, 3), List.of(4, 5)), one.additions());
    assertArrayEquals(new int[] {1, 1, 1, 1, 2, 2, 4}, one.sizes());
  }
}
