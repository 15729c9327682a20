package samegrad.cli.compare;

import samegrad.cli.worker.Outcome;

/**
 * A backend and what came of asking it.
 *
 * @param backend its name
 */
record Asked(String backend, Outcome outcome) {}
