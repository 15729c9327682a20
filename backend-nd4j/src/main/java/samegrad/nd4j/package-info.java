/**
 * The ND4J backend: eager operations by ND4J's native operations, native gradients by SameDiff's
 * rules. Start at {@link samegrad.nd4j.Nd4jEngine}, then {@link samegrad.nd4j.SameDiffProgram}.
 * {@link samegrad.nd4j.Installation} is what must be there before {@link samegrad.nd4j.Nd4jRuntime}
 * starts it.
 */
@NullMarked
package samegrad.nd4j;

import org.jspecify.annotations.NullMarked;
