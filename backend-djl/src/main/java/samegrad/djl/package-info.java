/**
 * The backend djl: libtorch, the library below PyTorch, through the Deep Java Library, with
 * libtorch's own autograd. Start at {@link samegrad.djl.DjlEngine}, which has the operations;
 * {@link samegrad.djl.DjlProgram} differentiates. {@link samegrad.djl.Requirements} is what must be
 * there before {@link samegrad.djl.Libtorch} is started.
 */
@NullMarked
package samegrad.djl;

import org.jspecify.annotations.NullMarked;
