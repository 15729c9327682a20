/**
 * Networks, data and results in the files that PyTorch and NumPy users have: {@code .safetensors},
 * {@code .npz} and {@code .npy}, beside JSON. Start at {@link samegrad.files.NetworkFiles}; {@link
 * samegrad.files.TensorFiles} is below it and knows tensors alone.
 *
 * <p>A file may come from anywhere. What it says of its own sizes is compared with what is there
 * before memory is allocated for it, nothing in it is ever executed (pickled objects are refused),
 * and whatever is wrong is an {@link samegrad.network.InvalidInputException} of one line.
 */
@NullMarked
package samegrad.files;

import org.jspecify.annotations.NullMarked;
