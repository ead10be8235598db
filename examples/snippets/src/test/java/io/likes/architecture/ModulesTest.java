package io.likes.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("As Java modules, the published modules")
class ModulesTest {
  private final ModuleFinder finder =
      ModuleFinder.of(
          Project.publishedModules().stream()
              .filter(module -> automaticNames(module).isEmpty())
              .map(Project::classes)
              .toArray(Path[]::new));

  @Test
  @DisplayName("have real descriptors, or a name of their own where a driver has none")
  void areNamed() {
    List<String> automatic =
        Project.publishedModules().stream()
            .filter(module -> !automaticNames(module).isEmpty())
            .toList();
    assertThat(names()).hasSize(Project.publishedModules().size() - automatic.size());
    assertThat(finder.findAll()).noneMatch(module -> module.descriptor().isAutomatic());
    assertThat(automatic)
        .allSatisfy(
            module ->
                assertThat(automaticNames(module)).containsExactly(Project.packageOf(module)));
  }

  /** Names that a module's POM gives to its jar instead of a descriptor. */
  private static List<String> automaticNames(String module) {
    return Project.texts(Project.pom(module), "//*[local-name()='Automatic-Module-Name']");
  }

  @Test
  @DisplayName("have the licence in their jars")
  void haveTheLicence() throws IOException {
    String licence = Files.readString(Project.file("LICENSE"));
    for (String module : Project.publishedModules()) {
      assertThat(Project.classes(module).resolve("META-INF/LICENSE"))
          .as(module)
          .hasContent(licence);
    }
  }

  @Test
  @DisplayName("hide the implementation")
  void hideTheImplementation() {
    ModuleDescriptor core = finder.find("io.likes").orElseThrow().descriptor();
    assertThat(core.packages()).contains("io.likes.core");
    assertThat(core.exports()).noneMatch(exports -> exports.source().startsWith("io.likes.core"));
  }

  @Test
  @DisplayName("resolve and load together with what they require")
  void resolve() throws ClassNotFoundException {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration().resolve(finder, ModuleFinder.of(libraries()), names());
    ModuleLayer layer =
        ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader())
            .layer();

    Class<?> service = layer.findLoader("io.likes").loadClass("io.likes.LikeService");
    assertThat(service.getModule().getName()).isEqualTo("io.likes");
    assertThat(names()).allSatisfy(name -> assertThat(layer.findModule(name)).isPresent());
  }

  private Set<String> names() {
    return finder.findAll().stream()
        .map(module -> module.descriptor().name())
        .collect(Collectors.toSet());
  }

  /** The jars of the class path, without the published modules themselves. */
  private static Path[] libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(path -> path.toString().endsWith(".jar"))
        .filter(path -> !path.getFileName().toString().startsWith("likes-"))
        .toArray(Path[]::new);
  }
}
