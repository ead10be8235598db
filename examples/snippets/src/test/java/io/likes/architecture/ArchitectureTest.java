package io.likes.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.likes.LikeServiceBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Architecture")
class ArchitectureTest {
  /** All that code outside the implementation may touch of it. */
  private static final Set<String> ENTRY_POINTS = Set.of("CoreLikeService", "CoreParts");

  private static final Map<String, JavaClasses> MODULES =
      Project.publishedModules().stream()
          .collect(
              Collectors.toMap(Function.identity(), module -> imported(Project.classes(module))));
  private static final JavaClasses PUBLISHED =
      imported(Project.publishedModules().stream().map(Project::classes));
  private static final JavaClasses PUBLISHED_AND_TESTS =
      imported(
          Project.publishedModules().stream()
              .flatMap(module -> Stream.of(Project.classes(module), Project.testClasses(module)))
              .filter(Files::isDirectory));

  static List<String> backendsAndTestkit() {
    return Project.publishedModules().stream()
        .filter(module -> !module.equals("likes-core"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("backendsAndTestkit")
  @DisplayName("a backend and the testkit use the API, the SPI and themselves, never each other")
  void useOnlyApiAndSpi(String module) {
    String own = Project.packageOf(module);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.likes..")
                .and(not(resideInAnyPackage("io.likes", "io.likes.spi", own, own + ".."))))
        .allowEmptyShould(true)
        .check(module(module));
  }

  @ParameterizedTest
  @MethodSource("backendsAndTestkit")
  @DisplayName("a backend and the testkit keep to a package of their own")
  void ownOnePackage(String module) {
    classes()
        .should()
        .resideInAPackage(Project.packageOf(module) + "..")
        .allowEmptyShould(true)
        .check(module(module));
  }

  @Test
  @DisplayName("the SPI refers to the API and itself only")
  void spiKnowsNoImplementation() {
    noClasses()
        .that()
        .resideInAPackage("io.likes.spi")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.likes..").and(not(resideInAnyPackage("io.likes", "io.likes.spi"))))
        .check(PUBLISHED);
  }

  @Test
  @DisplayName("the API reaches the implementation in its builder only")
  void onlyTheBuilderKnowsTheImplementation() {
    noClasses()
        .that()
        .resideInAPackage("io.likes")
        .and(not(JavaClass.Predicates.belongToAnyOf(LikeServiceBuilder.class)))
        .should()
        .dependOnClassesThat(resideInAPackage("io.likes.core"))
        .check(PUBLISHED);
  }

  @Test
  @DisplayName("the implementation shows its entry points and nothing else")
  void implementationIsHidden() {
    Set<String> visible =
        PUBLISHED.stream()
            .filter(type -> type.getPackageName().equals("io.likes.core"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> type.getEnclosingClass().isEmpty())
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(visible).isEqualTo(ENTRY_POINTS);
  }

  @Test
  @DisplayName("no package is split between modules")
  void noSplitPackages() {
    Map<String, Set<String>> modulesByPackage = new TreeMap<>();
    MODULES.forEach(
        (module, types) ->
            types.forEach(
                type ->
                    modulesByPackage
                        .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(module)));
    assertThat(modulesByPackage).allSatisfy((name, modules) -> assertThat(modules).hasSize(1));
  }

  @Test
  @DisplayName("published code logs through SLF4J only")
  void noOtherLogs() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(PUBLISHED);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PUBLISHED);
  }

  @Test
  @DisplayName("nothing sleeps, tests included")
  void nothingSleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(PUBLISHED_AND_TESTS);

    // Modules that are built after this one are seen as sources.
    Pattern sleep = Pattern.compile("\\b(Thread|TimeUnit|SECONDS|MILLISECONDS)\\s*\\.\\s*sleep\\b");
    assertThat(Project.javaSources())
        .filteredOn(source -> !source.endsWith("ArchitectureTest.java"))
        .allSatisfy(
            source ->
                assertThat(Project.read(source))
                    .as(Project.relative(source))
                    .doesNotContainPattern(sleep));
  }

  @Test
  @DisplayName("every package of main code says what it is and is null-marked")
  void packagesAreDescribed() {
    Map<Path, Path> packages = new HashMap<>();
    Project.javaSources().stream()
        .filter(source -> Project.relative(source).contains("src/main/java/"))
        .filter(source -> !source.endsWith("module-info.java"))
        .forEach(source -> packages.put(source.resolveSibling("package-info.java"), source));
    assertThat(packages.keySet())
        .allSatisfy(
            info -> {
              assertThat(info).isRegularFile();
              assertThat(Project.read(info)).startsWith("/**").contains("@NullMarked");
            });
  }

  private static JavaClasses module(String module) {
    return MODULES.get(module);
  }

  private static JavaClasses imported(Path classes) {
    return imported(Stream.of(classes));
  }

  private static JavaClasses imported(Stream<Path> classes) {
    return new ClassFileImporter().importPaths(classes.toList());
  }
}
