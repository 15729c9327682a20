/**
 * What "identical" means: the {@linkplain samegrad.verify.Oracle oracle} computes a homework
 * exactly, and beside each number a bound on what rounding may do to it; a {@link
 * samegrad.verify.Comparison} decides by that bound alone. Start at {@code Oracle}; {@link
 * samegrad.verify.OracleOperations} does the same for single operations.
 *
 * <h2>Why not a tolerance</h2>
 *
 * <p>Two correct libraries add up in different orders, and so differ in the last bits; how many
 * bits depends on what cancels. A tolerance that is chosen is too tight for some numbers and too
 * loose for others. Here nothing is chosen: each rounding is counted, and what it may do is
 * followed to the result. Higham's <em>Accuracy and Stability of Numerical Algorithms</em> (2nd
 * ed., SIAM 2002, doi:10.1137/1.9780898718027), chapters 2 to 4, is the source of the method.
 *
 * <h2>The model</h2>
 *
 * <p>u is the unit roundoff, 2⁻²⁴ for float32 and 2⁻⁵³ for float64, and λ the smallest normal
 * number. Each operation of a correct computation gives (Higham §2.2 and (2.8))
 *
 * <pre>  fl(x ∘ y) = (x ∘ y)(1 + δ) + ε,  |δ| ≤ u,  |ε| ≤ λ,</pre>
 *
 * <p>where ε is 0 unless the result is subnormal: λ covers rounding there as well as a flush to
 * zero. A fused multiply-add is one such operation. A processor may also take a subnormal
 * <em>operand</em> for zero; so an operand v whose computed value may be subnormal, |v| − e &lt; λ,
 * counts as off by e + λ (unless it is an exact zero). k roundings together change a product by a
 * factor between 1 − γₖ and 1 + γₖ (Higham, Lemma 3.1):
 *
 * <pre>  γₖ = ku / (1 − ku),  +∞ if ku ≥ 1.</pre>
 *
 * <p>Below, v is the exact value of something, v̂ what a correct computation has, and e the bound,
 * |v̂ − v| ≤ e. So |v̂| ≤ |v| + e.
 *
 * <h2>Sums of products, in any order</h2>
 *
 * <p>s = Σ aₖbₖ, n terms. With R = Σ(|a|+e_a)(|b|+e_b) and E = Σ(e_a(|b|+e_b) + |a|e_b):
 *
 * <pre>  e_s = E + γₙ R + 2nλ(1 + γₙ).</pre>
 *
 * <p>E is what the operands bring, since âb̂ − ab = (â−a)b̂ + a(b̂−b). However the terms are added
 * up, it is a tree of n − 1 additions, and a term passes at most all of them and its own product: n
 * roundings (Higham §3.1, §4.2). A fused multiply-add saves one; accumulators that begin at 0, in
 * any number, add nothing to the count, because adding 0 is exact. The 2n − 1 operations may each
 * lose λ. If every term is an exact zero, so is the sum, and its bound is 0.
 *
 * <p>z = Wa + b has n + 1 terms, one of which, b·1, is exact as a product: γₙ₊₁ R, wherever in the
 * chain b comes in. A plain sum of n terms has γₙ₋₁.
 *
 * <p>Not covered: products by fewer multiplications (Strassen; Higham ch. 23), which are not
 * accurate element by element, and factors rounded below the dtype (TF32, bfloat16), which is what
 * is to be found out.
 *
 * <h2>One operation</h2>
 *
 * <p>a ± b and a·b of single numbers: E + u(|v| + E) + λ, E being e_a + e_b, or e_a(|b|+e_b) +
 * |a|e_b. Transposing and broadcasting copy: nothing is added.
 *
 * <h2>A function of each element</h2>
 *
 * <p>a = f(z). A correct computation makes k roundings, counted as if all were of the result, and
 * may lose λ twice by underflow. An error e of z changes f(z) by p at most:
 *
 * <pre>  e_a = p + γₖ(|f(z)| + p) + 2λ.</pre>
 *
 * <p>A rectifier and a step make no rounding, k = 0, and an exact 0 has no floor. The roundings of
 * tanh are relative to 1.
 *
 * <p>Its gradient, g·f'(z), is made from the output, one and the same â wherever it occurs. An
 * error e_a of that changes f' by S at most, and k' roundings follow, in whatever association. If
 * the slope underflows, the λ lost is then multiplied by g:
 *
 * <pre>
 *   e_gz = |g| S + e_g(s + S) + γₖ'(|g|+e_g)(s+S) + λ(2 + |g| + e_g),  s = |f'(z)|.
 * </pre>
 *
 * <p>k, p, k' and S are derived beside each function's exact values: {@code ExactSigmoid}, {@code
 * ExactTanh}, {@code ExactRectifier} and others.
 *
 * <h2>The softmax</h2>
 *
 * <p>ℓₖ = zₖ − m − log s, s = Σⱼ exp(zⱼ − m), m being the largest of the N numbers z of a row. (The
 * form zₖ − (m + log s) loses u|m| more, which is not covered.) An error e of z changes zₖ by eₖ
 * and the logarithm of Σ exp zⱼ by max e at most, whose weights add up to 1.
 *
 * <p>Let pⱼ = exp(zⱼ − m)/s. The difference zⱼ − m is one rounding, which makes a relative error of
 * u|zⱼ − m| of the exponential, and so Σ pⱼ u|zⱼ − m| of s; that is u(H − log s) ≤ u log N, since
 * the entropy H = −Σ pⱼ log pⱼ is log N at most. The exponential is within 2 ulp, 4u, and the
 * addition of N terms γ_{N−1}: together less than r = γ_{2N+4}, which makes r/(1−r) of the
 * logarithm. The logarithm's own 2 ulp are 4u log s ≤ 4u log N. So, with d = |zₖ − m| + eₖ + max e,
 *
 * <pre>
 *   E = eₖ + max e + u d + r/(1−r) + 4u log N,   e_ℓ = E + u(|ℓₖ| + E) + (N+4)λ.
 * </pre>
 *
 * <p>softmax(z)ₖ is the exponential of ℓₖ, which covers exp(zₖ − m)/s: it makes fewer roundings.
 *
 * <h2>The loss</h2>
 *
 * <p>d = f(x) − y is one operation. L = Σd²/2M is a sum of N = M·out products, of γ_N; then the
 * mean, which is at most three roundings more, γ₃: two in a factor such as 0.5/M that is computed
 * and then rounded to the dtype, and the product with it. It may come before the sum or behind it,
 * so that of the floor 2Nλ(1+γ_N) nothing is divided by M:
 *
 * <pre>  e_L = (e_s + γ₃(s + e_s)) / 2M + λ + 2Nλ(1 + γ_N),  s = Σd².</pre>
 *
 * <p>The cross-entropy −Σ ℓ/M over the classes of M samples is a sum, of γ_{M−1}, and a mean.
 *
 * <h2>The gradients</h2>
 *
 * <p>δ = (f(x) − y)/M has the bound (e_d + γ₃(|d| + e_d))/M + λ. Doubling, as in g·d + g·d, is
 * exact, and so is halving. All that follows is linear in δ: a computation that multiplies by 1/M
 * at another place, or at the very end, makes the same roundings on the way of each term, in
 * another order, and the bound, which takes magnitudes throughout, is the same. It only has
 * intermediate results up to 2M times larger, which may overflow sooner.
 *
 * <p>Behind a softmax δ = p/M − y/M, each of the two a mean and the difference one operation: this
 * covers (p − y)/M as well, whose roundings are relative to less.
 *
 * <p>Behind a saturated sigmoid, a rounded to 1, S is larger than s: the oracle abstains. The rest
 * are sums of products as above: ∂L/∂W = Σ δa over M samples, γ_M; ∂L/∂b = Σ δ, γ_{M−1}; the
 * gradient behind the layer before, δW over m outputs, γ_m.
 *
 * <h2>Infinities, NaN and overflow</h2>
 *
 * <p>NaN and ±∞ among the inputs are followed by the rules of IEEE 754, and must come out exactly
 * so. A partial sum lies between −N(1+γ) and P(1+γ), P and N being what its positive and its
 * negative terms add up to. If neither can overflow, the bound stands. If the value is certain to
 * overflow and the other side cannot, the reference is that ±∞. Else correct orders disagree, ∞ − ∞
 * included: the bound is +∞, and so is that of whatever is computed from there.
 *
 * <h2>The bounds are themselves computed</h2>
 *
 * <p>in double, from nonnegative terms, so that no cancellation occurs and n operations lose a
 * factor of (1 − 2⁻⁵³)ⁿ at most; the result is multiplied by 1 + 2⁻⁵²(n + 32), which is more. What
 * the oracle's own arithmetic loses (each arithmetic derives it: {@code BigArithmetic}, 10⁻⁶⁹, and
 * {@code DoubleDoubleArithmetic}, about k²2⁻¹⁰⁶ for k terms) is part of every bound and propagates
 * with it.
 *
 * <h2>The verdict</h2>
 *
 * <p>An element differs if not |v̂ − v| ≤ e. If e ≥ |v|, and not both are 0, then a zero would be
 * within the bound, and the sign is not known: the element abstains. One cancelled element says
 * nothing of the others, which may well agree; but a tensor for which the same holds as a whole,
 * ‖e‖₂ ≥ ‖v‖₂, or which has an element without a bound, abstains.
 */
@NullMarked
package samegrad.verify;

import org.jspecify.annotations.NullMarked;
