package samegrad.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.autograd.Autograd;
import samegrad.network.Activation;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.HostTensor;

/** What executors are to compute, and with what, in what can be sent. */
record Job(
    List<Part> layers,
    Loss criterion,
    String backend,
    String device,
    int threads,
    Autograd autograd)
    implements Serializable {
  /** The backends of this JVM, which all tasks share and which end with it. */
  private static final Map<Settings, Backend> OPENED = new ConcurrentHashMap<>();

  private record Part(HostTensor weight, HostTensor bias, String activation)
      implements Serializable {}

  static Job of(Network network, Loss criterion, Settings settings) {
    return new Job(
        network.layers().stream()
            .map(layer -> new Part(layer.weight(), layer.bias(), layer.activation().toString()))
            .toList(),
        criterion,
        settings.backend(),
        settings.engine().device().toString(),
        settings.engine().threads(),
        settings.autograd());
  }

  /** The sum over some of the blocks, on this executor. */
  GradientSum sum(Iterator<Block> blocks) {
    Network network =
        new Network(
            "",
            layers.stream()
                .map(part -> new Layer(part.weight, part.bias, Activation.of(part.activation)))
                .toList());
    return new GradientSum(network).add(opened(), network, criterion, blocks);
  }

  /** Opens the backend at the first call; a failure is met again by the next task. */
  private Backend opened() {
    EngineConfig engine = new EngineConfig(Device.of(device), threads);
    try {
      return OPENED.computeIfAbsent(
          new Settings(backend, engine, autograd), settings -> Backends.open(settings));
    } catch (BackendUnavailableException missing) {
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      throw new BackendUnavailableException(
          "executor %s on %s: %s"
              .formatted(SparkEnv.get().executorId(), host, missing.getMessage()),
          missing);
    }
  }
}
