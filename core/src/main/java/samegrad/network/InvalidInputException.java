package samegrad.network;

/**
 * Input that cannot be used; the message names where it is, what is wrong and what would be right.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the one line that says it. */
  public InvalidInputException(String message) {
    super(message);
  }

  /** With the one line that says it and what led to it. */
  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
