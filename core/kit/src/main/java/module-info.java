/** The conformance kit: what every backend has to do, as tests. */
module samegrad.conformance {
  requires transitive org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires static transitive org.jspecify;
  requires transitive samegrad;

  exports samegrad.conformance;
  exports samegrad.conformance.search;
}
