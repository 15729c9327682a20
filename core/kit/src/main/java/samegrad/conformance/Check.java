package samegrad.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A check: run in float32 and in float64 if it takes a {@link samegrad.tensor.DType}, else once.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(CheckRuns.class)
@interface Check {
  /** What has to hold, in a sentence. */
  String value();
}
