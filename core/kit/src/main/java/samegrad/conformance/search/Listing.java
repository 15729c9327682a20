package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** A program as Java that runs it. */
final class Listing {
  private static final String FRAME =
      """
      import samegrad.*;
      import samegrad.autograd.*;
      import samegrad.tensor.*;

      class Smallest {
        public static void main(String[] args) {
          try (Backend backend = Backends.open(); Scope scope = backend.scope()) {
      %s    }
        }

        static <T> T f(
            Operations<T> on, java.util.function.Function<HostTensor, T> constant%s) {
      %s  }

        static HostTensor numbers(DType dtype, Shape shape, int seed, long largest, double special) {
          double[] x = new double[shape.size()];
          for (int i = 0; i < x.length; i++) {
            long h = (seed * 1_000_003L + i) * 0x9E3779B97F4A7C15L;
            h = (h ^ h >>> 29) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 32;
            x[i] = largest > 0 ? 1 + (h >>> 1) %% largest : Math.scalb(1 + (h >>> 12) * 0x1p-52, (int) (h >>> 1 & 7) - 3);
            x[i] = (h & 1) == 0 ? x[i] : -x[i];
          }
          if (special != 0 && x.length > 0) {
            x[x.length - 1 - Math.floorMod(seed, Math.min(x.length, 70))] = special;
          }
          return HostTensor.of(dtype, shape, x);
        }

        static void print(String what, Tensor tensor) {
          HostTensor host = tensor.toHost();
          System.out.println(what + " " + host.type() + " " + java.util.Arrays.toString(host.toArray()));
        }
      }
      """;

  private final Program program;
  private final List<String> names = new ArrayList<>();

  private Listing(Program program) {
    this.program = program;
    for (int place : program.tape().parameters()) {
      names.add(((Tape.Parameter) program.tape().entries().get(place)).name());
    }
  }

  /** The program, printing its results for two sets of numbers. */
  static String of(Program program, Way way) {
    return new Listing(program).text(way);
  }

  private String text(Way way) {
    StringBuilder main = new StringBuilder();
    for (int evaluation = 0; evaluation < 2; evaluation++) {
      for (int i = 0; i < names.size(); i++) {
        main.append("      Tensor ").append(argument(i, evaluation)).append(" = ");
        main.append(array(i, evaluation)).append(";\n");
      }
    }
    if (way == Way.OPERATIONS) {
      for (int evaluation = 0; evaluation < 2; evaluation++) {
        main.append(
            "      print(\"value\", f(backend, t -> t%s));\n".formatted(arguments(evaluation)));
      }
    } else {
      main.append(evaluations(way));
    }
    return FRAME.formatted(
        main, names.stream().map(name -> ", T " + name).collect(Collectors.joining()), body());
  }

  private String evaluations(Way way) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      given.add(
          program.inputs().get(i).constant()
              ? "p.constant(" + argument(i, 0) + ".toHost())"
              : "p.get(\"" + names.get(i) + "\")");
    }
    String into = way == Way.INTO_EARLIER ? ".evaluator()" : "";
    StringBuilder text = new StringBuilder();
    text.append(
            "      var gradients = backend.valueAndGradients(p -> f(p.operations(), p::constant")
        .append(given.stream().map(one -> ", " + one).collect(Collectors.joining()))
        .append("), Autograd.")
        .append(way == Way.TAPE ? "TAPE" : "NATIVE")
        .append(")" + into + ";\n");
    for (int evaluation = 0; evaluation < 2; evaluation++) {
      text.append("      var at")
          .append(evaluation)
          .append(" = gradients.evaluate(Parameters.of(java.util.Map.of())");
      for (int i = 0; i < names.size(); i++) {
        if (!program.inputs().get(i).constant()) {
          text.append(".with(\"%s\", %s)".formatted(names.get(i), argument(i, evaluation)));
        }
      }
      text.append(");\n      print(\"value\", at%d.result());\n".formatted(evaluation));
      text.append(
          "      at%d.gradients().asMap().forEach((name, g) -> print(\"gradient for \" + name, g));\n"
              .formatted(evaluation));
    }
    return text.toString();
  }

  private String argument(int i, int evaluation) {
    return names.get(i) + (evaluation == 0 ? "" : "other");
  }

  private String arguments(int evaluation) {
    StringBuilder arguments = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      arguments.append(", ").append(argument(i, evaluation));
    }
    return arguments.toString();
  }

  private String array(int i, int evaluation) {
    Input input = program.inputs().get(i);
    TensorType type = program.tape().entries().get(program.tape().parameters().get(i)).type();
    String special =
        Double.isNaN(input.special())
            ? "Double.NaN"
            : Double.isInfinite(input.special()) ? input.special() + " / 0" : "0";
    return input.sameAs() < i
        ? argument(input.sameAs(), evaluation)
        : "backend.place(numbers(%s, %s, %d, %dL, %s))"
            .formatted(
                dtype(type),
                shape(type.shape()),
                input.seedOf(evaluation),
                input.largest(),
                special.replace("Infinity", "1.0"));
  }

  /** The operations, one a line. */
  private String body() {
    StringBuilder body = new StringBuilder();
    List<Tape.Entry> entries = program.tape().entries();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof Tape.Computed computed) {
        List<String> in = computed.inputs().stream().map(values::get).toList();
        body.append(
            "    T v%d = %s; // %s\n".formatted(i, call(computed.op(), in), computed.type()));
        values.add("v" + i);
      } else {
        values.add(
            entries.get(i) instanceof Tape.Constant constant
                ? "constant.apply(HostTensor.scalar(%s, %s))"
                    .formatted(dtype(constant.type()), constant.value().get(0))
                : ((Tape.Parameter) entries.get(i)).name());
      }
    }
    return body + "    return " + values.get(program.tape().outputs().get(0)) + ";\n";
  }

  private static String call(Op op, List<String> in) {
    String operands = String.join(", ", in);
    if (op instanceof Op.Matmul matmul) {
      return "on.matmul(%s, %s, %s, %s)"
          .formatted(in.get(0), matmul.transposeA(), in.get(1), matmul.transposeB());
    }
    if (op instanceof Op.Scale scale) {
      return "on.scale(%s, %s)".formatted(operands, scale.factor());
    }
    if (op instanceof Op.Map map) {
      return "on.map(UnaryFunction.%s, %s)".formatted(map.function().name(), operands);
    }
    if (op instanceof Op.Sum sum) {
      return "on.sum(%s, %s)".formatted(operands, shape(sum.target()));
    }
    if (op instanceof Op.Broadcast broadcast) {
      return "on.broadcast(%s, %s)".formatted(operands, shape(broadcast.target()));
    }
    return "on.%s(%s)".formatted(name(op), operands);
  }

  /** {@code "matmul"} for one. */
  static String name(Op op) {
    return op instanceof Op.Map map
        ? map.function().toString()
        : op.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String dtype(TensorType type) {
    return "DType." + type.dtype().name();
  }

  private static String shape(Shape shape) {
    return switch (shape.rank()) {
      case 0 -> "Shape.scalar()";
      case 1 -> "Shape.vector(" + shape.columns() + ")";
      default -> "Shape.matrix(" + shape.rows() + ", " + shape.columns() + ")";
    };
  }
}
