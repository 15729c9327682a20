package samegrad.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * This process's standard output. A print stream above it swallows what it remembers: a failure.
 */
public final class StandardOutput extends OutputStream {
  private final FileOutputStream file = new FileOutputStream(FileDescriptor.out);
  private Optional<IOException> failure = Optional.empty();

  @Override
  public synchronized void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    try {
      file.write(bytes, from, length);
    } catch (IOException failed) {
      failure = failure.or(() -> Optional.of(failed));
      throw failed;
    }
  }

  /**
   * The exit status: that of the command, unless its result was not written. Then standard error
   * says why, but nothing if the reader has closed the pipe, as {@code head} does: that ends with
   * the status of a process ended by SIGPIPE, as the system's own commands do.
   */
  public synchronized int status(int ofCommand, Console console) {
    if (failure.isEmpty()) {
      return ofCommand;
    }
    String why = String.valueOf(failure.get().getMessage());
    if (why.toLowerCase(Locale.ROOT).contains("pipe")) {
      return ExitStatus.CLOSED_PIPE;
    }
    console.error("samegrad: the result could not be written: " + why);
    return ExitStatus.DEFECT;
  }
}
