package samegrad.cli;

/** How a result is written; the names are what a user types. */
enum OutputFormat {
  text,
  json
}
