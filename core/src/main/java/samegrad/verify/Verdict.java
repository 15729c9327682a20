package samegrad.verify;

/** What can be said of a result, given its exact value and the bound on rounding errors. */
public enum Verdict {
  /** Every element is within its bound, and the bounds are smaller than the values. */
  AGREE,
  /** An element is further off than rounding errors can explain. */
  DIFFER,
  /** Within the bounds, but these are as large as the values: nothing can be claimed. */
  ABSTAIN
}
