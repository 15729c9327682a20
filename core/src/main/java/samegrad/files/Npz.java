package samegrad.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import samegrad.tensor.HostTensor;

/**
 * Arrays by name as {@code numpy.savez} and {@code numpy.savez_compressed} write them: a zip
 * archive of {@code NAME.npy}.
 *
 * <p>Source: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.savez.html">numpy.savez</a>.
 */
final class Npz {
  private static final String SUFFIX = ".npy";

  /** The first that a zip archive can say; NumPy says it too. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  static boolean isArray(Zip.Entry entry) {
    return entry.name().endsWith(SUFFIX);
  }

  static Map<String, StoredTensor> read(Input input) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Zip archive = Zip.of(input);
    for (Zip.Entry entry : archive.entries()) {
      String shown = Input.shown(entry.name());
      if (!isArray(entry)) {
        throw input.wrong("holds " + shown + ", which is no array: arrays are named NAME.npy");
      }
      String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
      if (tensors.containsKey(name)) {
        throw input.wrong("holds " + shown + " twice");
      }
      tensors.put(name, Npy.read(archive.content(entry)));
    }
    return tensors;
  }

  /** Not compressed, since zlib's versions compress differently: the same bytes everywhere. */
  static byte[] write(Map<String, HostTensor> tensors) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, HostTensor> tensor : tensors.entrySet()) {
        byte[] array = Npy.write(tensor.getValue());
        CRC32 crc = new CRC32();
        crc.update(array);
        ZipEntry entry = new ZipEntry(tensor.getKey() + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(array.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(array);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // an array in memory does not fail
    }
    return bytes.toByteArray();
  }
}
