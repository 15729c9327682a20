package samegrad.sabotage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Native autograds that are wrong. */
final class GradientDefects {
  private GradientDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect(
            "a doubled loss with right gradients",
            "network/randomNative",
            engine -> evaluating(engine, () -> GradientDefects::doubledValue)),
        new Defect(
            "a sum over the batch for its mean",
            "network/goldenNative",
            GradientDefects::withoutMean),
        new Defect(
            "a dropped factor 1 - a",
            "sigmoid/nativeGradient",
            engine -> tapeOn(engine, new OnesForOneMinus(engine))),
        new Defect(
            "the gradient of a bias taken from one sample",
            "add/nativeGradient",
            engine -> tapeOn(engine, new FirstRowForSum(engine))),
        new Defect(
            "the wrong sign for what is subtracted",
            "subtract/nativeGradient",
            GradientDefects::wrongSign),
        new Defect(
            "NaN where a gradient is zero",
            "program/unusedParameter",
            engine -> evaluating(engine, () -> GradientDefects::nanForZero)),
        new Defect(
            "parameters updated in place",
            "program/parametersUnchanged",
            engine -> evaluating(engine, () -> GradientDefects::inPlace)));
  }

  /** Does an evaluation, with the help of a right program. */
  private interface Evaluating {
    List<HostTensor> evaluate(
        ReferenceEngine engine, GradientProgram<HostTensor> right, List<HostTensor> parameters);
  }

  /** An engine whose every program evaluates in that way, with a state of its own. */
  private static DefectiveEngine evaluating(ReferenceEngine engine, Supplier<Evaluating> how) {
    return new DefectiveEngine(engine) {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        GradientProgram<HostTensor> right = super.differentiate(tape);
        Evaluating evaluating = how.get();
        return program(right, parameters -> evaluating.evaluate(engine, right, parameters));
      }
    };
  }

  /** An engine whose native autograd is the tape on an engine that is wrong. */
  private static DefectiveEngine tapeOn(ReferenceEngine engine, DefectiveEngine wrong) {
    return new DefectiveEngine(engine) {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        return TapeProgram.differentiate(wrong, tape);
      }
    };
  }

  private static List<HostTensor> doubledValue(
      ReferenceEngine engine, GradientProgram<HostTensor> right, List<HostTensor> parameters) {
    List<HostTensor> results = new ArrayList<>(right.evaluate(parameters));
    HostTensor value = results.get(0);
    results.set(0, engine.scale(value, 2));
    engine.free(value);
    return results;
  }

  private static List<HostTensor> nanForZero(
      ReferenceEngine engine, GradientProgram<HostTensor> right, List<HostTensor> parameters) {
    List<HostTensor> results = right.evaluate(parameters);
    for (HostTensor result : results.subList(1, results.size())) {
      if (DefectiveEngine.isZero(result)) {
        DefectiveEngine.overwrite(result, i -> Double.NaN);
      }
    }
    return results;
  }

  private static List<HostTensor> inPlace(
      ReferenceEngine engine, GradientProgram<HostTensor> right, List<HostTensor> parameters) {
    List<HostTensor> results = right.evaluate(parameters);
    for (int p = 0; p < parameters.size(); p++) {
      HostTensor parameter = parameters.get(p);
      HostTensor gradient = results.get(p + 1);
      DefectiveEngine.overwrite(parameter, i -> parameter.get(i) - gradient.get(i) / 8);
    }
    return results;
  }

  private static DefectiveEngine withoutMean(ReferenceEngine engine) {
    return new DefectiveEngine(engine) {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        return super.differentiate(
            replace(tape, op -> op instanceof Op.Scale ? new Op.Scale(0.5) : op));
      }
    };
  }

  /** The value is right; the gradients are those of a sum. */
  private static DefectiveEngine wrongSign(ReferenceEngine engine) {
    return new DefectiveEngine(engine) {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        GradientProgram<HostTensor> right = super.differentiate(tape);
        GradientProgram<HostTensor> wrong =
            super.differentiate(replace(tape, op -> op instanceof Op.Subtract ? new Op.Add() : op));
        return program(
            right,
            parameters -> {
              List<HostTensor> results = right.evaluate(parameters);
              List<HostTensor> wrongs = wrong.evaluate(parameters);
              for (int r = 1; r < results.size(); r++) {
                DefectiveEngine.overwrite(results.get(r), wrongs.get(r)::get);
              }
              wrongs.forEach(engine::free);
              return results;
            });
      }
    };
  }

  private static Tape replace(Tape tape, java.util.function.UnaryOperator<Op> replacement) {
    return new Tape(
        tape.entries().stream()
            .map(
                entry ->
                    entry instanceof Tape.Computed computed
                        ? new Tape.Computed(
                            replacement.apply(computed.op()), computed.inputs(), computed.type())
                        : entry)
            .toList(),
        tape.outputs());
  }

  private static final class OnesForOneMinus extends DefectiveEngine {
    OnesForOneMinus(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor subtract(HostTensor a, HostTensor b) {
      HostTensor difference = super.subtract(a, b);
      return a.shape().rank() == 0 && a.get(0) == 1 ? each(difference, x -> 1) : difference;
    }
  }

  private static final class FirstRowForSum extends DefectiveEngine {
    FirstRowForSum(ReferenceEngine engine) {
      super(engine);
    }

    @Override
    public HostTensor sum(HostTensor a, Shape target) {
      HostTensor sum = super.sum(a, target);
      if (target.rank() == 1 && a.shape().rows() > 1) {
        overwrite(sum, a::get);
      }
      return sum;
    }
  }
}
