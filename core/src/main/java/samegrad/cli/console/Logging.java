package samegrad.cli.console;

/** What libraries log. */
public final class Logging {
  private Logging() {}

  /** Has a library log what it must and no more, on standard error, unless the user asks. */
  public static void quiet() {
    setUnlessSet("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    setUnlessSet("org.slf4j.simpleLogger.showThreadName", "false");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
