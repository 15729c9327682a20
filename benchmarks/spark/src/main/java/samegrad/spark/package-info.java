/**
 * The gradient of a data set that is spread over many machines: {@link
 * samegrad.spark.SparkGradients} has Spark's executors add up blocks of it into {@link
 * samegrad.shard.GradientSum}s.
 */
@NullMarked
package samegrad.spark;

import org.jspecify.annotations.NullMarked;
