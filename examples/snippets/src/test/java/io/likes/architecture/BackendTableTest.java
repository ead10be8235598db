package io.likes.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The backend table of the README")
class BackendTableTest {
  private static final List<Class<?>> SPI =
      List.of(
          LikeStore.class,
          UserLikeStore.class,
          CounterStore.class,
          EventSink.class,
          UniqueLikers.class);

  private final List<List<String>> table =
      Project.read(Project.file("README.md"))
          .lines()
          .dropWhile(line -> !line.equals("## Backends"))
          .dropWhile(line -> !line.startsWith("|"))
          .takeWhile(line -> line.startsWith("|"))
          .map(BackendTableTest::cells)
          .toList();

  @Test
  @DisplayName("has a column for each interface of the SPI")
  void columns() {
    List<String> columns = table.get(0);
    assertThat(columns.subList(1, 1 + SPI.size()))
        .isEqualTo(SPI.stream().map(Class::getSimpleName).toList());
  }

  @Test
  @DisplayName("has a row for each adapter, which says what its public classes implement")
  void rows() {
    List<List<String>> rows =
        table.stream().skip(2).map(cells -> cells.subList(0, 1 + SPI.size())).toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Project.adapters().stream().map(BackendTableTest::row).toList());
  }

  private static List<String> row(String module) {
    JavaClasses types = new ClassFileImporter().importPath(Project.classes(module));
    return Stream.concat(
            Stream.of(module), SPI.stream().map(spi -> implemented(types, spi) ? "yes" : "no"))
        .toList();
  }

  private static boolean implemented(JavaClasses types, Class<?> spi) {
    return types.stream()
        .anyMatch(
            type ->
                type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.isInterface()
                    && type.isAssignableTo(spi));
  }

  private static List<String> cells(String line) {
    return Stream.of(line.substring(1).split("\\|", -1))
        .map(String::strip)
        .filter(cell -> !cell.isEmpty())
        .toList();
  }
}
