package samegrad.cli.worker;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;

/** Which jar or folder of the class path a resource comes from. */
public final class Origin {
  private static final String JAR = "jar:";
  private static final String IN_JAR = "!/";

  private Origin() {}

  /** Where a class comes from, without loading it; empty if it is not there. */
  public static Optional<String> ofClass(String name) {
    String resource = name.replace('.', '/') + ".class";
    return Optional.ofNullable(ServiceEntry.loader().getResource(resource))
        .flatMap(url -> of(url, resource));
  }

  /** The path of the jar or folder; empty if the resource is neither in a jar nor a file. */
  public static Optional<String> of(URL url, String resource) {
    String text = url.toString();
    if (text.startsWith(JAR) && text.endsWith(IN_JAR + resource)) {
      return path(
          text.substring(JAR.length(), text.length() - IN_JAR.length() - resource.length()));
    }
    return text.endsWith(resource)
        ? path(text.substring(0, text.length() - resource.length()))
        : Optional.empty();
  }

  private static Optional<String> path(String uri) {
    return uri.startsWith("file:")
        ? Optional.of(Path.of(URI.create(uri)).toString())
        : Optional.empty();
  }
}
