package samegrad.check;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;

/**
 * What people and programs call the quantities of a network: z1, W1.grad, dL/dW1, ∂L/∂W₁, dW1, δ1,
 * 0.weight.grad, fc1.bias.grad, output, loss.
 */
final class Names {
  private static final Pattern QUANTITY = Pattern.compile("(d?[wbza])(\\d+)");
  private static final Map<String, Kind> KINDS =
      Map.of("z", Kind.Z, "a", Kind.A, "dz", Kind.DZ, "da", Kind.DA, "dw", Kind.DW, "db", Kind.DB);
  private static final Pattern MODULE =
      Pattern.compile("(?:.*\\.)?(?<name>[a-z]*)(?<number>\\d+)\\.(?<what>weight|bias)\\.?grad");
  private static final Pattern PARAMETER = Pattern.compile("[wb]\\d+|.*\\.(weight|bias)");
  private static final List<String> OUTPUT = List.of("output", "out", "f(x)", "ŷ", "yhat", "ypred");
  private static final List<String> LOSS = List.of("loss", "l", "cost", "j");

  private final int layers;

  /** Names in a network of so many layers. */
  Names(int layers) {
    this.layers = layers;
  }

  /** Whether this is the name of anything. */
  boolean isName(String name) {
    return quantity(name, false).isPresent();
  }

  /**
   * What a name means, if anything.
   *
   * @param consecutive whether layers without names of their own are 0, 1, 2, …, rather than 0, 2,
   *     4, …, the activations in a {@code nn.Sequential} being 1, 3, …
   */
  Optional<Quantity> quantity(String name, boolean consecutive) {
    String plain = plain(name);
    if (LOSS.contains(plain)) {
      return Optional.of(new Quantity(Kind.LOSS, layers));
    }
    if (OUTPUT.contains(plain)) {
      return Optional.of(new Quantity(Kind.A, layers));
    }
    Matcher module = MODULE.matcher(plain);
    if (module.matches()) {
      int number = number(module.group("number"));
      boolean counted = module.group("name").isEmpty();
      int layer = !counted ? number : consecutive ? number + 1 : number / 2 + 1;
      plain = "d" + module.group("what").charAt(0) + layer;
    }
    Matcher quantity = QUANTITY.matcher(plain);
    if (!quantity.matches()) {
      return Optional.empty();
    }
    int layer = number(quantity.group(2));
    return Optional.ofNullable(KINDS.get(quantity.group(1)))
        .filter(kind -> layer >= 1 && layer <= layers)
        .map(kind -> new Quantity(kind, layer));
  }

  /** Whether the name is that of an unnamed module in an odd place, where activations would be. */
  boolean isOddModule(String name) {
    Matcher module = MODULE.matcher(plain(name));
    return module.matches()
        && module.group("name").isEmpty()
        && number(module.group("number")) % 2 == 1;
  }

  /** Whether this is the name of a weight or bias itself, which is no answer. */
  boolean isParameter(String name) {
    return PARAMETER.matcher(plain(name)).matches();
  }

  /** As {@code dw1} for any of ∂L/∂W₁, W1.grad, grad_W1. */
  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[∂∇]", "d")
        .replaceAll("[\\s_^]", "")
        .replaceAll("^(δ|delta)(?=\\d)", "dz")
        .replaceAll("^(grad|d(l|j|loss)/?d)(?=[wbza]\\d+$)", "d")
        .replaceAll("^([wbza]\\d+)\\.?grad$", "d$1");
  }

  private static int number(String digits) {
    return digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }

  /** The names, for messages. */
  @Override
  public String toString() {
    return "%s, %s, output, loss, %s, %s (also dL/dW1, 0.weight.grad), %s, %s"
        .formatted(
            Stream.of("z%d", "a%d", "W%d.grad", "b%d.grad", "dL/dz%d", "dL/da%d")
                .map(n -> n.formatted(1) + (layers == 1 ? "" : " … " + n.formatted(layers)))
                .toArray());
  }
}
