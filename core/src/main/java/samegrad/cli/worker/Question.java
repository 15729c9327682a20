package samegrad.cli.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.train.Sgd;

/** What a backend is asked. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "question")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Question.Start.class, name = "start"),
  @JsonSubTypes.Type(value = Question.Solve.class, name = "solve"),
  @JsonSubTypes.Type(value = Question.Train.class, name = "train"),
  @JsonSubTypes.Type(value = Question.Measure.class, name = "measure"),
  @JsonSubTypes.Type(value = Question.Order.class, name = "order")
})
public sealed interface Question {
  /** Whether it starts, and what it is. */
  record Start() implements Question {}

  /** The homework, by both autograds. */
  record Solve(Homework homework) implements Question {}

  /** So many steps of training, by both autograds. */
  record Train(Homework homework, Sgd sgd, int steps) implements Question {}

  /**
   * How exact it is and, if there are runs, how reproducible.
   *
   * @param runs with each number of threads; 0 for none
   */
  record Measure(int runs) implements Question {}

  /**
   * In which order it adds up a sum and an element of a product.
   *
   * @param size how many terms the sum has
   * @param depth how many the element has
   * @param rows how many rows and columns the product has
   */
  record Order(DType dtype, int size, int depth, int rows) implements Question {}
}
