package samegrad.conformance;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import samegrad.tensor.DType;

/**
 * A check that a backend is known not to pass, with the reason. It is reported as skipped, never as
 * passed; and once the check passes after all, the declaration fails.
 *
 * @param check the check's name, as reports have it: {@code "matmul/specialValues"}
 * @param reason why, in one line
 * @param link where it is described: an issue of the library's, say
 * @param dtypes in which dtypes
 * @param run whether the check is run to see that it still fails; not if it would end the process
 */
public record Gap(String check, String reason, URI link, Set<DType> dtypes, boolean run) {
  /** A gap in both dtypes. */
  public static Gap in(String check, String reason, String link) {
    return new Gap(check, reason, URI.create(link), EnumSet.allOf(DType.class), true);
  }

  /** The gap in that dtype alone. */
  public Gap only(DType dtype) {
    return new Gap(check, reason, link, Set.of(dtype), run);
  }

  /** The gap as one whose check must not even be run, since it would crash or hang. */
  public Gap notRun() {
    return new Gap(check, reason, link, dtypes, false);
  }

  @Override
  public String toString() {
    return "declared gap " + check + " in " + dtypes + ": " + reason + " (" + link + ")";
  }
}
