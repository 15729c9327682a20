package samegrad.check;

/** What is said of a number or of a tensor that somebody answered. */
public enum Mark {
  /** Within half a unit of the last digit and the bound on rounding errors. */
  RIGHT,
  /** Further off than that. */
  WRONG,
  /** Not answered. */
  MISSING,
  /** Within a distance that is as large as the value: a zero would be right as well. */
  CANNOT_TELL;

  @Override
  public String toString() {
    return name().replace('_', ' ');
  }
}
