/**
 * Records as JSON and back, for all that samegrad writes for programs and for its own processes. It
 * is {@link samegrad.json.Json} alone.
 */
@NullMarked
package samegrad.json;

import org.jspecify.annotations.NullMarked;
