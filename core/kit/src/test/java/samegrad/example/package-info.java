/**
 * A backend as someone else would write it: simple, slow and correct. It shows what a backend needs
 * and is what the kit is tested on. Start at {@link samegrad.example.ReferenceEngine}.
 */
@NullMarked
package samegrad.example;

import org.jspecify.annotations.NullMarked;
