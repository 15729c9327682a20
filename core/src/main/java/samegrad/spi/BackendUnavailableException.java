package samegrad.spi;

/**
 * A backend was asked for and cannot run; the message says why and what would help, in one line.
 */
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public BackendUnavailableException(String message) {
    super(message);
  }

  /** With the reason and what led to it. */
  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** That a library did not start, with the root of what led to it. */
  public static BackendUnavailableException notStarted(String library, Throwable cause) {
    return new BackendUnavailableException(
        library + " did not start: " + Causes.root(cause), cause);
  }
}
