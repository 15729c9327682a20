package samegrad.network;

/**
 * Input that cannot be used; the message names where it is, what is wrong and what would be right.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the one line that says it. */
  public InvalidInputException(String message) {
    super(line(message));
  }

  /** With the one line that says it and what led to it. */
  public InvalidInputException(String message, Throwable cause) {
    super(line(message), cause);
  }

  /** What comes from a file may have line breaks in it, and worse. */
  private static String line(String message) {
    return message.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
  }
}
