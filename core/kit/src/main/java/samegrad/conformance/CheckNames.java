package samegrad.conformance;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows what a check is about. */
final class CheckNames extends DisplayNameGenerator.Standard {
  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> group, Method method) {
    Check check = method.getAnnotation(Check.class);
    return check == null
        ? super.generateDisplayNameForMethod(enclosing, group, method)
        : check.value();
  }
}
