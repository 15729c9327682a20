/** {@code samegrad run}: one backend, in this JVM. Start at {@link samegrad.cli.run.RunCommand}. */
@NullMarked
package samegrad.cli.run;

import org.jspecify.annotations.NullMarked;
