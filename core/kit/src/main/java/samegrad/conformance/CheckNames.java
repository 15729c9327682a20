package samegrad.conformance;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows what a check is about. */
final class CheckNames extends DisplayNameGenerator.Standard {
  @Override
  public String generateDisplayNameForNestedClass(List<Class<?>> enclosing, Class<?> group) {
    return BackendContract.groupName(group);
  }

  /** With the backend's class, as the groups of all are the same: reports take them for one. */
  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> group, Method method) {
    Check check = method.getAnnotation(Check.class);
    return check == null
        ? super.generateDisplayNameForMethod(enclosing, group, method)
        : check.value() + ", " + enclosing.get(0).getSimpleName();
  }
}
