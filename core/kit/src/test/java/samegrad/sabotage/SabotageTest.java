package samegrad.sabotage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import samegrad.conformance.BackendContract;

/**
 * Runs the conformance kit on backends that are wrong on purpose: each must be found out.
 *
 * <p>To save time a defect meets the group of the check that is to catch it, and the networks.
 */
class SabotageTest {
  private static final List<Defect> DEFECTS =
      Stream.of(OperationDefects.all(), GradientDefects.all(), MemoryDefects.all())
          .flatMap(List::stream)
          .toList();

  @Test
  @DisplayName("nothing is caught where there is no defect")
  void noDefect() {
    assertEquals(Set.of(), killers(null, List.of(group("Program"), group("Network"))));
  }

  @TestFactory
  @DisplayName("each defect is caught by the check that is to catch it")
  Stream<DynamicTest> defects() {
    return DEFECTS.stream().map(defect -> dynamicTest(defect.name(), () -> requireCaught(defect)));
  }

  @Test
  @DisplayName("what goes wrong is made as small as it goes")
  void smallest() {
    Drawn drawn = new Drawn(Kind.LOST_TERMS, "matmul", 100, 16, 0, true);
    String failure =
        PowerTest.search(drawn, Duration.ofSeconds(60), Duration.ofSeconds(60), 1)
            .failure()
            .orElseThrow();
    assertTrue(failure.startsWith("matmul"), failure);
    assertTrue(failure.contains("101"), failure); // terms: the first number that is too large
    assertTrue(failure.contains("seed 1"), failure);
  }

  private static void requireCaught(Defect defect) {
    Set<String> killers = killers(defect, List.of(group(defect.group()), group("Network")));
    assertTrue(
        killers.contains(defect.check()),
        () -> "not caught by " + defect.check() + " but by " + killers);
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

  private static DiscoverySelector group(String name) {
    return selectNestedClass(
        List.of(SabotagedBackend.class.getName()), BackendContract.class.getName() + "$" + name);
  }

  /** The checks that fail on the backend with that defect. */
  private static Set<String> killers(@Nullable Defect defect, List<DiscoverySelector> groups) {
    Set<String> failed = new TreeSet<>();
    SabotagedBackend.defect = defect;
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(groups).build(),
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
