package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CheckRunsTest {
  private static final List<String> NAMES =
      BackendContract.runs().map(CheckRuns.Run::name).toList();

  @Test
  void every_run_has_a_name_of_its_own() {
    assertEquals(NAMES.size(), new HashSet<>(NAMES).size());
    assertTrue(NAMES.contains("matmul/forward float64"));
    assertTrue(NAMES.contains("lifetime/scopesNest"));
  }

  @Test
  void there_are_more_than_the_readme_says() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Matcher number = Pattern.compile("[Mm]ore than (\\d+)\\s+checks").matcher(readme);
    assertTrue(number.find(), "the README has a number of checks");
    assertTrue(NAMES.size() > Integer.parseInt(number.group(1)), NAMES.size() + " checks");
  }
}
