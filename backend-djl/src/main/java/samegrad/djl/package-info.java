/**
 * The backend djl: libtorch, the library below PyTorch, through the Deep Java Library, with
 * libtorch's own autograd. Start at {@link samegrad.djl.DjlEngine}, which has the operations;
 * {@link samegrad.djl.DjlProgram} differentiates.
 */
@NullMarked
package samegrad.djl;

import org.jspecify.annotations.NullMarked;
