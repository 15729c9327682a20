package samegrad.sabotage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import samegrad.conformance.BackendContract;

/** Runs the conformance kit on backends that are wrong on purpose: each must be found out. */
class SabotageTest {
  private static final List<Defect> DEFECTS =
      Stream.of(
              ProductDefects.all(),
              ElementDefects.all(),
              GradientDefects.all(),
              MemoryDefects.all())
          .flatMap(List::stream)
          .toList();

  @Test
  @DisplayName("the backend without a defect passes")
  void noDefect() {
    assertEquals(Set.of(), killers(null));
  }

  @Test
  @DisplayName("each defect is caught by the check that is to catch it")
  void defects() {
    List<String> escaped = new ArrayList<>();
    System.out.printf("%n%-60s %-30s %s%n", "defect", "to be caught by", "caught by");
    for (Defect defect : DEFECTS) {
      Set<String> killers = killers(defect);
      boolean caught = killers.contains(defect.check());
      System.out.printf(
          "%-60s %-30s %s%d: %s%n",
          defect, defect.check(), caught ? "" : "NOT! but ", killers.size(), killers);
      if (!caught) {
        escaped.add(defect + " was not caught by " + defect.check() + " but by " + killers);
      }
    }
    System.out.printf("%d of %d caught%n%n", DEFECTS.size() - escaped.size(), DEFECTS.size());
    assertEquals(List.of(), escaped);
    assertTrue(DEFECTS.size() >= 25);
  }

  /** The checks that fail on the backend with that defect. */
  private static synchronized Set<String> killers(@Nullable Defect defect) {
    Set<String> failed = new TreeSet<>();
    SabotagedBackend.defect = defect;
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(SabotagedBackend.class))
                .build(),
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
