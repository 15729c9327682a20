/**
 * A backend as someone else would write it: simple, slow and correct. It shows what a backend needs
 * and is the engine of core's own tests. Start at {@link samegrad.example.ReferenceEngine}.
 */
@NullMarked
package samegrad.example;

import org.jspecify.annotations.NullMarked;
