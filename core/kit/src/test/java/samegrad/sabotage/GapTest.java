package samegrad.sabotage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import samegrad.conformance.BackendContract;
import samegrad.conformance.Gap;
import samegrad.tensor.DType;

/** What a backend declares it cannot do is shown, and never counts as passed. */
class GapTest {
  private static final Gap GAP =
      Gap.in("scale/forward", "factors are float32", "https://example.org/issues/1");
  private static final DiscoverySelector CHECK =
      selectNestedMethod(
          List.of(SabotagedBackend.class.getName()),
          BackendContract.class.getName() + "$Scale",
          "forward",
          DType.class.getName());

  /** How each invocation ended, float32 first. */
  private static List<TestExecutionResult> run(DiscoverySelector check, Gap... gaps) {
    List<TestExecutionResult> results = new ArrayList<>();
    SabotagedBackend.gaps = List.of(gaps);
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(check).build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.add(result);
                }
              }
            });
    return results;
  }

  private static void defect(@Nullable String name) {
    SabotagedBackend.defect =
        OperationDefects.all().stream()
            .filter(defect -> defect.name().equals(name))
            .findFirst()
            .orElse(null);
  }

  private static String message(TestExecutionResult result) {
    return result.getThrowable().map(Throwable::getMessage).orElse("");
  }

  private static List<TestExecutionResult.Status> statuses(List<TestExecutionResult> results) {
    return results.stream().map(TestExecutionResult::getStatus).toList();
  }

  @AfterEach
  void reset() {
    SabotagedBackend.gaps = List.of();
    SabotagedBackend.defect = null;
  }

  @Test
  void without_a_declaration_a_failure_is_a_failure_that_can_be_reproduced() {
    defect("a factor truncated to float32");
    List<TestExecutionResult> results = run(CHECK);
    assertEquals(
        List.of(TestExecutionResult.Status.SUCCESSFUL, TestExecutionResult.Status.FAILED),
        statuses(results));
    String message = message(results.get(1));
    assertTrue(message.contains("-Dsamegrad.conformance.seed=1"), message);
    assertTrue(message.contains("-Dsamegrad.conformance.case=Scale[factor=0.1666"), message);
  }

  @Test
  void a_declared_gap_is_skipped_with_its_reason_and_link() {
    defect("a factor truncated to float32");
    List<TestExecutionResult> results = run(CHECK, GAP.only(DType.FLOAT64));
    assertEquals(
        List.of(TestExecutionResult.Status.SUCCESSFUL, TestExecutionResult.Status.ABORTED),
        statuses(results));
    assertEquals(
        "declared gap scale/forward in [float64]: factors are float32"
            + " (https://example.org/issues/1)",
        message(results.get(1)));
  }

  @Test
  void a_declared_gap_that_works_is_a_failure() {
    List<TestExecutionResult> results = run(CHECK, GAP);
    assertEquals(
        List.of(TestExecutionResult.Status.FAILED, TestExecutionResult.Status.FAILED),
        statuses(results));
    assertTrue(
        message(results.get(0)).startsWith("declared but works: remove the declared gap"),
        message(results.get(0)));
  }

  @Test
  void a_declared_gap_that_must_not_be_run_is_skipped_unseen() {
    assertEquals(
        List.of(TestExecutionResult.Status.ABORTED, TestExecutionResult.Status.ABORTED),
        statuses(run(CHECK, GAP.notRun())));
  }

  @Test
  void a_declared_gap_that_names_no_check_is_a_failure() {
    DiscoverySelector names = selectMethod(SabotagedBackend.class, "gapsNameChecks");
    Gap unknown = Gap.in("scale/backward", "no such check", "https://example.org/issues/2");
    assertEquals(List.of(TestExecutionResult.Status.SUCCESSFUL), statuses(run(names, GAP)));
    assertEquals(List.of(TestExecutionResult.Status.FAILED), statuses(run(names, unknown)));
  }
}
