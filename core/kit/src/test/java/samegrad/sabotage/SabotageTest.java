package samegrad.sabotage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import samegrad.conformance.BackendContract;
import samegrad.conformance.search.Search;
import samegrad.network.Homework;

/**
 * Runs the conformance kit on backends that are wrong on purpose: each must be found out by the
 * check that is to catch it.
 */
class SabotageTest {
  private static final List<Class<?>> WHOLE = List.of(SabotagedBackend.class);

  private static final List<Defect> DEFECTS =
      Stream.of(OperationDefects.all(), GradientDefects.all(), MemoryDefects.all())
          .flatMap(List::stream)
          .toList();

  @Test
  @DisplayName("nothing is caught where there is no defect")
  void noDefect() {
    for (String group : List.of("Program", "Network")) {
      assertEquals(Set.of(), killers(null, selectNestedClass(WHOLE, group(group))));
    }
  }

  @TestFactory
  @DisplayName("each defect is caught by the check that is to catch it")
  Stream<DynamicTest> defects() {
    return DEFECTS.stream()
        .map(defect -> dynamicTest(defect.name(), () -> assertTrue(isCaught(defect))));
  }

  @Test
  @DisplayName("what goes wrong is made as small as it goes, a network that shows it too")
  void smallest() {
    Search.Result result = search(Kind.LOST_TERMS, 60, 1);
    String failure = result.failure().orElseThrow();
    assertTrue(failure.startsWith("matmul"), failure);
    assertTrue(failure.contains("101"), failure); // terms: the first number that is too large
    assertTrue(failure.contains("seed 1"), failure);
    Homework network = result.network().orElseThrow();
    int largest =
        IntStream.of(network.samples(), network.network().in(), network.network().out())
            .max()
            .getAsInt();
    assertEquals(101, largest, network::toString);
  }

  @Test
  @DisplayName("a write beyond an array is seen in the one beside")
  void beyond() {
    assertTrue(
        IntStream.rangeClosed(1, 30)
            .mapToObj(seed -> search(Kind.BEYOND, 0, seed).failure().orElseThrow())
            .anyMatch(failure -> failure.contains("beside was changed")));
  }

  private static Search.Result search(Kind kind, int shrinking, int seed) {
    Drawn drawn = new Drawn(kind, "matmul", 100, 16, 0, true);
    return PowerTest.search(drawn, Duration.ofSeconds(60), Duration.ofSeconds(shrinking), seed);
  }

  /** {@code -Dsamegrad.sabotage.races=100} runs it a hundred times. */
  @Test
  @DisplayName("memory that callers share is found in 99 of 100 runs")
  void races() {
    int runs = Integer.getInteger("samegrad.sabotage.races", 1);
    int found = 0;
    for (int run = 0; run < runs; run++) {
      found += isCaught(MemoryDefects.SHARED_SCRATCH) ? 1 : 0;
    }
    System.out.printf("shared memory found in %d of %d runs%n", found, runs);
    assertTrue(100 * found >= 99 * runs, found + " of " + runs);
  }

  private static boolean isCaught(Defect defect) {
    Class<?> group = group(defect.group());
    String name = defect.check().substring(defect.check().indexOf('/') + 1);
    Method check =
        ReflectionSupport.findMethods(
                group, method -> method.getName().equals(name), HierarchyTraversalMode.TOP_DOWN)
            .get(0);
    return killers(defect, selectNestedMethod(WHOLE, group, check)).contains(defect.check());
  }

  @Test
  @DisplayName("there are as many defects as the README says")
  void number() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Matcher number = Pattern.compile("(\\d+)\\s+\\[sabotaged backends]").matcher(readme);
    assertTrue(number.find(), "the README has a number of sabotaged backends");
    assertEquals(Integer.parseInt(number.group(1)), DEFECTS.size());
    Matcher kinds = Pattern.compile("(\\d+)\\s+kinds of defects").matcher(readme);
    assertTrue(kinds.find(), "the README has a number of kinds");
    assertEquals(Integer.parseInt(kinds.group(1)), Kind.values().length);
  }

  private static Class<?> group(String name) {
    return ReflectionSupport.tryToLoadClass(BackendContract.class.getName() + "$" + name)
        .getOrThrow(failure -> new IllegalArgumentException(name, failure));
  }

  /** The checks of those selected that fail on the backend with that defect. */
  private static Set<String> killers(@Nullable Defect defect, DiscoverySelector selected) {
    Set<String> failed = new TreeSet<>();
    SabotagedBackend.defect = defect;
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selected).build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                  failed.add(nameOf(test));
                }
              }
            });
    return failed;
  }

  private static String nameOf(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .map(method -> BackendContract.checkName(method.getJavaClass(), method.getMethodName()))
        .orElse(test.getDisplayName());
  }
}
