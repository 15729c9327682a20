package samegrad.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import samegrad.tensor.TensorType;

/**
 * An array of this engine.
 *
 * <p>ND4J sees every tensor as a matrix of {@code type.shape()}'s rows and columns, in row-major
 * order, contiguous, with memory of its own: so its special cases for scalars, vectors, views and
 * column-major arrays are never met, and broadcasting is the same for all ranks.
 *
 * @param type dtype and shape, as core knows them
 * @param data the numbers; ND4J's empty array if there are none
 */
record Nd4jArray(TensorType type, INDArray data) {}
