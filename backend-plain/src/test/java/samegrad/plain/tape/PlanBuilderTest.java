package samegrad.plain.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.plain.array.DoubleArrayOperations;
import samegrad.plain.threads.WorkerPool;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** What a plan spares: steps that are fused or folded, and buffers that are shared. */
class PlanBuilderTest {
  private static final Shape SHAPE = Shape.matrix(4, 4);

  private final WorkerPool pool = new WorkerPool(1);

  @AfterEach
  void close() {
    pool.close();
  }

  /** The plan of a function of a and b, both of shape (4, 4), without its gradients. */
  private Plan<double[]> plan(ScalarFunction function) {
    TensorType type = new TensorType(DType.FLOAT64, SHAPE);
    Tape tape = function.record(new Parameters.Signature(List.of("a", "b"), List.of(type, type)));
    return new PlanBuilder<>(new DoubleArrayOperations(pool, 0), tape).build();
  }

  @Test
  void a_long_chain_needs_one_buffer_for_products_and_no_more_than_two() {
    Plan<double[]> scales =
        plan(
            p -> {
              Variable value = p.get("a");
              for (int i = 2; i < 20; i++) {
                value = value.scale(i);
              }
              return value.sum();
            });
    assertEquals(List.of(16), scales.buffers());
    assertEquals(19, scales.steps().size());

    Plan<double[]> products =
        plan(
            p -> {
              Variable value = p.get("a");
              for (int i = 0; i < 9; i++) {
                value = value.matmul(p.get("b"));
              }
              return value.sum();
            });
    assertEquals(List.of(16, 16), products.buffers());
  }

  @Test
  void a_value_that_is_read_later_is_not_written_over() {
    Plan<double[]> plan =
        plan(
            p -> {
              Variable first = p.get("a").scale(2);
              return first.scale(3).multiply(first.scale(5)).sum();
            });
    assertEquals(List.of(16, 16), plan.buffers());
  }

  @Test
  void a_freed_buffer_is_taken_by_what_fits_into_it_and_the_smallest_is_taken() {
    Plan<double[]> plan =
        plan(
            p -> {
              Variable rows = p.get("a").sum(Shape.vector(4));
              Variable all = p.get("a").scale(2);
              Variable both = all.sum(Shape.matrix(4, 1)).sum().multiply(rows.sum());
              Variable again = p.get("b").sum(Shape.vector(4)).sum();
              return both.multiply(again);
            });
    assertTrue(plan.buffers().size() <= 4, plan.buffers().toString());
    assertEquals(16, plan.buffers().stream().filter(n -> n > 4).mapToInt(n -> n).sum());
  }

  @Test
  void what_depends_on_constants_alone_is_computed_once_and_kept_if_it_is_read() {
    Plan<double[]> plan =
        plan(
            p -> {
              Variable two = p.constant(HostTensor.scalar(DType.FLOAT64, 2));
              Variable six = two.add(two).add(two);
              return six.multiply(p.get("a")).sum();
            });
    assertEquals(1, plan.constants().size());
    assertEquals(6, plan.constants().get(0)[0]);
    assertEquals(2, plan.steps().size());
  }

  @Test
  void a_layer_is_a_product_and_one_step_for_bias_and_sigmoid() {
    Plan<double[]> plan =
        plan(
            p ->
                p.get("a")
                    .matmul(p.get("b"))
                    .add(p.constant(HostTensor.vector(1, 2, 3, 4)))
                    .sigmoid()
                    .sum());
    assertEquals(3, plan.steps().size());
    assertEquals(List.of(16), plan.buffers());
  }

  @Test
  void a_sigmoids_gradient_is_one_step_written_over_its_operand() {
    Plan<double[]> plan =
        plan(
            p -> {
              Variable one = p.constant(HostTensor.scalar(DType.FLOAT64, 1));
              Variable a = p.get("a").sigmoid();
              return p.get("b").multiply(a.multiply(one.subtract(a))).sum();
            });
    assertEquals(3, plan.steps().size());
    assertEquals(List.of(16), plan.buffers());
    assertEquals(List.of(), plan.constants());
  }

  @Test
  void a_broadcast_is_left_out_where_its_reader_can_repeat_it() {
    Plan<double[]> left =
        plan(p -> p.get("a").sum(Shape.vector(4)).broadcast(SHAPE).add(p.get("b")).sum());
    assertEquals(3, left.steps().size());
    Plan<double[]> right =
        plan(p -> p.get("b").add(p.get("a").sum(Shape.vector(4)).broadcast(SHAPE)).sum());
    assertEquals(3, right.steps().size());
  }
}
