package samegrad.conformance;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import samegrad.tensor.DType;

/** Turns the failure of a check that is a declared {@link Gap} into a skip with a reason. */
final class GapExtension implements InvocationInterceptor {
  @Override
  public void interceptTestMethod(
      Invocation<Void> check, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    run(check, method, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> check, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    run(check, method, context);
  }

  private static void run(
      Invocation<Void> check, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    Optional<Gap> gap = declared(method.getArguments(), context);
    if (gap.isPresent()) {
      runGap(check, gap.get(), context);
    } else {
      check.proceed();
    }
  }

  private static Optional<Gap> declared(List<Object> arguments, ExtensionContext context) {
    String name =
        BackendContract.checkName(
            context.getRequiredTestClass(), context.getRequiredTestMethod().getName());
    return context
        .getRequiredTestInstances()
        .findInstance(BackendContract.class)
        .flatMap(
            contract ->
                contract.gaps().stream()
                    .filter(gap -> gap.check().equals(name))
                    .filter(gap -> covers(gap, arguments))
                    .findFirst());
  }

  private static boolean covers(Gap gap, List<Object> arguments) {
    return arguments.stream()
        .filter(DType.class::isInstance)
        .allMatch(dtype -> gap.dtypes().contains(dtype));
  }

  private static void runGap(Invocation<Void> check, Gap gap, ExtensionContext context)
      throws Throwable {
    context.publishReportEntry("gap", gap.toString());
    System.out.println(gap);
    if (!gap.run()) {
      check.skip();
      Assumptions.abort(gap.toString());
    }
    try {
      check.proceed();
    } catch (TestAbortedException skipped) {
      throw skipped;
    } catch (Exception | AssertionError failure) {
      throw new TestAbortedException(gap.toString(), failure);
    }
    Assertions.fail("declared but works: remove the " + gap);
  }
}
