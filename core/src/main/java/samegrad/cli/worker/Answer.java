package samegrad.cli.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import samegrad.json.Json;

/**
 * What a JVM of its own found out about one provider.
 *
 * @param entry where the provider is named
 * @param facts what it said of itself before it was started; empty if it did not get so far
 * @param natives the native libraries that it loaded; empty if that is not known
 * @param outcome what came of asking it
 */
public record Answer(
    ServiceEntry entry, Optional<Facts> facts, Optional<List<String>> natives, Outcome outcome) {

  /**
   * What a provider says of itself.
   *
   * @param name the backend's name
   * @param caches where it unpacks native libraries
   * @param cacheSetting what names another folder for that; empty if nothing does
   */
  public record Facts(String name, List<String> caches, String cacheSetting) {}

  /** A part of the answer, as the other JVM writes it: first the facts, then the rest. */
  record Part(@Nullable Facts facts, @Nullable List<String> natives, @Nullable Outcome outcome) {}

  static Answer of(ServiceEntry entry, ChildJvm.End end) {
    List<Part> parts = end.answer().stream().map(line -> Json.read(line, Part.class)).toList();
    return new Answer(
        entry,
        parts.stream().flatMap(part -> Stream.ofNullable(part.facts())).findFirst(),
        parts.stream().flatMap(part -> Stream.ofNullable(part.natives())).findFirst(),
        end.failure()
            .<Outcome>map(Outcome.Failed::new)
            .or(() -> parts.stream().flatMap(part -> Stream.ofNullable(part.outcome())).findFirst())
            .orElseThrow());
  }

  /** The backend's name or, if it could not say, the provider's class. */
  @JsonProperty
  public String backend() {
    return facts.map(Facts::name).orElseGet(entry::backend);
  }
}
