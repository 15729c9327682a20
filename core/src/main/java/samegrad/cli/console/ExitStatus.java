package samegrad.cli.console;

/** What samegrad tells the shell. */
public final class ExitStatus {
  /** Done; and if there was a question, the answer is yes. */
  public static final int DONE = 0;

  /** The answer is no: backends do not agree, or one is broken. */
  public static final int NO = 1;

  /** The input or the call cannot be used, said in one line on standard error. */
  public static final int INVALID = 2;

  /** A defect of samegrad or of a library. */
  public static final int DEFECT = 3;

  private ExitStatus() {}
}
