package io.likes.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

@DisplayName("The BOM")
class BomTest {
  private static final String MANAGED = "/project/dependencyManagement/dependencies/dependency/";

  private final Document bom = Project.pom("likes-bom");

  @Test
  @DisplayName("names exactly the published modules")
  void namesThePublishedModules() {
    assertThat(Project.texts(bom, MANAGED + "artifactId"))
        .containsExactlyInAnyOrderElementsOf(Project.publishedModules());
  }

  @Test
  @DisplayName("gives each of them its own version, which is that of the build")
  void givesTheVersionOfTheBuild() {
    assertThat(Project.texts(bom, MANAGED + "version"))
        .hasSameSizeAs(Project.publishedModules())
        .containsOnly("${project.version}");
    assertThat(Project.texts(bom, "/project/version"))
        .isEqualTo(Project.texts(Project.pom("."), "/project/version"));
  }

  @Test
  @DisplayName("lists modules whose folder and artifact have one name")
  void foldersAreNamedLikeArtifacts() {
    assertThat(Project.publishedModules())
        .allSatisfy(
            module ->
                assertThat(Project.texts(Project.pom(module), "/project/artifactId"))
                    .containsExactly(module));
  }

  @Test
  @DisplayName("and the modules behind it are all seen by the rules in this package")
  void everyPublishedModuleIsSeenHere() {
    assertThat(
            Project.texts(
                Project.pom("examples/snippets"),
                "/project/dependencies/dependency[groupId='io.likes']/artifactId"))
        .containsAll(Project.publishedModules());
  }
}
