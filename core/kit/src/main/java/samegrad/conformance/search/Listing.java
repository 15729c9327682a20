package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** A program as Java that runs it twice, with other numbers the second time. */
final class Listing {
  private static final String FRAME =
      """
      import samegrad.*;
      import samegrad.autograd.*;
      import samegrad.conformance.search.Input;
      import samegrad.tensor.*;

      class Smallest {
        public static void main(String[] args) {
          try (Backend backend = Backends.open(); Scope scope = backend.scope()) {
      %s      for (int i = 0; i < 2; i++) {
      %s      }
          }
        }

        static <T> T f(Operations<T> on, java.util.function.Function<HostTensor, T> constant%s) {
      %s  }
      }
      """;

  private final Program program;
  private final List<String> names;

  private Listing(Program program) {
    this.program = program;
    this.names =
        program.tape().parameters().stream()
            .map(place -> ((Tape.Parameter) program.tape().entries().get(place)).name())
            .toList();
  }

  static String of(Program program, Way way) {
    return new Listing(program).text(way);
  }

  private String text(Way way) {
    StringBuilder before = new StringBuilder();
    StringBuilder loop = new StringBuilder();
    List<String> arguments = new ArrayList<>();
    StringBuilder parameters = new StringBuilder("Parameters.of(java.util.Map.of())");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      boolean constant = program.inputs().get(i).constant();
      (constant ? before : loop)
          .append(constant ? "      HostTensor " : "        Tensor ")
          .append("%s = %s;\n".formatted(name, numbers(i)));
      if (!constant) {
        parameters.append(".with(\"%s\", %s)".formatted(name, name));
      }
      arguments.add(constant ? "p.constant(" + name + ")" : "p.get(\"" + name + "\")");
    }
    if (way == Way.OPERATIONS) {
      loop.append(
          "        System.out.println(f(backend, t -> t%s).toHost());\n".formatted(list(names)));
    } else {
      before.append(
          "      var gradients = backend.valueAndGradients(p -> f(p.operations(), p::constant%s), Autograd.%s)%s;\n"
              .formatted(
                  list(arguments),
                  way == Way.TAPE ? "TAPE" : "NATIVE",
                  way == Way.INTO_EARLIER ? ".evaluator()" : ""));
      loop.append("        var at = gradients.evaluate(%s);\n".formatted(parameters))
          .append("        System.out.println(at.result().toHost());\n")
          .append(
              "        at.gradients().tensors().forEach(g -> System.out.println(g.toHost()));\n");
    }
    String declared = list(names.stream().map(name -> "T " + name).toList());
    return FRAME.formatted(before, loop, declared, body());
  }

  private static String list(List<String> arguments) {
    return arguments.stream().map(one -> ", " + one).collect(Collectors.joining());
  }

  private String numbers(int i) {
    Input input = program.inputs().get(i);
    TensorType type = program.tape().entries().get(program.tape().parameters().get(i)).type();
    String special =
        Double.isFinite(input.special()) ? "0" : "Double.valueOf(\"" + input.special() + "\")";
    String numbers =
        "Input.numbers(%s, %s, %d%s, %dL, %s)"
            .formatted(
                dtype(type),
                shape(type.shape()),
                input.seed(),
                input.constant() ? "" : " + " + Input.NEXT + " * i",
                input.largest(),
                special);
    return input.sameAs() < i
        ? names.get(input.sameAs())
        : input.constant() ? numbers : "backend.place(" + numbers + ")";
  }

  /** The operations, one a line. */
  private String body() {
    List<Tape.Entry> entries = program.tape().entries();
    String lines =
        IntStream.range(0, entries.size())
            .filter(i -> entries.get(i) instanceof Tape.Computed)
            .mapToObj(i -> line(i, (Tape.Computed) entries.get(i)))
            .collect(Collectors.joining());
    return lines + "    return " + value(program.tape().outputs().get(0)) + ";\n";
  }

  private String line(int place, Tape.Computed computed) {
    List<String> in = computed.inputs().stream().map(this::value).toList();
    return "    T v%d = on.%s; // %s\n".formatted(place, call(computed.op(), in), computed.type());
  }

  private String value(int place) {
    Tape.Entry entry = program.tape().entries().get(place);
    return entry instanceof Tape.Parameter parameter
        ? parameter.name()
        : entry instanceof Tape.Constant constant
            ? "constant.apply(HostTensor.scalar(%s, %s))"
                .formatted(dtype(constant.type()), constant.value().get(0))
            : "v" + place;
  }

  private static String call(Op op, List<String> in) {
    String all = String.join(", ", in);
    if (op instanceof Op.Matmul matmul) {
      return "matmul(%s, %s, %s, %s)"
          .formatted(in.get(0), matmul.transposeA(), in.get(1), matmul.transposeB());
    }
    if (op instanceof Op.Map map) {
      return "map(UnaryFunction.%s, %s)".formatted(map.function().name(), all);
    }
    String argument =
        op instanceof Op.Scale scale
            ? ", " + scale.factor()
            : op instanceof Op.Sum sum
                ? ", " + shape(sum.target())
                : op instanceof Op.Broadcast broadcast ? ", " + shape(broadcast.target()) : "";
    return "%s(%s%s)".formatted(Single.name(op), all, argument);
  }

  private static String dtype(TensorType type) {
    return "DType." + type.dtype().name();
  }

  private static String shape(Shape shape) {
    return "new Shape(%d, %d, %d)".formatted(shape.rank(), shape.rows(), shape.columns());
  }
}
