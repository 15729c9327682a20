package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels at each vector width. */
class KernelWidthsTest {
  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void a_vector_width_gives_the_golden_hash(String bits) throws Exception {
    assertEquals(List.of(bits + " " + KernelHashes.GOLDEN), WidthJvm.run(KernelHashes.class, bits));
  }

  @Test
  void the_scalar_twins_give_the_golden_hash() throws Exception {
    assertEquals(List.of("0 " + KernelHashes.GOLDEN), WidthJvm.run(KernelHashes.class, "scalar"));
  }

  @Test
  void a_jvm_without_the_module_gives_the_golden_hash() throws Exception {
    assertEquals(List.of("0 " + KernelHashes.GOLDEN), WidthJvm.run(KernelHashes.class, List.of()));
  }

  @Test
  void a_processor_without_fused_multiply_add_gives_the_golden_hash() throws Exception {
    assertEquals(
        List.of("0 " + KernelHashes.GOLDEN),
        WidthJvm.run(KernelHashes.class, List.of(WidthJvm.ADD_MODULE, "-XX:-UseFMA")));
  }

  @Test
  void a_jvm_without_c2_gives_the_golden_hash_by_the_scalar_twins() throws Exception {
    assertEquals(
        List.of("0 " + KernelHashes.GOLDEN),
        WidthJvm.run(KernelHashes.class, List.of(WidthJvm.ADD_MODULE, "-XX:TieredStopAtLevel=1")));
  }

  @ParameterizedTest
  @CsvSource({
    "'interpreted mode, sharing', '', 17, -Xint",
    "'mixed mode, emulated-client, sharing', '', 17, C2 is off",
    "'mixed mode', TieredStopAtLevel=1, 17, C2 is off",
    "'mixed mode', EnableVectorSupport=false, 25, -XX:-EnableVectorSupport",
    "'mixed mode', UseJVMCICompiler=true, 17, before Java 21",
    "'mixed mode', UseJVMCICompiler=true, 21, ''",
    "'mixed mode, sharing', TieredStopAtLevel=4, 17, ''"
  })
  void a_jvm_that_would_box_vectors_is_told_by_what_it_says(
      String info, String option, int feature, String reason) {
    Optional<String> missing =
        VectorCompiler.missing(
            name ->
                Optional.of(option)
                    .filter(set -> set.startsWith(name + "="))
                    .map(set -> set.substring(name.length() + 1)),
            info,
            feature);

    assertEquals(reason.isEmpty(), missing.isEmpty());
    assertTrue(missing.orElse("").contains(reason), () -> missing.orElse(""));
  }

  @Test
  void this_jvm_gives_the_golden_hash() {
    assertEquals(KernelHashes.GOLDEN, KernelHashes.hash());
  }

  @Test
  void a_width_that_is_none_is_refused_by_name() throws Exception {
    assertRefused(
        "-Dsamegrad.plain.vector=384 is none of scalar, 128, 256, 512",
        WidthJvm.ADD_MODULE,
        WidthJvm.flag("384"));
  }

  @Test
  void a_width_that_the_machine_lacks_is_refused_with_the_widest_it_has() throws Exception {
    assertRefused(
        "=512 is wider than this machine's vectors of 128 bits",
        WidthJvm.ADD_MODULE,
        WidthJvm.flag("512"),
        "-XX:MaxVectorSize=16");
  }

  @Test
  void a_width_without_the_module_says_how_to_add_it() throws Exception {
    assertRefused("needs the JVM option --add-modules jdk.incubator.vector", WidthJvm.flag("256"));
  }

  private static void assertRefused(String message, String... flags) throws Exception {
    String output = String.join("\n", WidthJvm.run(KernelHashes.class, List.of(flags)));
    assertTrue(output.contains(message), output);
  }
}
