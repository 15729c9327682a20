package samegrad.cli.console;

/** What samegrad tells the shell. */
public final class ExitStatus {
  /** Done; and if there was a question, the answer is yes. */
  public static final int DONE = 0;

  /** The answer is no: results differ by more than rounding can explain, or a backend is broken. */
  public static final int NO = 1;

  /** The input or the call cannot be used, said in one line on standard error. */
  public static final int INVALID = 2;

  /** A defect of samegrad or of a library, or the result could not be written. */
  public static final int DEFECT = 3;

  /** Nothing can be claimed: rounding may be as large as the values, or no backend answered. */
  public static final int UNKNOWN = 4;

  /** The reader of the result closed the pipe: 128 and the number of SIGPIPE. */
  public static final int CLOSED_PIPE = 141;

  private ExitStatus() {}
}
