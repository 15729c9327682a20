package samegrad.djl;

import java.util.Map;
import java.util.TreeMap;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.autograd.Variables;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Scalar functions that between them use every operation in every way that matters to gradients.
 */
final class Functions {
  private Functions() {}

  /** One of each shape that matters, and some that are not used. */
  static Parameters parameters(DType dtype) {
    Map<String, HostTensor> all = new TreeMap<>();
    all.put("matrix", Naive.random(21, dtype, Shape.matrix(3, 4)));
    all.put("square", Naive.random(22, dtype, Shape.matrix(4, 4)));
    all.put("row", Naive.random(23, dtype, Shape.matrix(1, 4)));
    all.put("column", Naive.random(24, dtype, Shape.matrix(3, 1)));
    all.put("vector", Naive.random(25, dtype, Shape.vector(4)));
    all.put("one", Naive.random(26, dtype, Shape.vector(1)));
    all.put("cell", Naive.random(27, dtype, Shape.matrix(1, 1)));
    all.put("scalar", Naive.random(28, dtype, Shape.scalar()));
    all.put("unused", Naive.random(29, dtype, Shape.matrix(2, 2)));
    all.put("empty", Naive.random(30, dtype, Shape.matrix(0, 4)));
    return Parameters.of(all);
  }

  /** By what they show. */
  static final Map<String, ScalarFunction> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("identity", p -> p.get("scalar")),
              Map.entry(
                  "constant",
                  p -> p.constant(HostTensor.scalar(p.get("scalar").type().dtype(), 3)).scale(2)),
              Map.entry("sum", p -> p.get("matrix").sum()),
              Map.entry("square", p -> p.get("matrix").multiply(p.get("matrix")).sum()),
              Map.entry("same twice", p -> p.get("scalar").add(p.get("scalar"))),
              Map.entry(
                  "products",
                  p ->
                      p.get("matrix")
                          .matmul(p.get("square").transpose())
                          .matmul(p.get("matrix").transpose())
                          .sigmoid()
                          .sum()),
              Map.entry(
                  "transpose both",
                  p -> p.get("square").transpose().matmul(p.get("matrix").transpose()).sum()),
              Map.entry(
                  "transposed gradient",
                  p -> p.get("matrix").transpose().sigmoid().transpose().sum()),
              Map.entry(
                  "broadcasts",
                  p ->
                      p.get("matrix")
                          .add(p.get("vector"))
                          .multiply(p.get("column"))
                          .subtract(p.get("row"))
                          .multiply(p.get("scalar"))
                          .add(p.get("one"))
                          .multiply(p.get("cell"))
                          .sum()),
              Map.entry(
                  "sums to shapes",
                  p -> {
                    Variable m = p.get("matrix").sigmoid();
                    return m.sum(Shape.vector(4))
                        .add(m.sum(Shape.matrix(1, 4)))
                        .multiply(m.sum(Shape.matrix(3, 1)))
                        .add(m.sum(Shape.vector(1)))
                        .add(m.sum(Shape.matrix(1, 1)))
                        .add(m.sum(Shape.scalar()))
                        .add(m.sum(Shape.matrix(3, 4)))
                        .sum();
                  }),
              Map.entry(
                  "ranks",
                  p ->
                      p.get("cell")
                          .sum(Shape.vector(1))
                          .sum(Shape.scalar())
                          .broadcast(Shape.vector(1))
                          .broadcast(Shape.matrix(1, 1))
                          .sum()),
              Map.entry(
                  "broadcast to shapes",
                  p ->
                      p.get("scalar")
                          .broadcast(Shape.vector(4))
                          .multiply(p.get("vector"))
                          .broadcast(Shape.matrix(3, 4))
                          .multiply(p.get("column").broadcast(Shape.matrix(3, 4)))
                          .sum()),
              Map.entry("empty", p -> p.get("empty").add(p.get("vector")).sigmoid().sum()),
              Map.entry(
                  "empty inner",
                  p ->
                      p.get("empty").transpose().matmul(p.get("empty")).add(p.get("square")).sum()),
              Map.entry(
                  "linear",
                  p ->
                      p.get("matrix")
                          .matmul(p.get("square").transpose())
                          .add(p.get("vector"))
                          .sigmoid()
                          .sum()),
              Map.entry(
                  "no linear, with both transposed",
                  p ->
                      p.get("square")
                          .transpose()
                          .matmul(p.get("square").transpose())
                          .add(p.get("vector"))
                          .sigmoid()
                          .sum()),
              Map.entry(
                  "linear without rows",
                  p ->
                      p.get("empty")
                          .matmul(p.get("square").transpose())
                          .add(p.get("vector"))
                          .sum()),
              Map.entry(
                  "linear without columns",
                  p -> {
                    Variable x = p.constant(none(p, 3));
                    Variable w = p.constant(none(p, 4));
                    return x.matmul(w.transpose()).add(p.get("vector")).sigmoid().sum();
                  }),
              Map.entry(
                  "a product that is used twice and no bias alone",
                  p -> {
                    Variable z = p.get("matrix").matmul(p.get("square").transpose());
                    return z.add(p.get("vector")).multiply(z).add(z.add(p.get("row"))).sum();
                  }),
              Map.entry("scales", p -> p.get("vector").scale(0.1).scale(-3).sum().scale(1e-3)),
              Map.entry(
                  "dead code",
                  p -> {
                    p.get("unused").sigmoid().matmul(p.get("unused"));
                    return p.get("vector").sigmoid().sum();
                  })));

  /** A matrix of those rows and no columns, of the dtype of the parameters. */
  private static HostTensor none(Variables parameters, int rows) {
    return HostTensor.of(parameters.get("scalar").type().dtype(), Shape.matrix(rows, 0));
  }
}
