package samegrad.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import samegrad.network.InvalidInputException;
import samegrad.network.NetworkFile;

/**
 * What is read.
 *
 * @param origin what it is called in messages: a file and, within it, an entry
 * @param bytes all of it, from position 0 to the limit
 */
public record Input(String origin, ByteBuffer bytes) {
  private static final int LONGEST = 60;

  /** Keeps the bytes from being written. */
  public Input {
    bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What those bytes say. */
  public static Input of(String origin, byte[] bytes) {
    return new Input(origin, ByteBuffer.wrap(bytes));
  }

  /**
   * What a file holds.
   *
   * @throws InvalidInputException if it cannot be read
   */
  public static Input of(Path file) {
    return of(file.toString(), NetworkFile.bytes(file));
  }

  /** The file's name without folder and suffix. */
  String name() {
    return origin.replaceAll("^.*[/\\\\]|\\.[^.]*$", "");
  }

  int size() {
    return bytes.limit();
  }

  /** A copy of some of the bytes. */
  byte[] copy(int from, int count) {
    byte[] copy = new byte[count];
    bytes.get(from, copy);
    return copy;
  }

  /** A part of this, under a name that comes from the file. */
  Input part(String name, ByteBuffer content) {
    return new Input(origin + ": " + shown(name), content);
  }

  InvalidInputException wrong(String what) {
    return new InvalidInputException(origin + ": " + what);
  }

  /** A text from a file as a message may show it: on one line, and short. */
  static String shown(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ");
  }
}
