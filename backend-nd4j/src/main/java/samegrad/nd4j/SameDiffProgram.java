package samegrad.nd4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;

/**
 * The value of a tape and its gradients, which SameDiff derives from a graph of the tape.
 *
 * <p>SameDiff's own session finds out anew at each call what to execute and in which order, with
 * hash maps of strings, asks a native function for each shape, and is for one thread: that costs
 * milliseconds. A tape has neither branches nor loops, so all of it is done once here: {@link
 * OperationSequence} is the order, {@link Frame} the arrays. What is executed is the same.
 */
final class SameDiffProgram implements GradientProgram<Nd4jArray> {
  private final Memory memory;
  private final Workers workers;
  private final OperationSequence sequence;
  private final List<Optional<Integer>> parameters = new ArrayList<>();
  private final Map<Integer, INDArray> constants = new HashMap<>();
  private final List<Result> results = new ArrayList<>();
  private final Set<Integer> written = new HashSet<>();
  private final Queue<Frame> idle = new ConcurrentLinkedQueue<>();

  /**
   * One of the arrays that an evaluation returns.
   *
   * @param type its dtype and shape
   * @param slot where it is found; empty if it is all zeros
   * @param written whether a step writes it there, and not for an earlier result too; else it is
   *     copied from there
   */
  private record Result(TensorType type, Optional<Integer> slot, boolean written) {}

  private SameDiffProgram(Memory memory, Workers workers, OperationSequence sequence) {
    this.memory = memory;
    this.workers = workers;
    this.sequence = sequence;
  }

  /**
   * Builds the graph of a tape and of its gradients.
   *
   * @param tape with one output, a scalar
   */
  static SameDiffProgram of(Tape tape, Memory memory, Workers workers) {
    GraphBuilder builder = new GraphBuilder();
    List<Node> parameters =
        tape.parameters().stream()
            .map(place -> builder.given("parameter" + place, tape.entries().get(place).type()))
            .toList();
    List<Node> nodes = tape.run(builder, parameters, builder::constant);
    Node value = nodes.get(tape.outputs().get(0));
    Node seed = builder.constant(HostTensor.of(value.type().dtype(), value.type().shape(), 1));
    List<Node> differentiated = tape.differentiated().stream().map(nodes::get).toList();
    ReverseSweep sweep =
        new ReverseSweep(
            builder.graph(),
            differentiated.stream().flatMap(node -> node.variable().stream()).toList());
    sweep.differentiate(value.variable().orElseThrow(), seed.variable().orElseThrow());

    List<Node> wanted = new ArrayList<>(List.of(value));
    for (Node parameter : differentiated) {
      wanted.add(new Node(parameter.type(), parameter.variable().flatMap(sweep::gradient)));
    }
    tape.outputs().stream().skip(1).map(nodes::get).forEach(wanted::add);
    OperationSequence sequence =
        OperationSequence.of(
            builder.graph(),
            wanted.stream()
                .flatMap(node -> node.variable().stream())
                .map(SDVariable::name)
                .toList());
    SameDiffProgram program = new SameDiffProgram(memory, workers, sequence);
    try {
      program.place(parameters, wanted, builder.constants());
      return program;
    } catch (Throwable failure) {
      program.close();
      throw failure;
    }
  }

  private void place(List<Node> given, List<Node> wanted, Map<String, HostTensor> constantsByName) {
    for (Node parameter : given) {
      parameters.add(slot(parameter));
    }
    constantsByName.forEach(
        (name, value) -> {
          Integer slot = sequence.numbers().get(name);
          if (slot != null) {
            constants.put(slot, memory.upload(value));
          }
        });
    Set<Integer> produced = new HashSet<>();
    sequence.steps().forEach(step -> produced.addAll(step.outputs()));
    for (Node result : wanted) {
      Optional<Integer> slot = slot(result);
      boolean writes = slot.isPresent() && produced.contains(slot.get()) && written.add(slot.get());
      results.add(new Result(result.type(), slot, writes));
    }
  }

  private Optional<Integer> slot(Node node) {
    return node.variable().map(SDVariable::name).map(sequence.numbers()::get);
  }

  @Override
  public List<Nd4jArray> evaluate(List<Nd4jArray> arguments) {
    Frame frame = idle.poll();
    if (frame == null) {
      frame = new Frame(sequence, memory, constants, given(arguments), written);
    }
    try {
      for (int i = 0; i < arguments.size(); i++) {
        if (parameters.get(i).isPresent()) {
          frame.put(parameters.get(i).get(), arguments.get(i).data());
        }
      }
      return evaluate(frame);
    } finally {
      idle.add(frame);
    }
  }

  private Map<Integer, INDArray> given(List<Nd4jArray> arguments) {
    Map<Integer, INDArray> given = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      INDArray argument = arguments.get(i).data();
      parameters.get(i).ifPresent(slot -> given.put(slot, argument));
    }
    return given;
  }

  private List<Nd4jArray> evaluate(Frame frame) {
    List<Nd4jArray> made = new ArrayList<>(results.size());
    try {
      for (Result result : results) {
        INDArray array =
            result.slot().isPresent()
                ? memory.uninitialized(result.type())
                : memory.zeros(result.type());
        made.add(new Nd4jArray(result.type(), array));
        if (result.written()) {
          frame.put(result.slot().orElseThrow(), array);
        }
      }
      workers.run(frame.largest(), frame::run);
      for (int i = 0; i < results.size(); i++) {
        Result result = results.get(i);
        if (result.slot().isPresent() && !result.written()) {
          made.get(i).data().assign(frame.get(result.slot().get()));
        }
      }
      return made;
    } catch (Throwable failure) {
      made.forEach(array -> memory.free(array.data()));
      throw failure;
    }
  }

  @Override
  public void close() {
    for (Frame frame = idle.poll(); frame != null; frame = idle.poll()) {
      frame.close();
    }
    constants.values().forEach(memory::free);
    constants.clear();
  }
}
