package samegrad.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of this module's page are made from the record. */
final class RecordTest {
  private static final Path PAGE = Path.of("../benchmarks/README.md");

  @Test
  void the_tables_are_those_of_the_record() throws Exception {
    String page = Files.readString(PAGE);
    assertTrue(
        page.contains("<!-- samegrad report record/"), "the page has no table of the record");
    assertEquals(ReportCommand.updated(PAGE), page, "run samegrad report --update " + PAGE);
  }
}
