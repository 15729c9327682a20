/** The oracle and the verdict. Start at {@link samegrad.verify.Oracle}. */
@NullMarked
package samegrad.verify;

import org.jspecify.annotations.NullMarked;
