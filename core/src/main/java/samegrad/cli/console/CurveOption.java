package samegrad.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.train.LossCurve;

/** {@code --curve}: a picture of how the loss went. */
public final class CurveOption {
  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "Where a picture of the losses goes, as SVG.")
  private @Nullable String file;

  /** Whether a picture is wanted. */
  public boolean isGiven() {
    return file != null;
  }

  /**
   * To be called before the work.
   *
   * @throws samegrad.network.InvalidInputException if the file cannot be written
   */
  public void require() {
    if (file != null) {
      Options.writable("--curve", Options.path("--curve", file));
    }
  }

  /** Draws the curves, if that is wanted. */
  public void write(String title, List<LossCurve> curves) throws IOException {
    if (file != null) {
      Files.writeString(Path.of(file), LossCurve.svg(title, curves));
    }
  }
}
