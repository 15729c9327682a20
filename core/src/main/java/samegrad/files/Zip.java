package samegrad.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip archive in memory, as its central directory has it. The JDK's own readers are not for this:
 * {@code ZipInputStream} takes an archive that is cut off between two entries for a shorter one,
 * and {@code ZipFile} needs a file and checks no checksums.
 *
 * <p>Source: <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>,
 * 4.3. Zip64, which is for archives of more than 4 GiB, is not read.
 *
 * @param input the archive
 * @param entries what its directory lists
 */
record Zip(Input input, List<Entry> entries) {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** A file may unpack to so many times its size, and this much more. */
  private static final long RATIO = 100;

  private static final long SMALL = 64 << 20;

  /** Where an entry is and what the directory says of it; all numbers are unsigned. */
  record Entry(
      String name, boolean encrypted, int method, int crc, long packed, long size, long offset) {}

  static boolean is(Input input) {
    if (input.size() < 4) {
      return false;
    }
    int signature = input.bytes().getInt(0);
    return signature == LOCAL || signature == END;
  }

  /** Reads the directory. */
  static Zip of(Input input) {
    ByteBuffer bytes = input.bytes();
    int end = end(input);
    int count = Short.toUnsignedInt(bytes.getShort(end + 10));
    long at = Integer.toUnsignedLong(bytes.getInt(end + 16));
    List<Entry> entries = new ArrayList<>();
    long packed = 0;
    long unpacked = 0;
    while (entries.size() < count) {
      if (at + 46 > end || bytes.getInt((int) at) != CENTRAL) {
        throw input.wrong(
            "is damaged: its directory should list %s entries, but breaks off after %s"
                .formatted(count, entries.size()));
      }
      int header = (int) at;
      int name = Short.toUnsignedInt(bytes.getShort(header + 28));
      at += 46 + name;
      if (at > end) {
        throw input.wrong("is damaged: a name in its directory is longer than the directory");
      }
      Entry entry =
          new Entry(
              new String(input.copy(header + 46, name), UTF_8),
              (bytes.getShort(header + 8) & 1) != 0,
              Short.toUnsignedInt(bytes.getShort(header + 10)),
              bytes.getInt(header + 16),
              Integer.toUnsignedLong(bytes.getInt(header + 20)),
              Integer.toUnsignedLong(bytes.getInt(header + 24)),
              Integer.toUnsignedLong(bytes.getInt(header + 42)));
      entries.add(entry);
      packed += entry.packed();
      unpacked += entry.size();
      at += Short.toUnsignedInt(bytes.getShort(header + 30));
      at += Short.toUnsignedInt(bytes.getShort(header + 32));
    }
    if (packed > input.size()) {
      throw input.wrong(
          "is damaged: its entries should take %s bytes, the file has %s"
              .formatted(packed, input.size()));
    }
    long most = Math.min(RATIO * input.size() + SMALL, Integer.MAX_VALUE - 8);
    if (unpacked > most) {
      throw input.wrong(
          "should unpack to %s bytes, and a file of its size is unpacked to at most %s: save it with numpy.savez, which does not compress"
              .formatted(unpacked, most));
    }
    return new Zip(input, entries);
  }

  /** Where the record is that ends an archive; a comment may follow it. */
  private static int end(Input input) {
    ByteBuffer bytes = input.bytes();
    for (int at = input.size() - 22; at >= 0 && at >= input.size() - 22 - 0xffff; at--) {
      if (bytes.getInt(at) == END
          && at + 22 + Short.toUnsignedInt(bytes.getShort(at + 20)) == input.size()) {
        return at;
      }
    }
    throw input.wrong("is cut off: a zip archive ends with its directory, and there is none");
  }

  /** What an entry holds, unpacked and checked. */
  Input content(Entry entry) {
    ByteBuffer bytes = input.bytes();
    long start = entry.offset() + 30;
    if (start <= input.size()) {
      int header = (int) entry.offset();
      start += Short.toUnsignedInt(bytes.getShort(header + 26));
      start += Short.toUnsignedInt(bytes.getShort(header + 28));
    }
    Input unread = input.part(entry.name(), ByteBuffer.allocate(0));
    if (start + entry.packed() > input.size() || bytes.getInt((int) entry.offset()) != LOCAL) {
      throw unread.wrong("is not where the archive's directory says");
    }
    if (entry.encrypted()) {
      throw unread.wrong("is encrypted: save it without a password");
    }
    ByteBuffer packed = bytes.slice((int) start, (int) entry.packed());
    ByteBuffer content =
        switch (entry.method()) {
          case STORED -> packed;
          case DEFLATED -> inflated(unread, entry, input.copy((int) start, packed.limit()));
          default ->
              throw unread.wrong(
                  "is compressed by method "
                      + entry.method()
                      + ": numpy.savez and numpy.savez_compressed use 0 (stored) and 8 (deflate)");
        };
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    if (content.limit() != entry.size() || (int) crc.getValue() != entry.crc()) {
      throw unread.wrong(
          "is damaged: it has not the size and the checksum that the archive's directory says");
    }
    return input.part(entry.name(), content);
  }

  /** Memory grows with what is there, up to one byte more than there should be. */
  private static ByteBuffer inflated(Input unread, Entry entry, byte[] packed) {
    Inflater inflater = new Inflater(true);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
      return ByteBuffer.wrap(in.readNBytes((int) entry.size() + 1));
    } catch (IOException damaged) {
      throw unread.wrong("is damaged: it cannot be decompressed");
    } finally {
      inflater.end();
    }
  }
}
