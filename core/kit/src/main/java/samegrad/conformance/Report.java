package samegrad.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import samegrad.conformance.search.Search;
import samegrad.spi.EngineInfo;

/**
 * What came of a run of the kit, as Markdown that the backend's author can publish: written to the
 * folder that {@code -Dsamegrad.conformance.report} names, as {@code MyBackendTest.md}.
 */
final class Report {
  private static final Optional<Path> FOLDER =
      Optional.ofNullable(System.getProperty("samegrad.conformance.report")).map(Path::of);

  /** Passed, skipped and failed checks by their groups. */
  private final Map<String, int[]> groups = new TreeMap<>();

  private final List<String> skipped = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private Search.@Nullable Result search;

  synchronized void passed(String check) {
    count(check, 0);
  }

  synchronized void skipped(String check, String name, Throwable why) {
    count(check, 1);
    skipped.add(line(name, why));
  }

  synchronized void failed(String check, String name, Throwable why) {
    count(check, 2);
    failed.add(line(name, why));
  }

  synchronized void searched(Search.Result result) {
    search = result;
  }

  private void count(String check, int outcome) {
    groups.computeIfAbsent(check.substring(0, check.indexOf('/')), g -> new int[3])[outcome]++;
  }

  private static String line(String name, Throwable why) {
    String first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    return "- " + (first.startsWith(name) ? first : name + ": " + first);
  }

  /** Writes it, if it is asked for. */
  synchronized void write(BackendContract contract, EngineInfo info) {
    FOLDER.ifPresent(
        folder -> {
          try {
            Files.createDirectories(folder);
            Files.writeString(
                folder.resolve(contract.getClass().getSimpleName() + ".md"), text(contract, info));
          } catch (IOException failure) {
            throw new UncheckedIOException("the report of the kit", failure);
          }
        });
  }

  private String text(BackendContract contract, EngineInfo info) {
    StringBuilder text = new StringBuilder("# Conformance of " + info.name() + "\n\n");
    row(text, "what", "value");
    row(text, "---", "---");
    row(text, "backend", info.name() + " " + version(contract.provider().getClass()));
    row(text, "engine", info.version() + ", native gradients by " + info.autograd());
    row(text, "device", info.device() + ", " + info.threads() + " threads");
    row(text, "kit", version(BackendContract.class));
    row(text, "Java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    row(text, "system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    row(text, "determinism declared", contract.determinism());
    row(text, "repetitions", contract.repetitions());
    row(text, "seed", Contract.SEED);
    row(text, "search", SearchContract.BUDGET.toSeconds() + " s");
    if (!BackendContract.ONLY.isEmpty() || !Contract.ONLY.isEmpty()) {
      row(text, "**only** checks", BackendContract.ONLY + "… with cases …" + Contract.ONLY + "…");
    }
    text.append("\n");
    row(text, "group", "passed", "skipped", "failed");
    row(text, "---", "---", "---", "---");
    int[] all = new int[3];
    groups.forEach(
        (group, counts) -> {
          row(text, group, counts[0], counts[1], counts[2]);
          for (int i = 0; i < all.length; i++) {
            all[i] += counts[i];
          }
        });
    row(text, "all", all[0], all[1], all[2]);
    section(text, "Failed", failed);
    section(text, "Skipped", skipped);
    if (search != null) {
      section(text, "Search", List.of("```", search.summary(), "```"));
    }
    return text.toString();
  }

  private static String version(Class<?> of) {
    return Optional.ofNullable(of.getPackage().getImplementationVersion()).orElse("not released");
  }

  private static void section(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append("\n## %s\n\n%s\n".formatted(title, String.join("\n", lines)));
    }
  }

  private static void row(StringBuilder text, Object... cells) {
    for (Object cell : cells) {
      text.append("| ").append(cell).append(' ');
    }
    text.append("|\n");
  }
}
