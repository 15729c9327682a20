/**
 * {@code samegrad report}: tables of JMH's results. Start at {@link
 * samegrad.benchmarks.report.ReportCommand}.
 */
@NullMarked
package samegrad.benchmarks.report;

import org.jspecify.annotations.NullMarked;
