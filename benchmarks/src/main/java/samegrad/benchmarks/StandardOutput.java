package samegrad.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * This process's standard output. {@code System.out} is not: the command line gives it to what
 * libraries print.
 */
public final class StandardOutput {
  private StandardOutput() {}

  /** A stream onto it, in UTF-8. */
  public static PrintStream open() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  }
}
