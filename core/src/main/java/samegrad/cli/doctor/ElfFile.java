package samegrad.cli.doctor;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a library of Linux is whole, as far as its header tells. The layout is that of the System
 * V ABI, chapter 4, "ELF Header", for 64 bits, little-endian.
 */
final class ElfFile {
  private static final int HEADER = 64;
  private static final int MAGIC = 0x7f454c46;
  private static final int CLASS = 4;
  private static final byte CLASS_64 = 2;
  private static final int DATA = 5;
  private static final byte LITTLE_ENDIAN = 1;
  private static final int SECTIONS_OFFSET = 40;
  private static final int SECTION_SIZE = 58;
  private static final int SECTION_COUNT = 60;
  private static final int UNSIGNED_SHORT = 0xffff;

  private ElfFile() {}

  /** What is wrong with the file, in words; empty if nothing is seen or it is another kind. */
  static Optional<String> damage(Path file) throws IOException {
    long size = Files.size(file);
    if (size < HEADER) {
      return Optional.of("is cut short");
    }
    byte[] bytes = new byte[HEADER];
    try (InputStream in = Files.newInputStream(file);
        DataInputStream data = new DataInputStream(in)) {
      data.readFully(bytes);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (header.getInt(0) != MAGIC) {
      return Optional.of("is no library");
    }
    if (header.get(CLASS) != CLASS_64 || header.get(DATA) != LITTLE_ENDIAN) {
      return Optional.empty();
    }
    header.order(ByteOrder.LITTLE_ENDIAN);
    // The table of sections is written last.
    long sections =
        (long) (header.getShort(SECTION_SIZE) & UNSIGNED_SHORT)
            * (header.getShort(SECTION_COUNT) & UNSIGNED_SHORT);
    return size < header.getLong(SECTIONS_OFFSET) + sections
        ? Optional.of("is cut short")
        : Optional.empty();
  }
}
