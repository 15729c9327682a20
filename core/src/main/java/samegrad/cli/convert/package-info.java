/**
 * {@code samegrad convert}: networks, data and results from one file format to another. Start at
 * {@link samegrad.cli.convert.ConvertCommand}.
 */
@NullMarked
package samegrad.cli.convert;

import org.jspecify.annotations.NullMarked;
