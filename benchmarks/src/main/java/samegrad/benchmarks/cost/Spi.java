package samegrad.benchmarks.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** The same work through samegrad. */
final class Spi {
  private final Backend backend;

  Spi(Backend backend) {
    this.backend = backend;
  }

  Raw.Work operation(Operation operation, Operation.Operands operands) {
    Tensor a = backend.place(operands.a());
    Tensor b = backend.place(operands.b());
    Tensor row = backend.place(operands.row());
    Shape shape = operands.shape();
    return new Raw.Work() {
      @Override
      @SuppressWarnings("try") // the scope is there to close
      public Object run() {
        try (Scope scope = backend.scope()) {
          return once();
        }
      }

      private Tensor once() {
        return switch (operation) {
          case UPLOAD -> backend.place(operands.a());
          case DOWNLOAD -> a.toHost();
          default -> operation.apply(backend, shape, a, b, row);
        };
      }

      @Override
      @SuppressWarnings("try") // the scope is there to close
      public Map<String, HostTensor> results() {
        try (Scope scope = backend.scope()) {
          return Map.of("result", once().toHost());
        }
      }
    };
  }

  Raw.Work gradients(Homework homework) {
    Parameters parameters = backend.place(homework.parameters());
    ValueAndGradients gradient = backend.valueAndGradients(homework.loss());
    return new Raw.Work() {
      @Override
      @SuppressWarnings("try") // the scope is there to close
      public Object run() {
        try (Scope scope = backend.scope()) {
          return gradient.evaluate(parameters);
        }
      }

      @Override
      @SuppressWarnings("try") // the scope is there to close
      public Map<String, HostTensor> results() {
        Map<String, HostTensor> results = new LinkedHashMap<>();
        try (Scope scope = backend.scope()) {
          Evaluation at = gradient.evaluate(parameters);
          at.gradients().asMap().forEach((name, value) -> results.put(name, value.toHost()));
        }
        return results;
      }
    };
  }
}
