package samegrad.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import samegrad.cli.worker.Outcome;

/** What to do about a backend that failed. */
final class Advice {
  /**
   * One kind of failure.
   *
   * @param symptom found in what failed or in a cause of it
   * @param advice what to do
   */
  private record Rule(Pattern symptom, String advice) {
    Rule(String symptom, String advice) {
      this(Pattern.compile(symptom), advice);
    }
  }

  /** The first that fits is taken. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("^wrong: ", "do not use it; samegrad compare shows by how much it is wrong"),
          new Rule(
              "which .* names, is not on the class path",
              "add the jar that has this class, or take its name out of that services file"),
          new Rule(
              "which .* names, is no samegrad",
              "correct that services file: each line is the name of a provider's class"),
          new Rule("is no public class", "that class must be changed by who wrote it"),
          new Rule(
              "jdk[./]incubator[./]vector", "start Java with --add-modules jdk.incubator.vector"),
          new Rule("UnsupportedClassVersionError", "run samegrad on a newer Java"),
          new Rule(
              "NoSuchMethodError|NoSuchFieldError|AbstractMethodError|IncompatibleClassChangeError"
                  + "|VerifyError",
              "a library on the class path is not of the version that this backend was built"
                  + " with: see that each is there once, in the version its pom asks for"),
          new Rule(
              "OutOfMemoryError|insufficient memory|SIGKILL",
              "give it more memory: JAVA_OPTS=-Xmx... for Java's heap"),
          new Rule(
              "crashed: SIGILL",
              "its native libraries need instructions that this processor lacks: use a build of"
                  + " them for this processor"),
          new Rule(
              "^no answer within",
              "if it is only slow, give it longer: --timeout; if it hangs, jstack shows where"));

  /** What is wrong with a folder into which native libraries are unpacked, by how it shows. */
  private static final List<Rule> FOLDERS =
      List.of(
          new Rule("No space left on device|[Qq]uota exceeded", "is full: make room there"),
          new Rule("Read-only file system", "is on a file system that is only read"),
          new Rule(
              "failed to map segment|Operation not permitted",
              "is on a file system from which no program is loaded (noexec)"),
          new Rule("Permission denied|AccessDenied", "may not be written or read by this user"));

  private static final Pattern NATIVE = Pattern.compile("UnsatisfiedLinkError|^crashed: ");

  /** Natives that are missing show as this too, so it comes after them. */
  private static final Pattern MISSING_CLASS =
      Pattern.compile("NoClassDefFoundError|ClassNotFoundException");

  private Advice() {}

  static String of(Outcome.Failed failed, String backend, List<LibraryFolder> caches) {
    String symptoms = failed.why() + "\n" + String.join("\n", failed.causes());
    for (Rule rule : RULES) {
      if (rule.symptom().matcher(symptoms).find()) {
        return rule.advice();
      }
    }
    for (Rule rule : FOLDERS) {
      if (!caches.isEmpty() && rule.symptom().matcher(symptoms).find()) {
        return folder(caches.get(0), rule.advice());
      }
    }
    for (LibraryFolder cache : caches) {
      if (!cache.writable()) {
        return folder(cache, cache.state());
      }
    }
    if (NATIVE.matcher(symptoms).find()) {
      return natives(caches);
    }
    return MISSING_CLASS.matcher(symptoms).find()
        ? "add the jar that has this class to the class path, in the version that this backend's"
            + " pom asks for"
        : "samegrad --verbose run --backend " + backend + " shows where it failed";
  }

  private static String folder(LibraryFolder cache, String what) {
    String setting = cache.setting();
    return cache.folder()
        + " "
        + what
        + (setting.isEmpty() ? "" : "; " + setting + " names another folder");
  }

  private static String natives(List<LibraryFolder> caches) {
    if (caches.isEmpty()) {
      return "see that its native libraries are there, whole, and for this system and processor";
    }
    List<String> damaged = new ArrayList<>();
    caches.forEach(cache -> cache.damaged().forEach((file, how) -> damaged.add(file + " " + how)));
    return (damaged.isEmpty() ? "a native library may be damaged" : String.join(" and ", damaged))
        + ": delete "
        + caches.stream().map(LibraryFolder::folder).collect(Collectors.joining(" and "))
        + ", into which the native libraries are then unpacked anew; if that does not help, the jar"
        + " that they come from is damaged";
  }
}
