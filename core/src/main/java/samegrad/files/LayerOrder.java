package samegrad.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import samegrad.network.Activation;
import samegrad.network.InvalidInputException;
import samegrad.network.Layer;
import samegrad.tensor.HostTensor;

/**
 * Finds the layers among tensors by name, and their order.
 *
 * <p>A layer has a weight and a bias: W1 and b1, or, as in PyTorch's {@code state_dict}, fc1.weight
 * and fc1.bias (or fc1_weight and fc1_bias, which can be keywords in Python). If the layers' names
 * differ in nothing but numbers, these say the order. Else the shapes say it, if just one order
 * fits.
 */
final class LayerOrder {
  private static final int LONGEST = 200;

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?<kind>[Wb])(?<number>\\d{1,9})|(?<layer>.{0,%s}?)[._]?(?<role>weight|bias)"
              .formatted(LONGEST));

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** The shapes of more layers than this are not tried in each order. */
  private static final int FEW = 8;

  /** A layer, whose activation is not known yet, and what its parameters are called. */
  record Named(String weight, String bias, Layer layer) {
    Layer with(Activation activation) {
      return new Layer(layer.weight(), layer.bias(), activation);
    }

    /** The weight's name and shape. */
    @Override
    public String toString() {
      return Input.shown(weight) + " " + layer.weight().shape();
    }
  }

  private final Input input;
  private final Map<String, HostTensor> parameters;

  private LayerOrder(Input input, Map<String, HostTensor> parameters) {
    this.input = input;
    this.parameters = parameters;
  }

  /**
   * The layers, from the input on.
   *
   * @param input where they are, for messages
   * @param parameters nothing but weights and biases
   * @param in the width of a sample
   * @param out the width of a target
   */
  static List<Named> of(Input input, Map<String, HostTensor> parameters, int in, int out) {
    LayerOrder order = new LayerOrder(input, parameters);
    TreeMap<String, Named> layers = order.layers();
    List<Named> sorted = List.copyOf(layers.values());
    boolean alike =
        layers.keySet().stream()
                .map(layer -> NUMBER.matcher(layer).replaceAll("#"))
                .distinct()
                .count()
            == 1;
    if (!alike) {
      return order.byShape(sorted, in, out);
    }
    order.requireAll(sorted);
    return sorted;
  }

  /** The layers by name, a name's numbers being padded so that 10 comes after 9. */
  private TreeMap<String, Named> layers() {
    TreeMap<String, Map<String, String>> names = new TreeMap<>();
    for (String name : parameters.keySet()) {
      Matcher parts = PARAMETER.matcher(name);
      if (!parts.matches()) {
        throw input.wrong(
            "holds %s, which is neither x nor y nor a parameter: these are W1, b1, W2, b2, … or, as in PyTorch's state_dict, fc1.weight, fc1.bias, …"
                .formatted(Input.shown(name)));
      }
      boolean numbered = parts.group("kind") != null;
      String role =
          numbered ? name.startsWith("W") ? "weight" : "bias" : String.valueOf(parts.group("role"));
      String layer =
          NUMBER
              .matcher(Objects.requireNonNull(parts.group(numbered ? "number" : "layer")))
              .replaceAll(number -> "0".repeat(LONGEST - number.group().length()) + number.group());
      String other = names.computeIfAbsent(layer, key -> new TreeMap<>()).put(role, name);
      if (other != null) {
        throw input.wrong(
            "holds %s and %s, which would both be the %s of one layer"
                .formatted(Input.shown(other), Input.shown(name), role));
      }
    }
    if (names.isEmpty()) {
      throw input.wrong("holds no parameters: a network has W1, b1, W2, b2, …");
    }
    TreeMap<String, Named> layers = new TreeMap<>();
    names.forEach((layer, own) -> layers.put(layer, named(own.get("weight"), own.get("bias"))));
    return layers;
  }

  private InvalidInputException alone(String name, String other) {
    return input.wrong(
        "holds %s, but not the %s of that layer: each has both; zeros do where a bias is not wanted"
            .formatted(Input.shown(name), other));
  }

  private Named named(@Nullable String weightName, @Nullable String biasName) {
    if (weightName == null || biasName == null) {
      throw biasName == null
          ? alone(String.valueOf(weightName), "bias")
          : alone(biasName, "weight");
    }
    HostTensor weight = Objects.requireNonNull(parameters.get(weightName));
    HostTensor bias = Objects.requireNonNull(parameters.get(biasName));
    try {
      return new Named(weightName, biasName, new Layer(weight, bias, Activation.IDENTITY));
    } catch (IllegalArgumentException wrong) {
      throw input.wrong(
          "%s and %s are no layer: %s"
              .formatted(Input.shown(weightName), Input.shown(biasName), wrong.getMessage()));
    }
  }

  /** A W2 is missing between W1 and W3. A state_dict leaves numbers out: activations have some. */
  private void requireAll(List<Named> layers) {
    for (int i = 0; i < layers.size(); i++) {
      String name = layers.get(i).weight();
      String wanted = "W" + (layers.get(0).weight().equals("W0") ? i : i + 1);
      if (name.matches("W\\d+") && !name.equals(wanted)) {
        throw input.wrong("holds " + Input.shown(name) + ", but no " + wanted + " before it");
      }
    }
  }

  private List<Named> byShape(List<Named> layers, int in, int out) {
    List<List<Named>> orders = new ArrayList<>();
    if (layers.size() <= FEW) {
      extend(List.of(), layers, in, out, orders);
    }
    if (orders.size() != 1) {
      throw input.wrong(
          "the order of the layers %s cannot be told: their names differ in more than numbers, and their shapes allow %s; name them W1, b1, W2, b2, …"
              .formatted(
                  layers.stream().map(Named::toString).collect(Collectors.joining(", ")),
                  orders.isEmpty() ? "none" : "several"));
    }
    return orders.get(0);
  }

  /** Adds to the orders, until there are two, those that begin so and have the given widths. */
  private static void extend(
      List<Named> begun, List<Named> left, int in, int out, List<List<Named>> orders) {
    if (left.isEmpty() && in == out) {
      orders.add(begun);
    }
    for (int i = 0; i < left.size() && orders.size() < 2; i++) {
      Named next = left.get(i);
      if (next.layer().in() == in) {
        List<Named> longer = new ArrayList<>(begun);
        longer.add(next);
        List<Named> others = new ArrayList<>(left);
        others.remove(i);
        extend(longer, others, next.layer().out(), out, orders);
      }
    }
  }
}
