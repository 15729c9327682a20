/**
 * A JVM of its own for each backend that is asked, so that one that crashes or hangs costs its own
 * row alone. Start at {@link samegrad.cli.worker.Workers}, which asks; {@link
 * samegrad.cli.worker.WorkerMain} answers in the other JVM.
 */
@NullMarked
package samegrad.cli.worker;

import org.jspecify.annotations.NullMarked;
