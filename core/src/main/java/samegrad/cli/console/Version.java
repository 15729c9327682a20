package samegrad.cli.console;

import picocli.CommandLine;

/** The version in the jar's manifest. */
public final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /** Samegrad and its version. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "samegrad " + (version == null ? "(not from a jar)" : version);
  }
}
