/**
 * {@code samegrad doctor} and {@code samegrad backends}: what is there, whether it works, and if
 * not, why and what to do. Start at {@link samegrad.cli.doctor.DoctorCommand}.
 */
@NullMarked
package samegrad.cli.doctor;

import org.jspecify.annotations.NullMarked;
