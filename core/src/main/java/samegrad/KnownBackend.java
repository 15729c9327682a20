package samegrad;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backend that samegrad comes with, whether or not it is on the class path. This is the one place
 * in this module that names any, for messages and for what a user looks for.
 *
 * @param name as a user chooses it
 */
public record KnownBackend(String name) {
  /** All of them. */
  public static final List<KnownBackend> ALL =
      Stream.of("plain", "nd4j", "djl").map(KnownBackend::new).toList();

  /** The one that is used if none is named. */
  static final String DEFAULT = "plain";

  /** The name of its provider's class: {@code samegrad.x.XProvider} for x. */
  public String provider() {
    String capitalized = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    return "samegrad." + name + "." + capitalized + "Provider";
  }

  /** What to do to have it. */
  public String howToAdd() {
    return "to add it, put io.github.samegrad:samegrad-backend-" + name + " on the class path";
  }

  static Optional<KnownBackend> named(String name) {
    return ALL.stream().filter(known -> known.name.equals(name)).findFirst();
  }

  /** The one with that provider. */
  public static Optional<KnownBackend> ofProvider(String provider) {
    return ALL.stream().filter(known -> known.provider().equals(provider)).findFirst();
  }
}
