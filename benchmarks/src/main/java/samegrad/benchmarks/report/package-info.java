/**
 * {@code samegrad report}: what JMH measured, as an answer, a table, a page, or against other
 * results. Start at {@link samegrad.benchmarks.report.ReportCommand}.
 */
@NullMarked
package samegrad.benchmarks.report;

import org.jspecify.annotations.NullMarked;
