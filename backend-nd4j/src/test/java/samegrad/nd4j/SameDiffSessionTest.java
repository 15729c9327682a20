package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static samegrad.nd4j.Engines.ENGINE;
import static samegrad.nd4j.Engines.random;
import static samegrad.nd4j.Engines.result;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** What is executed here gives the bits of SameDiff's own gradient function in its own session. */
class SameDiffSessionTest {
  private static final HostTensor X = random(DType.FLOAT64, Shape.matrix(5, 3), 1);
  private static final HostTensor W = random(DType.FLOAT64, Shape.matrix(4, 3), 2);
  private static final HostTensor B = random(DType.FLOAT64, Shape.matrix(1, 4), 3);

  private static INDArray array(HostTensor tensor) {
    return Nd4j.createFromArray(tensor.toArray())
        .reshape(tensor.shape().rows(), tensor.shape().columns());
  }

  private static HostTensor host(Map<String, INDArray> gradients, String name, Shape shape) {
    INDArray array = Objects.requireNonNull(gradients.get(name));
    return HostTensor.of(DType.FLOAT64, shape, array.dup('c').data().asDouble());
  }

  private static Map<String, INDArray> session() {
    SameDiff graph = SameDiff.create();
    SDVariable w = graph.var("W", array(W));
    SDVariable b = graph.var("b", array(B));
    SDVariable x = graph.constant(array(X));
    SDVariable z = graph.linalg().mmul(x, w, false, true, false);
    SDVariable a = graph.nn().sigmoid(z.add(b));
    SDVariable loss = a.mul(a).sum(true, 1).sum(true, 0).mul(0.1);
    graph.setLossVariables(loss);
    return graph.calculateGradients(Map.of(), "W", "b");
  }

  @Test
  void the_gradients_are_those_of_samediffs_own_session() {
    Map<String, INDArray> expected = session();
    ScalarFunction loss =
        v -> {
          Variable z =
              v.operations().matmul(v.constant(X), false, v.get("W"), true).add(v.get("b"));
          Variable a = z.sigmoid();
          return a.multiply(a).sum().scale(0.1);
        };
    Parameters parameters = Parameters.of("W", W).with("b", B);
    try (GradientProgram<Nd4jArray> program =
        ENGINE.differentiate(loss.record(parameters.signature()))) {
      List<Nd4jArray> results = program.evaluate(List.of(ENGINE.upload(W), ENGINE.upload(B)));
      assertEquals(host(expected, "W", W.shape()), result(results.get(1)));
      assertEquals(host(expected, "b", B.shape()), result(results.get(2)));
    }
  }
}
