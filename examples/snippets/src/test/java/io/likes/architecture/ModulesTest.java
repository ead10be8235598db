package io.likes.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("As Java modules, the published modules")
class ModulesTest {
  private static final String AUTOMATIC_NAME = "//*[local-name()='Automatic-Module-Name']";

  // Those whose driver is no Java module give their jar a name instead of a descriptor.
  private final List<String> described =
      Project.publishedModules().stream()
          .filter(module -> automaticName(module).isEmpty())
          .toList();
  private final ModuleFinder finder =
      ModuleFinder.of(described.stream().map(Project::classes).toArray(Path[]::new));

  @Test
  @DisplayName("have real descriptors, or in their jar the name of their package")
  void areNamed() {
    assertThat(names()).hasSameSizeAs(described);
    assertThat(Project.publishedModules())
        .filteredOn(module -> !described.contains(module))
        .allSatisfy(
            module -> assertThat(automaticName(module)).containsExactly(Project.packageOf(module)));
    assertThat(finder.findAll()).noneMatch(module -> module.descriptor().isAutomatic());
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

  private static List<String> automaticName(String module) {
    return Project.texts(Project.pom(module), AUTOMATIC_NAME);
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
