package io.likes.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.LikeServiceBuilder;
import io.likes.inmemory.InMemoryLikes;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the README says of knobs and backends is what the code says. */
class ReadmeTest {
  private static final List<Class<?>> SPI =
      List.of(
          LikeStore.class,
          UserLikeStore.class,
          CounterStore.class,
          EventSink.class,
          UniqueLikers.class);

  private final String readme;

  ReadmeTest() throws IOException {
    readme = Files.readString(Path.of("..", "..", "README.md"));
  }

  @Test
  @DisplayName("every setter of the builder is a knob, and every knob a setter")
  void knobs() {
    List<String> setters =
        Arrays.stream(LikeServiceBuilder.class.getDeclaredMethods())
            .filter(
                method ->
                    Modifier.isPublic(method.getModifiers())
                        && method.getReturnType() == LikeServiceBuilder.class)
            .map(Method::getName)
            .toList();
    List<String> knobs =
        Pattern.compile("(?m)^- `(\\w+)`:[^-]*?(?:Default [^\\n]+|Required)\\.$")
            .matcher(readme)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(knobs).containsExactlyInAnyOrderElementsOf(setters);
  }

  @Test
  @DisplayName("the backend table says which interfaces each adapter implements")
  void backends() throws IOException, URISyntaxException {
    assertThat(readme).contains(row("likes-inmemory", InMemoryLikes.class, "no"));
  }

  private static String row(String module, Class<?> memberOfModule, String durable)
      throws IOException, URISyntaxException {
    Path classes =
        Path.of(memberOfModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(classes).isDirectory();
    try (Stream<Path> files = Files.walk(classes)) {
      List<Class<?>> types =
          files
              .map(file -> classes.relativize(file).toString().replace('/', '.').replace('\\', '.'))
              .filter(name -> name.startsWith("io.likes.") && name.endsWith(".class"))
              .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
              .toList();
      StringBuilder row = new StringBuilder("| " + module + " |");
      for (Class<?> spi : SPI) {
        boolean implemented =
            types.stream()
                .anyMatch(
                    type -> spi.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers()));
        row.append(implemented ? " yes |" : " no |");
      }
      return row + " " + durable + " |";
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ReadmeTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
