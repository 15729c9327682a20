package samegrad.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import samegrad.tensor.Operations;
import samegrad.tensor.UnaryFunction;

/**
 * What a layer applies to each element of z.
 *
 * @param function a function, or nothing
 */
public record Activation(Optional<UnaryFunction> function) {
  /** Nothing: a = z. */
  public static final Activation IDENTITY = new Activation(Optional.empty());

  /** {@link UnaryFunction#SIGMOID}. */
  public static final Activation SIGMOID = of(UnaryFunction.SIGMOID);

  /** {@link UnaryFunction#TANH}. */
  public static final Activation TANH = of(UnaryFunction.TANH);

  /** {@link UnaryFunction#RELU}. */
  public static final Activation RELU = of(UnaryFunction.RELU);

  /** Those that a layer may have. */
  public static final List<Activation> ALL = List.of(SIGMOID, TANH, RELU, IDENTITY);

  /** That function. */
  public static Activation of(UnaryFunction function) {
    return new Activation(Optional.of(function));
  }

  /**
   * The activation of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  @JsonCreator
  public static Activation of(String name) {
    return ALL.stream()
        .filter(activation -> activation.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown activation \"" + name + "\": it is " + names()));
  }

  /** The names of all, {@code "sigmoid" or "tanh" or …}. */
  static String names() {
    return ALL.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(" or "));
  }

  /** The activation of z. */
  public <T> T apply(Operations<T> operations, T z) {
    return function.isPresent() ? operations.map(function.get(), z) : z;
  }

  /** The function's name or {@code "identity"}, as in a network file. */
  @JsonValue
  @Override
  public String toString() {
    return function.map(UnaryFunction::toString).orElse("identity");
  }
}
