package samegrad.conformance.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import samegrad.Backend;
import samegrad.autograd.Autograd;
import samegrad.autograd.Op;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.network.Homework;
import samegrad.spi.BackendProvider;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;

/**
 * Looks for a program that a backend computes wrong.
 *
 * <p>It goes in rounds. Each has a size class and a number of threads of the engine, and runs every
 * operation in each of its dimensions at a size of that class, then programs of several operations,
 * then operations from four callers at once. The largest sizes come first: where a library takes
 * another algorithm from some size on, they see it whatever the size.
 *
 * <p>Most numbers are integers, so chosen that every sum is exact: then a result is right or wrong,
 * and a single lost term or bit shows. The others are real and judged by {@link samegrad.verify}.
 */
public final class Search {
  private static final int[] CLASSES = {12, 9, 7, 11, 5, 10, 3, 8, 6, 4, 2, 1, 0};
  private static final int[] THREADS = {8, 3, 2, 5, 1};
  private static final int PROGRAMS = 20;

  /** What each of several callers computes at once has dimensions of about 2⁶. */
  private static final int SHARED_CLASS = 6;

  private static final List<Way> GRADIENTS = List.of(Way.NATIVE, Way.INTO_EARLIER, Way.TAPE);

  private final Function<EngineConfig, Backend> open;
  private final String name;
  private final Device device;
  private final long seed;
  private final Coverage coverage = new Coverage();
  private long found;
  private Optional<Homework> network = Optional.empty();

  /**
   * What came of it.
   *
   * @param failure what is wrong, with the smallest program that shows it as Java; empty if nothing
   * @param network the smallest network found that shows it, too; empty if none does
   * @param coverage what was run, as a table
   * @param programs how many programs were run
   * @param time until the failure was found, or the end
   */
  public record Result(
      Optional<String> failure,
      Optional<Homework> network,
      String coverage,
      int programs,
      Duration time) {
    /** How much was run, and what. */
    public String summary() {
      return "%d programs in %.1f s%n%s".formatted(programs, time.toMillis() / 1e3, coverage);
    }
  }

  /** A search on a provider's engines. The same seed gives the same programs. */
  public Search(BackendProvider provider, Device device, long seed) {
    this.open = config -> new Backend(provider.create(config), Autograd.NATIVE);
    this.name = provider.name();
    this.device = device;
    this.seed = seed;
  }

  /**
   * Searches until something is wrong or the time is over.
   *
   * @param budget the time
   * @param shrinking how long to look for a smaller program that goes wrong, too, and then for a
   *     network
   */
  public Result run(Duration budget, Duration shrinking) {
    long start = System.nanoTime();
    Optional<String> failure = Optional.empty();
    for (int round = 0; failure.isEmpty() && left(start, budget); round++) {
      failure = round(round, () -> left(start, budget), shrinking);
    }
    long end = failure.isPresent() ? found : System.nanoTime();
    return new Result(
        failure, network, coverage.toString(), coverage.programs(), Duration.ofNanos(end - start));
  }

  private static boolean left(long start, Duration budget) {
    return System.nanoTime() - start < budget.toNanos();
  }

  /** A program and how it is run. */
  private record Case(Program program, Way way, boolean atOnce) {
    String name() {
      return way.toString() + (atOnce ? " from " + Callers.COUNT + " callers at once" : "");
    }

    Optional<String> wrong(Backend backend) {
      return atOnce ? Trial.wrongAtOnce(backend, program, way) : Trial.wrong(backend, program, way);
    }

    /** It may take luck to see what goes wrong between threads. */
    boolean isWrongAgain(Backend backend) {
      for (int i = 0; i < (atOnce ? 5 : 1); i++) {
        if (wrong(backend).isPresent()) {
          return true;
        }
      }
      return false;
    }
  }

  private Optional<String> round(int round, BooleanSupplier left, Duration shrinking) {
    int threads = THREADS[round % THREADS.length];
    try (Backend backend = open.apply(new EngineConfig(device, threads))) {
      for (Supplier<List<Case>> drawn : cases(round)) {
        if (!left.getAsBoolean()) {
          return Optional.empty();
        }
        for (Case one : drawn.get()) {
          coverage.add(one.program(), one.name(), threads);
          Optional<String> wrong = one.wrong(backend);
          if (wrong.isPresent()) {
            found = System.nanoTime();
            Case smallest = shrunk(one, backend, shrinking);
            BooleanSupplier more = () -> left(found, shrinking.multipliedBy(2));
            network = SmallestNetwork.showing(smallest.program(), backend, more);
            return Optional.of(report(smallest, wrong.get(), backend));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What a round is made of, drawn when it is run: singles and others mixed. */
  private List<Supplier<List<Case>>> cases(int round) {
    Random random = new Random(seed * 1_000_003 + round);
    Draw draw = new Draw(random);
    int sizeClass = CLASSES[round % CLASSES.length];
    List<Supplier<List<Case>>> cases = new ArrayList<>();
    for (DType dtype : DType.values()) {
      for (Single single : Single.ALL) {
        cases.add(
            () -> bothWays(draw.single(single, dtype, sizeClass, random.nextInt(8) == 0), random));
        if (random.nextInt(4) == 0) {
          cases.add(
              () ->
                  bothWays(draw.single(single, dtype, SHARED_CLASS, true), random).stream()
                      .map(one -> new Case(one.program(), one.way(), true))
                      .toList());
        }
      }
      for (int i = 0; i < PROGRAMS; i++) {
        cases.add(() -> bothWays(draw.several(dtype, random.nextInt(1 + sizeClass)), random));
      }
    }
    Collections.shuffle(cases, random);
    return cases;
  }

  /** Its operations and its gradients; with a NaN or infinity its operations alone. */
  private static List<Case> bothWays(Program program, Random random) {
    Case operations = new Case(program, Way.OPERATIONS, false);
    return program.isSpecial()
        ? List.of(operations)
        : List.of(operations, new Case(program, pick(random, GRADIENTS), false));
  }

  /**
   * What is wrong when several callers at once do the same operation or evaluate the same function,
   * each with its own numbers: every operation, with each transpose, in each way.
   */
  public static Optional<String> atOnce(Backend backend, DType dtype, long seed) {
    Draw draw = new Draw(new Random(seed));
    Set<Op> seen = new HashSet<>();
    for (Single single : Single.ALL) {
      if (seen.add(single.op())) {
        Program program = draw.single(single, dtype, SHARED_CLASS, true);
        for (Way way : program.isSpecial() ? List.of(Way.OPERATIONS) : List.of(Way.values())) {
          Optional<String> wrong = Trial.wrongAtOnce(backend, program, way);
          if (wrong.isPresent()) {
            return Optional.of(Single.name(single.op()) + ", " + way + ": " + wrong.get());
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What is wrong with a function of small whole numbers and its gradients, evaluated in each way;
   * empty if nothing.
   */
  public static Optional<String> wrong(
      Backend backend, ScalarFunction function, Parameters.Signature signature) {
    List<Input> inputs =
        IntStream.range(0, signature.names().size())
            .mapToObj(i -> new Input(2 * i, 3, 0, false, i)) // even: with auxiliary outputs
            .toList();
    Program program = new Program(function.record(signature), inputs);
    return GRADIENTS.stream()
        .flatMap(way -> Trial.wrong(backend, program, way).map(what -> way + ": " + what).stream())
        .findFirst();
  }

  private static <E> E pick(Random random, List<E> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The smallest case that goes wrong, too, as far as steps that make it smaller lead. */
  private static Case shrunk(Case wrong, Backend backend, Duration limit) {
    long start = System.nanoTime();
    Case smallest = wrong;
    Optional<Case> smaller = Optional.of(wrong);
    while (smaller.isPresent()) {
      smallest = smaller.get();
      Case from = smallest;
      smaller =
          from.program()
              .smaller()
              .filter(program -> left(start, limit))
              .filter(program -> !program.isExact() || program.staysExact())
              .map(program -> new Case(program, from.way(), from.atOnce()))
              .filter(one -> one.isWrongAgain(backend))
              .findFirst();
    }
    return smallest;
  }

  private String report(Case smallest, String first, Backend backend) {
    String now = smallest.wrong(backend).orElse("not every time: " + first);
    String operations =
        smallest.program().tape().entries().stream()
            .filter(Tape.Computed.class::isInstance)
            .map(entry -> Single.name(((Tape.Computed) entry).op()))
            .distinct()
            .collect(Collectors.joining(", "));
    return """
    %s of %s (%s, %d threads): %s
    The smallest program found, of seed %d; run it with -Dsamegrad.backend=%s -Dsamegrad.threads=%d:

    %s\
    """
        .formatted(
            operations,
            smallest.program().dtype(),
            smallest.name(),
            backend.info().threads(),
            now,
            seed,
            name,
            backend.info().threads(),
            Listing.of(smallest.program(), smallest.way()));
  }
}
