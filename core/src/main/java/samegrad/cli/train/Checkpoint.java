package samegrad.cli.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import samegrad.cli.console.Options;
import samegrad.files.StoredTensor;
import samegrad.files.TensorFiles;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.train.Step;

/** A step of training in a file, to go on from: parameters, velocities, and how many steps. */
final class Checkpoint {
  private static final String STEP = "step";

  private Checkpoint() {}

  static void write(Path file, Step step) {
    Map<String, HostTensor> tensors = step.tensors();
    tensors.put(STEP, HostTensor.scalar(DType.FLOAT64, step.number()));
    TensorFiles.write(file, tensors);
  }

  /**
   * The step in a file.
   *
   * @throws InvalidInputException if there is none there, or it is of another network
   */
  static Step read(String file, Homework homework) {
    Map<String, StoredTensor> stored = TensorFiles.read(Options.input("--resume", file));
    Step start = Step.start(homework);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    start.tensors().forEach((name, like) -> tensors.put(name, read(file, stored, name, like)));
    HostTensor number = read(file, stored, STEP, HostTensor.scalar(DType.FLOAT64, 0));
    return start.with((long) number.item(), tensors);
  }

  private static HostTensor read(
      String file, Map<String, StoredTensor> stored, String name, HostTensor like) {
    StoredTensor found = stored.get(name);
    if (found == null) {
      throw new InvalidInputException(file + ": holds no " + name + ": it is no checkpoint");
    }
    if (!found.tensor().type().equals(like.type())) {
      throw new InvalidInputException(
          "%s: %s is %s, but the network's is %s"
              .formatted(file, name, found.tensor().type(), like.type()));
    }
    return found.tensor();
  }
}
