package io.likes.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.LikeServiceBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the README says of knobs is what the code says. */
class ReadmeTest {
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
}
