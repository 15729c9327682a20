package samegrad.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import samegrad.json.Json;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * Reads a homework from JSON:
 *
 * <pre>{@code
 * {"name": "tiny", "dtype": "float64",
 *  "layers": [{"weight": [[0.5, -0.3]], "bias": [0.1], "activation": "identity"}],
 *  "x": [[1.0, 0.5]], "y": [[0.7]]}
 * }</pre>
 *
 * <p>Every field is needed and no other is allowed but {@code "loss"}, {@code "squared"} or {@code
 * "cross-entropy"}; for the latter y may be the classes: {@code [0, 2, 1]}. Whatever is wrong is an
 * {@link InvalidInputException} that names the file and the field.
 */
public final class NetworkFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern COMMA = Pattern.compile("\\d,\\d");
  private static final Pattern POINT = Pattern.compile("\\d\\.\\d");

  private NetworkFile() {}

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if it cannot be read or is no homework
   */
  public static Homework read(Path file) {
    return read(bytes(file), file.toString());
  }

  /**
   * What a file holds.
   *
   * @throws InvalidInputException if it cannot be read
   */
  public static byte[] bytes(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(file + ": is a folder, not a file");
    }
    try {
      if (Files.size(file) > Integer.MAX_VALUE - 8) {
        throw new InvalidInputException(
            file + ": has 2 GiB or more; a file is read into one array");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new InvalidInputException(file + ": no such file", missing);
    } catch (AccessDeniedException denied) {
      throw new InvalidInputException(file + ": may not be read", denied);
    } catch (IOException failure) {
      throw new InvalidInputException(file + ": cannot be read: " + failure.getMessage(), failure);
    }
  }

  /**
   * Reads JSON in UTF-8.
   *
   * @param origin what it is called in messages
   * @throws InvalidInputException if it is no homework
   */
  public static Homework read(byte[] json, String origin) {
    try {
      return homework(new JsonField(origin, "", JSON.readTree(json)));
    } catch (JsonProcessingException notJson) {
      throw new InvalidInputException(
          origin + ": " + position(notJson) + decimalCommas(json), notJson);
    } catch (IOException notText) {
      throw new InvalidInputException(
          origin + ": not JSON: " + notText.getMessage() + "; it is a text in UTF-8", notText);
    } catch (InvalidInputException wrong) {
      throw new InvalidInputException(wrong.getMessage() + decimalCommas(json), wrong);
    }
  }

  /** A hint at what is behind many an error; empty if there is no sign of it. */
  private static String decimalCommas(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    return COMMA.matcher(text).find() && !POINT.matcher(text).find()
        ? "; if 0,5 is meant as one number, write 0.5"
        : "";
  }

  private static String position(JsonProcessingException notJson) {
    String problem = Json.problem(notJson);
    return notJson.getLocation() == null
        ? "not JSON: " + problem
        : "not JSON: line %s, column %s: %s"
            .formatted(
                notJson.getLocation().getLineNr(), notJson.getLocation().getColumnNr(), problem);
  }

  private static Homework homework(JsonField root) {
    root.requireObject("a network", "name", "dtype", "layers", "x", "y", "[loss]");
    String name = root.field("name").text("the network's name");
    JsonField dtypeField = root.field("dtype");
    DType dtype = dtypeField.convert(DType::of, dtypeField.text("\"float64\" or \"float32\""));
    Loss loss =
        root.has("loss")
            ? root.field("loss").convert(Loss::of, root.field("loss").text(Loss.names()))
            : Loss.SQUARED;
    List<Layer> layers = new ArrayList<>();
    for (JsonField layer : root.field("layers").elements("layers")) {
      layers.add(layer(layer, dtype));
    }
    JsonField x = root.field("x");
    JsonField y = root.field("y");
    return root.check(
        () -> {
          Network network = new Network(name, layers);
          HostTensor targets =
              loss == Loss.CROSS_ENTROPY && y.isVector()
                  ? loss.targets(y.vector(dtype, "classes, one a sample"), network.out())
                  : y.matrix(dtype, "targets, one a row");
          return new Homework(network, x.matrix(dtype, "samples, one a row"), targets, loss);
        });
  }

  private static Layer layer(JsonField layer, DType dtype) {
    layer.requireObject("a layer", "weight", "bias", "activation");
    JsonField activation = layer.field("activation");
    return layer.check(
        () ->
            new Layer(
                layer.field("weight").matrix(dtype, "rows, one an output"),
                layer.field("bias").vector(dtype, "numbers, one an output"),
                activation.convert(Activation::of, activation.text(Activation.names()))));
  }
}
