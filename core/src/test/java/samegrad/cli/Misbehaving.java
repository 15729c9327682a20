package samegrad.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import samegrad.OracleEngine;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.EngineInfo;
import samegrad.tensor.HostTensor;

/** Providers that do what a native library may do; each is named as its class. */
public final class Misbehaving {
  /** Where {@link Hanging} writes the ids of its process and of the one that it starts. */
  public static final String PIDS = "test.pids";

  /** The library that {@link DamagedLibrary} loads. */
  public static final String LIBRARY = "test.library";

  private Misbehaving() {}

  /** What they share. */
  public abstract static class Provider extends OracleEngine.Provider {
    @Override
    public String name() {
      return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** What happens as an engine is made. */
    void start() throws IOException, InterruptedException {}

    @Override
    public Engine<?> create(EngineConfig config) {
      try {
        start();
      } catch (IOException | InterruptedException failure) {
        throw new IllegalStateException(failure);
      }
      return super.create(config);
    }
  }

  /** Writes to address 0. */
  public static final class Crashing extends Provider {
    @Override
    void start() {
      crash();
    }
  }

  /** Writes to address 0 before it could say its name. */
  public static final class CrashingAtOnce extends Provider {
    /** Crashes. */
    public CrashingAtOnce() {
      crash();
    }
  }

  /** Ends by a signal that the JVM does not handle, as by abort(). */
  public static final class Aborting extends Provider {
    @Override
    void start() throws IOException, InterruptedException {
      String self = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-ABRT", self).start().waitFor();
      Thread.sleep(60_000);
    }
  }

  /** Starts a process and never returns. */
  public static final class Hanging extends Provider {
    @Override
    void start() throws IOException, InterruptedException {
      Process child = new ProcessBuilder("sleep", "1000").start();
      Path file = Path.of(System.getProperty(PIDS));
      Path part = Path.of(file + ".part");
      Files.writeString(part, ProcessHandle.current().pid() + "\n" + child.pid() + "\n");
      Files.move(part, file);
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  /** Ends the process as if all were well. */
  public static final class Exiting extends Provider {
    @Override
    void start() {
      System.exit(0);
    }
  }

  /** Says something and ends the process. */
  public static final class ExitingBadly extends Provider {
    @Override
    void start() {
      System.err.println("FATAL: no licence");
      System.exit(7);
    }
  }

  /** Takes all of the heap. */
  public static final class Exhausting extends Provider {
    @Override
    void start() {
      List<long[]> all = new ArrayList<>();
      while (all.size() < Integer.MAX_VALUE) {
        all.add(new long[1 << 20]);
      }
    }
  }

  /** Is right, and writes to standard output as C code would. */
  public static final class Garbage extends Provider {
    @Override
    void start() {
      PrintStream out =
          new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
      out.print("\u0000\u001b[31m{\"failure\":\"garbage\"}\n{\"version\":\"1\"");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> out.println("{\"failure\":\"garbage\"}")));
    }
  }

  /** Throws with a cause, of more than one line. */
  public static final class Throwing extends Provider {
    @Override
    void start() {
      throw new IllegalStateException(
          "cannot start\nat all", new IOException("the licence file is empty"));
    }
  }

  /** Needs a class that is not there. */
  public static final class MissingClass extends Provider {
    @Override
    void start() {
      throw new NoClassDefFoundError("org/example/Gone");
    }
  }

  /** Throws as it is made. */
  public static final class ThrowingAtOnce extends Provider {
    /** Fails. */
    public ThrowingAtOnce() {
      throw new IllegalStateException("no luck");
    }
  }

  /** Needs a class that is not there as it is made. */
  public static final class UnlinkedAtOnce extends Provider {
    /** Fails. */
    public UnlinkedAtOnce() {
      throw new NoClassDefFoundError("org/example/Gone");
    }
  }

  /** Nobody can make it. */
  public static final class Hidden extends Provider {
    private Hidden() {}
  }

  /** Loads a library from its cache. */
  public static final class DamagedLibrary extends Provider {
    @Override
    public List<Path> caches() {
      return List.of(Path.of(System.getProperty(LIBRARY)).getParent());
    }

    @Override
    @SuppressWarnings("restricted")
    void start() {
      System.load(System.getProperty(LIBRARY));
    }
  }

  /** Gives half of every product but those of 3 or 16 rows, which the check at its start has. */
  public static final class Wrong extends Provider {
    @Override
    public Engine<?> create(EngineConfig config) {
      return new OracleEngine(config) {
        @Override
        public HostTensor matmul(
            HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
          HostTensor product = super.matmul(a, transposeA, b, transposeB);
          int rows = product.shape().rows();
          return rows == 3 || rows == 16 ? product : scale(product, 0.5);
        }
      };
    }
  }

  /** Is right, and says how many threads OpenMP would start. */
  public static final class Threads extends Provider {
    @Override
    public Engine<?> create(EngineConfig config) {
      return new OracleEngine(config) {
        @Override
        public EngineInfo info() {
          return new EngineInfo(
              name(),
              "OMP_NUM_THREADS=" + System.getenv("OMP_NUM_THREADS"),
              config.device(),
              config.threads(),
              "none");
        }
      };
    }
  }

  /** By reflection, as the compiler warns of the class. */
  private static void crash() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field unsafe = type.getDeclaredField("theUnsafe");
      unsafe.setAccessible(true);
      type.getMethod("putAddress", long.class, long.class).invoke(unsafe.get(null), 0L, 1L);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(changed);
    }
  }
}
