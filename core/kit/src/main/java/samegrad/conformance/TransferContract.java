package samegrad.conformance;

import java.util.List;
import samegrad.conformance.search.Input;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** The way into the backend's memory and back. */
abstract class TransferContract extends Contract {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(),
          Shape.vector(0),
          Shape.vector(1),
          Shape.vector(3),
          Shape.vector(257),
          Shape.matrix(0, 0),
          Shape.matrix(0, 3),
          Shape.matrix(3, 0),
          Shape.matrix(1, 1),
          Shape.matrix(2, 3),
          Shape.matrix(65, 33));

  @Check("numbers come back bit for bit, with their type and shape")
  void bits(DType dtype) {
    each(
        SHAPES,
        (shape, verdicts) -> {
          HostTensor sent = Input.numbers(dtype, shape, SEED, Input.WIDE, 0);
          assertSameBits("what came back", sent, backend().place(sent).toHost());
        });
  }

  @Check("special values come back bit for bit, the sign of zero and subnormals included")
  void specialValues(DType dtype) {
    HostTensor sent = SpecialValues.vector(dtype);
    assertSameBits("what came back", sent, backend().place(sent).toHost());
  }

  @Check("what came back does not change when the backend goes on computing")
  void downloadIsACopy(DType dtype) {
    inScope(
        verdicts -> {
          HostTensor sent = Input.numbers(dtype, Shape.matrix(5, 7), SEED, Input.WIDE, 0);
          HostTensor back = alone(scope -> backend().place(sent).toHost());
          for (int i = 0; i < 5; i++) {
            alone(scope -> backend().scale(sent, 2).toHost());
          }
          assertSameBits("what came back", sent, back);
        });
  }
}
