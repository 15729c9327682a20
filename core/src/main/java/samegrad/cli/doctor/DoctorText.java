package samegrad.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import samegrad.Settings;
import samegrad.cli.worker.ServiceEntry;

/** What the doctor found, for people to read. */
final class DoctorText {
  private static final int LABEL = 11;
  private static final List<String> UNKNOWN =
      List.of("this system does not list the libraries of a process");

  private final List<String> lines = new ArrayList<>();

  private DoctorText() {}

  static String write(DoctorReport report) {
    DoctorText text = new DoctorText();
    text.add(report.platform());
    text.services(report.services());
    report.backends().forEach(text::add);
    text.lines.add("");
    text.lines.add(report.summary());
    return String.join(System.lineSeparator(), text.lines);
  }

  private void add(Platform here) {
    lines.add(here.samegrad());
    entry("java", here.java() + ", " + here.javaHome());
    entry(
        "system",
        "%s, %d processors, heap up to %d MiB"
            .formatted(here.system(), here.processors(), here.maxHeapMiB()));
    entry(
        "vectors",
        here.vectorBits()
            .map(bits -> bits + " bits")
            .orElse(
                "none: for the fast kernels of "
                    + Settings.DEFAULT_BACKEND
                    + " start Java with "
                    + Platform.FLAG));
  }

  private void services(List<ServiceEntry> services) {
    List<String> files = grouped(services, ServiceEntry::file, ServiceEntry::provider);
    entries("services", files.isEmpty() ? List.of("no " + ServiceEntry.SERVICES) : files);
  }

  private void add(BackendReport one) {
    lines.add("");
    lines.add(one.backend() + ": " + one.state());
    one.why().ifPresent(why -> entry("why", why));
    one.rootCause().ifPresent(cause -> entry("root cause", cause));
    one.remedy().ifPresent(remedy -> entry("what to do", remedy));
    one.engine()
        .ifPresent(
            engine -> {
              entry(
                  "runs",
                  "%s; on %s, %d thread%s; native autograd: %s"
                      .formatted(
                          engine.version(),
                          engine.device(),
                          engine.threads(),
                          engine.threads() == 1 ? "" : "s",
                          engine.autograd()));
              entry("computed", "the built-in homework, every number within its bound");
            });
    if (one.state() != BackendReport.State.ABSENT) {
      entry("provider", one.provider());
      entry(
          "from",
          one.source().orElse("nowhere: no such class")
              + one.version().map(version -> " (" + version + ")").orElse(""));
    }
    natives(one);
    for (LibraryFolder cache : one.caches()) {
      String setting = cache.setting().isEmpty() ? "" : "; another: " + cache.setting();
      entry("cache", cache.folder() + " " + cache.state() + setting);
    }
  }

  private void natives(BackendReport one) {
    if (one.state() == BackendReport.State.WORKS) {
      entries("loaded", one.loaded().map(DoctorText::byFolder).orElse(UNKNOWN));
      return;
    }
    one.loaded().ifPresent(paths -> entries("loaded", byFolder(paths)));
    for (LibraryFolder cache : one.caches()) {
      List<String> found = new ArrayList<>();
      cache
          .found()
          .forEach(
              (path, size) -> {
                String how = cache.damaged().getOrDefault(path, "");
                found.add(path + ", " + size + " bytes" + (how.isEmpty() ? "" : ": " + how));
              });
      entries("found", found);
    }
  }

  private static List<String> byFolder(List<String> paths) {
    return grouped(
        paths.stream().map(Path::of).toList(),
        file -> String.valueOf(file.getParent()),
        file -> String.valueOf(file.getFileName()));
  }

  /** What belongs together in one line. */
  private static <T> List<String> grouped(
      List<T> all, Function<T, String> group, Function<T, String> text) {
    return all.stream()
        .collect(
            Collectors.groupingBy(
                group, TreeMap::new, Collectors.mapping(text, Collectors.joining(", "))))
        .entrySet()
        .stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  private void entry(String label, String text) {
    lines.add("  " + label + " ".repeat(LABEL - label.length()) + text);
  }

  private void entries(String label, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      entry(i == 0 ? label : "", texts.get(i));
    }
  }
}
