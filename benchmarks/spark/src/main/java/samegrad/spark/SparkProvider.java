package samegrad.spark;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import samegrad.Settings;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.Network;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.shard.ShardedGradients;
import samegrad.spi.Causes;

/** {@code samegrad train --on spark}. Properties {@code spark.…} of this JVM set the rest. */
public final class SparkProvider implements ShardedGradients.Provider {
  @Override
  public String name() {
    return "spark";
  }

  /** Executors find samegrad in the folders in which this JVM has it. */
  @Override
  public ShardedGradients spread(Homework homework, Optional<String> master, Settings settings) {
    SparkConf configuration =
        new SparkConf()
            .setAppName("samegrad train")
            .setIfMissing("spark.ui.enabled", "false")
            .setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .setIfMissing("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");
    master.ifPresent(configuration::setMaster);
    JavaSparkContext spark = connected(configuration);
    JavaRDD<Block> blocks =
        spark.parallelize(Block.of(homework.x(), homework.y()).toList()).cache();
    return new ShardedGradients() {
      @Override
      public GradientSum.Mean of(Network network) {
        return SparkGradients.mean(blocks, network, homework.criterion(), settings);
      }

      @Override
      public void close() {
        spark.stop();
      }
    };
  }

  private static JavaSparkContext connected(SparkConf configuration) {
    try {
      return new JavaSparkContext(configuration);
    } catch (Exception wrong) { // Spark's, which it does not declare
      throw new InvalidInputException("--master: " + Causes.root(wrong), wrong);
    }
  }
}
