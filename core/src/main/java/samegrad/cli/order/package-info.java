/**
 * {@code samegrad order}: in which order each backend adds. Start at {@link
 * samegrad.cli.order.OrderCommand}.
 */
@NullMarked
package samegrad.cli.order;

import org.jspecify.annotations.NullMarked;
