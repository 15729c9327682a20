/**
 * The conformance kit: what every backend has to do, as tests. A backend runs all of it from one
 * subclass of {@link samegrad.conformance.BackendContract}, where reading starts; each operation
 * has a contract of its name.
 */
@NullMarked
package samegrad.conformance;

import org.jspecify.annotations.NullMarked;
