package samegrad.benchmarks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backends;
import samegrad.KnownBackend;

/** The packages of all modules, and which of them may use which. */
final class ArchitectureTest {
  /** The packages of core, each of which may use those before it. */
  private static final List<String> FLOORS =
      List.of(
          "samegrad.tensor",
          "samegrad.json",
          "samegrad.autograd",
          "samegrad.spi",
          "samegrad",
          "samegrad.network",
          "samegrad.shard",
          "samegrad.files",
          "samegrad.verify",
          "samegrad.train",
          "samegrad.explain",
          "samegrad.check",
          "samegrad.measure",
          "samegrad.cli.console",
          "samegrad.cli.run",
          "samegrad.cli.convert",
          "samegrad.cli.train",
          "samegrad.cli.worker",
          "samegrad.cli.compare",
          "samegrad.cli.accuracy",
          "samegrad.cli.doctor",
          "samegrad.cli.check",
          "samegrad.cli.order",
          "samegrad.cli");

  /** The packages of the other modules. */
  private static final String OTHERS = "samegrad[.](plain|nd4j|djl|benchmarks|conformance)\\b.*";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("samegrad");

  static List<String> floors() {
    return FLOORS;
  }

  @Test
  void every_package_is_a_floor_of_core_or_in_another_module() {
    assertEquals(
        Set.copyOf(FLOORS),
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.matches(OTHERS))
            .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("floors")
  void a_package_of_core_uses_those_before_it_alone(String floor) {
    String[] allowed = FLOORS.subList(0, FLOORS.indexOf(floor) + 1).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(floor)
        .should()
        .dependOnClassesThat(resideInAPackage("samegrad..").and(not(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  @Test
  void no_packages_of_any_module_need_each_other_in_a_circle() {
    slices().matching("(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void what_verifies_knows_no_backend() {
    noClasses()
        .that()
        .resideInAPackage("samegrad.verify")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("samegrad", "samegrad.spi")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "compare", "accuracy", "doctor"})
  void a_command_uses_no_other_command(String command) {
    noClasses()
        .that()
        .resideInAPackage("samegrad.cli." + command)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "samegrad.cli.run",
                    "samegrad.cli.compare",
                    "samegrad.cli.accuracy",
                    "samegrad.cli.doctor")
                .and(not(resideInAPackage("samegrad.cli." + command))))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void a_backend_sees_tensors_autograd_and_the_spi_alone(String backend) {
    String own = "samegrad." + backend + "..";
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            resideInAPackage("samegrad..")
                .and(
                    not(
                        resideInAnyPackage(
                            own, "samegrad.tensor", "samegrad.autograd", "samegrad.spi"))))
        .check(CLASSES);
  }

  @Test
  void the_command_line_alone_needs_picocli() {
    noClasses()
        .that()
        .resideOutsideOfPackages("samegrad.cli..", "samegrad.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void core_knows_the_backends_by_name_and_finds_their_providers() {
    assertEquals(
        Backends.find().providers().stream()
            .collect(
                Collectors.toMap(
                    provider -> provider.name(), provider -> provider.getClass().getName())),
        KnownBackend.ALL.stream()
            .collect(Collectors.toMap(KnownBackend::name, KnownBackend::provider)));
  }
}
