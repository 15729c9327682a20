package samegrad.files;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import samegrad.network.InvalidInputException;

/**
 * Damaged and malicious files are read or refused in one line, quickly, and with no more memory
 * than a file of their size can need.
 *
 * <p>{@code -Dsamegrad.mutations=N} tries N files instead of a few thousand.
 */
class MutatedFilesTest {
  private static final int MUTATIONS = Integer.getInteger("samegrad.mutations", 5000);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** So many are tried first: loading classes takes memory too. */
  private static final int WARM_UP = 100;

  /** What is read besides numbers: JSON, texts, a message with its stack trace. */
  private static final long OVERHEAD = 1 << 19;

  /** For each byte of a file: a number in JSON takes the most. */
  private static final long EACH = 64;

  /** Deflate makes no more than 1032 bytes of one; reading keeps two copies for a while. */
  private static final long EACH_DEFLATED = 2 * 1032;

  private static final List<byte[]> FILES =
      List.of(
          Samples.bytes("plain.npz"),
          Samples.bytes("compressed.npz"),
          Samples.bytes("fortran.npz"),
          Samples.bytes("object.npz"),
          Samples.bytes("plain.safetensors"),
          Samples.bytes("bfloat16.safetensors"),
          Samples.bytes("named.safetensors"),
          Samples.bytes("x.npy"),
          Samples.bytes("x-int32.npy"),
          Samples.bytes("sequential.pt"),
          Samples.json(),
          Samples.bytes("files.expected.json"),
          Samples.bytes("converted/result.npz"),
          Samples.bytes("converted/result.safetensors"));

  private static final Input PLAIN = Samples.file("plain.npz");
  private static final Input DATA = Samples.file("data.npz");

  @Test
  void a_mutated_file_is_read_or_refused_in_one_line() {
    FILES.forEach(file -> tried(file, false));
    for (int seed = -WARM_UP; seed < 0; seed++) {
      tried(mutated(new SplittableRandom(seed)), false);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60 + MUTATIONS / 200),
        () -> {
          int read = 0;
          for (int seed = 0; seed < MUTATIONS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] file = mutated(random);
            boolean asData = random.nextInt(4) == 0;
            long each = Zip.is(Input.of("", file)) ? EACH_DEFLATED : EACH;
            long limit = OVERHEAD + each * file.length;
            long allocated = Long.MAX_VALUE;
            // A second time if need be: what the JVM makes once, as when it loads a class, is no
            // allocation for the file.
            for (int attempt = 0; attempt < 2 && allocated >= limit; attempt++) {
              long before = THREADS.getCurrentThreadAllocatedBytes();
              try {
                read += tried(file, asData) && attempt == 0 ? 1 : 0;
              } catch (RuntimeException | Error defect) {
                throw new AssertionError("seed " + seed, defect);
              }
              allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(
                allocated < limit,
                "seed " + seed + ": " + allocated + " bytes for a file of " + file.length);
          }
          assertTrue(read > MUTATIONS / 100 && read < MUTATIONS / 2, read + " were read");
        });
  }

  /** Whether a file is read; if not, it is refused as it should be. */
  private static boolean tried(byte[] file, boolean asData) {
    Input mutated = Input.of("mutated", file);
    try {
      if (asData || Npy.is(mutated)) {
        NetworkFiles.read(PLAIN, Optional.of(mutated), Optional.empty());
      } else if (ResultFiles.holds(mutated)) {
        ResultFiles.read(mutated);
      } else {
        NetworkFiles.read(mutated, Optional.of(DATA), Optional.empty());
      }
      return true;
    } catch (InvalidInputException wrong) {
      String line = Objects.requireNonNull(wrong.getMessage());
      assertTrue(line.matches("(mutated|plain\\.npz): [\\P{Cc}]{10,600}"), line);
      return false;
    }
  }

  private static byte[] mutated(SplittableRandom random) {
    byte[] file = FILES.get(random.nextInt(FILES.size()));
    // Behind a checksum that is right, mutations reach the array.
    if (Npy.is(Input.of("", file)) && random.nextBoolean()) {
      return Samples.zip("x.npy", mutated(random, file));
    }
    return mutated(random, file);
  }

  private static byte[] mutated(SplittableRandom random, byte... original) {
    byte[] file = original.clone();
    for (int mutations = 1 + random.nextInt(4); mutations > 0 && file.length > 0; mutations--) {
      int at = random.nextInt(file.length);
      int count = Math.min(1 + random.nextInt(random.nextBoolean() ? 8 : 200), file.length - at);
      switch (random.nextInt(8)) {
        case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> file[at] = (byte) random.nextInt(256);
        case 2 -> Arrays.fill(file, at, at + count, (byte) 0);
        case 3 -> Arrays.fill(file, at, at + Math.min(count, 8), (byte) 0xff);
        case 4 -> file = joined(file, at, file, at + count); // cut out
        case 5 -> file = joined(file, at + count, file, at); // repeated
        case 6 -> {
          byte[] other = FILES.get(random.nextInt(FILES.size()));
          file = joined(file, at, other, random.nextInt(other.length));
        }
        default -> digit(random, file, at);
      }
    }
    return file;
  }

  private static byte[] joined(byte[] start, int count, byte[] end, int from) {
    byte[] joined = Arrays.copyOf(start, count + end.length - from);
    System.arraycopy(end, from, joined, count, end.length - from);
    return joined;
  }

  /** Another digit for the next there is: sizes, shapes and names. */
  private static void digit(SplittableRandom random, byte[] file, int from) {
    for (int at = from; at < file.length; at++) {
      if (Character.isDigit(file[at])) {
        file[at] = (byte) ('0' + random.nextInt(10));
        return;
      }
    }
  }
}
