package samegrad.conformance;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;
import samegrad.tensor.DType;

/** The runs of a {@link Check}: those that were asked for, each under a name of its own. */
final class CheckRuns implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    return of(context.getRequiredTestClass(), context.getRequiredTestMethod())
        .filter(run -> run.name().startsWith(BackendContract.ONLY))
        .map(TestTemplateInvocationContext.class::cast);
  }

  /** All runs of a method of a group; none if it is no check. */
  static Stream<Run> of(Class<?> group, Method method) {
    if (!method.isAnnotationPresent(Check.class)) {
      return Stream.empty();
    }
    Stream<Optional<DType>> dtypes =
        Arrays.asList(method.getParameterTypes()).contains(DType.class)
            ? Arrays.stream(DType.values()).map(Optional::of)
            : Stream.of(Optional.empty());
    String check = BackendContract.checkName(group, method.getName());
    return dtypes.map(dtype -> new Run(check, dtype));
  }

  /**
   * One run.
   *
   * @param check the check's name, {@code matmul/forward}
   * @param dtype in which dtype, if in one
   */
  record Run(String check, Optional<DType> dtype)
      implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {
    String name() {
      return check + dtype.map(given -> " " + given).orElse("");
    }

    @Override
    public String getDisplayName(int index) {
      return name();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == DType.class;
    }

    @Override
    public DType resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return dtype.orElseThrow();
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context)
        throws Throwable {
      BackendContract contract =
          context.getRequiredTestInstances().findInstance(BackendContract.class).orElseThrow();
      Contract group = (Contract) context.getRequiredTestInstance();
      group.isPartOf(contract);
      try {
        run(body, contract, group);
        contract.report().passed(check);
      } catch (TestAbortedException skipped) {
        contract.report().skipped(check, name(), skipped);
        throw skipped;
      } catch (Throwable failure) {
        contract.report().failed(check, name(), failure);
        throw failure;
      }
    }

    private void run(Invocation<Void> body, BackendContract contract, Contract group)
        throws Throwable {
      Optional<Gap> gap =
          contract.gaps().stream()
              .filter(declared -> declared.check().equals(check))
              .filter(declared -> dtype.map(declared.dtypes()::contains).orElse(true))
              .findFirst();
      if (gap.isPresent()) {
        runGap(body, gap.get());
        return;
      }
      try {
        body.proceed();
      } catch (TestAbortedException skipped) {
        throw skipped;
      } catch (Exception | AssertionError failure) {
        throw new AssertionError(
            "%s: %s\n  reproduce with %s"
                .formatted(name(), failure.getMessage(), properties(group.caseUnderWay())),
            failure);
      }
    }

    private String properties(String inCase) {
      return "'-Dsamegrad.conformance.check="
          + name()
          + "' -Dsamegrad.conformance.seed="
          + Contract.SEED
          + (inCase.isEmpty() ? "" : " '-Dsamegrad.conformance.case=" + inCase + "'");
    }

    /** Turns the failure of a check that is a declared gap into a skip with a reason. */
    private static void runGap(Invocation<Void> body, Gap gap) throws Throwable {
      System.out.println(gap);
      if (!gap.run()) {
        body.skip();
        Assumptions.abort(gap.toString());
      }
      try {
        body.proceed();
      } catch (TestAbortedException skipped) {
        throw skipped;
      } catch (Exception | AssertionError failure) {
        throw new TestAbortedException(gap.toString(), failure);
      }
      Assertions.fail("declared but works: remove the " + gap);
    }
  }
}
