package samegrad.check;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;

/**
 * What people and programs call the quantities of a network: z1, W1.grad, dL/dW1, ∂L/∂W₁, dW1, δ1,
 * 0.weight.grad, fc1.bias.grad, output, loss.
 */
final class Names {
  private static final Pattern FORWARD = Pattern.compile("([za])(\\d+)");
  private static final Pattern GRADIENT =
      Pattern.compile(
          "(?:grad|d|d(?:l|j|loss)/?d)(?<of>[wbza])(?<layer>\\d+)"
              + "|(?<owner>[wbza])(?<number>\\d+)\\.?grad");
  private static final Pattern DELTA = Pattern.compile("delta(\\d+)");
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
      return of(Kind.LOSS, layers);
    }
    if (OUTPUT.contains(plain)) {
      return of(Kind.A, layers);
    }
    Matcher forward = FORWARD.matcher(plain);
    if (forward.matches()) {
      return of(forward.group(1).equals("z") ? Kind.Z : Kind.A, number(forward.group(2)));
    }
    Matcher delta = DELTA.matcher(plain);
    if (delta.matches()) {
      return of(Kind.DZ, number(delta.group(1)));
    }
    Matcher gradient = GRADIENT.matcher(plain);
    if (gradient.matches()) {
      return gradient.group("of") == null
          ? gradient(gradient.group("owner"), number(gradient.group("number")))
          : gradient(gradient.group("of"), number(gradient.group("layer")));
    }
    Matcher module = MODULE.matcher(plain);
    if (module.matches()) {
      int number = number(module.group("number"));
      boolean counted = module.group("name").isEmpty();
      int layer = !counted ? number : consecutive ? number + 1 : number / 2 + 1;
      return gradient(module.group("what").substring(0, 1), layer);
    }
    return Optional.empty();
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

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replace('∂', 'd')
        .replace('∇', 'd')
        .replace("δ", "delta")
        .replaceAll("[\\s_^]", "");
  }

  private Optional<Quantity> gradient(String of, int layer) {
    return of(
        switch (of) {
          case "w" -> Kind.DW;
          case "b" -> Kind.DB;
          case "z" -> Kind.DZ;
          default -> Kind.DA;
        },
        layer);
  }

  private Optional<Quantity> of(Kind kind, int layer) {
    return layer >= 1 && layer <= layers
        ? Optional.of(new Quantity(kind, layer))
        : Optional.empty();
  }

  private static int number(String digits) {
    return digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }

  /** The names, for messages. */
  @Override
  public String toString() {
    String last = layers == 1 ? "" : " … %s" + layers;
    return ("z1%s, a1%s, output, loss, W1.grad%s, b1.grad%s (also dL/dW1, 0.weight.grad), dL/dz1"
            + "%s, dL/da1%s")
        .formatted(
            last.formatted("z"),
            last.formatted("a"),
            layers == 1 ? "" : " … W" + layers + ".grad",
            layers == 1 ? "" : " … b" + layers + ".grad",
            last.formatted("dL/dz"),
            last.formatted("dL/da"));
  }
}
