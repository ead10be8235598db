package io.likes.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gates of the build")
class GatesTest {
  @Test
  @DisplayName(
      "are on in every module: no POM but the parent's sets what a compiler warning does, or skips")
  void noModuleTurnsAGateOff() {
    List<String> modules = Project.modules();
    assertThat(modules).contains("likes-core", "examples/viral-post");
    assertThat(modules)
        .allSatisfy(
            module ->
                assertThat(
                        Project.texts(
                            Project.pom(module),
                            "//*[local-name()='maven.compiler.failOnWarning'"
                                + " or local-name()='likes.nullaway.severity'"
                                + " or local-name()='likes.errorprone'"
                                + " or local-name()='spotless.check.skip']"))
                    .as(module)
                    .isEmpty());
    assertThat(modules)
        .allSatisfy(
            module ->
                assertThat(
                        Project.texts(
                            Project.pom(module),
                            "//*[(local-name()='skip' or contains(local-name(), '.skip')"
                                + " or starts-with(local-name(), 'skip'))"
                                + " and not(local-name()='maven.deploy.skip')"
                                + " and not(local-name()='maven.javadoc.skip')"
                                // An empty jar is no gate.
                                + " and not(local-name()='skipIfEmpty')]"))
                    .as("what %s skips", module)
                    .isEmpty());
    assertThat(Project.publishedModules())
        .allSatisfy(
            module ->
                assertThat(
                        Project.texts(
                            Project.pom(module), "//*[local-name()='maven.javadoc.skip']"))
                    .as("javadoc of %s", module)
                    .isEmpty());
    assertThat(Project.texts(Project.pom("."), "//*[local-name()='maven.compiler.failOnWarning']"))
        .containsExactly("true");
    assertThat(Project.texts(Project.pom("."), "//*[local-name()='likes.nullaway.severity']"))
        .containsExactly("ERROR");
  }
}
