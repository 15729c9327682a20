/**
 * How an operation is shared out among threads: {@link samegrad.plain.threads.WorkerPool} runs
 * tasks, {@link samegrad.plain.threads.Parallel} cuts an operation on arrays into ranges.
 */
@NullMarked
package samegrad.plain.threads;

import org.jspecify.annotations.NullMarked;
