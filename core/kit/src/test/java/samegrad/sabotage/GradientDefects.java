package samegrad.sabotage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.example.ReferenceEngine;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.HostTensor;

/** Native autograds that are wrong. */
final class GradientDefects {
  private GradientDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect(
            "a doubled loss with right gradients",
            "network/randomNative",
            engine -> evaluating(engine, GradientDefects::doubledValue)),
        new Defect(
            "a sum over the batch for its mean",
            "network/goldenNative",
            GradientDefects::withoutMean),
        new Defect(
            "a dropped factor 1 - a",
            "sigmoid/nativeGradient",
            engine ->
                tapeOn(
                    engine,
                    Defect.spoilt(
                        engine,
                        "subtract",
                        (on, op, in, difference) ->
                            in.get(0).shape().rank() == 0 && in.get(0).get(0) == 1
                                ? on.each(difference, x -> 1)
                                : difference))),
        new Defect(
            "the gradient of a bias taken from one sample",
            "add/nativeGradient",
            engine ->
                tapeOn(
                    engine,
                    Defect.spoilt(
                        engine,
                        "sum",
                        (on, op, in, sum) ->
                            sum.shape().rank() == 1 && in.get(0).shape().rows() > 1
                                ? on.edit(sum, s -> Arrays.setAll(s, in.get(0)::get))
                                : sum))),
        new Defect(
            "the wrong sign for what is subtracted",
            "subtract/nativeGradient",
            GradientDefects::wrongSign),
        new Defect(
            "one of two ways lost by which a gradient comes",
            "program/secondDerivatives",
            engine ->
                tapeOn(
                    engine,
                    Defect.spoilt(
                        engine,
                        "add",
                        (on, op, in, sum) ->
                            in.get(0).type().equals(in.get(1).type())
                                ? on.edit(sum, s -> Arrays.setAll(s, in.get(1)::get))
                                : sum))),
        new Defect(
            "NaN where a gradient is zero",
            "program/unusedParameter",
            engine -> evaluating(engine, GradientDefects::nanForZero)));
  }

  /** Does an evaluation, with the help of a right program. */
  private interface Evaluating {
    List<HostTensor> evaluate(
        ReferenceEngine engine, GradientProgram<HostTensor> right, List<HostTensor> parameters);
  }

  /** An engine whose every program evaluates in that way. */
  private static DefectiveEngine evaluating(ReferenceEngine engine, Evaluating how) {
    return new DefectiveEngine(engine) {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        GradientProgram<HostTensor> right = super.differentiate(tape);
        return program(right, parameters -> how.evaluate(engine, right, parameters));
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

  private static DefectiveEngine withoutMean(ReferenceEngine engine) {
    return new DefectiveEngine(engine) {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        return super.differentiate(
            substitute(tape, op -> op instanceof Op.Scale ? new Op.Scale(0.5) : op));
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
            super.differentiate(
                substitute(tape, op -> op instanceof Op.Subtract ? new Op.Add() : op));
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

  private static Tape substitute(Tape tape, java.util.function.UnaryOperator<Op> replacement) {
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
}
