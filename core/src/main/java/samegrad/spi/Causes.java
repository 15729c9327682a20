package samegrad.spi;

import java.util.ArrayList;
import java.util.List;

/** What was thrown, in lines for people. */
public final class Causes {
  /** A chain of causes may be a ring; nobody reads more than this of one. */
  private static final int MOST = 20;

  private Causes() {}

  /** The exception, its cause, and so on down to the root, each in one line. */
  public static List<String> of(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    for (Throwable one = thrown; one != null && lines.size() < MOST; one = one.getCause()) {
      lines.add(line(one));
    }
    return lines;
  }

  /** What began it, in one line. */
  public static String root(Throwable thrown) {
    List<String> lines = of(thrown);
    return lines.get(lines.size() - 1);
  }

  private static String line(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    boolean speaks = thrown.getMessage() != null && !message.isEmpty();
    return thrown.getClass().getSimpleName() + (speaks ? ": " + message : "");
  }
}
