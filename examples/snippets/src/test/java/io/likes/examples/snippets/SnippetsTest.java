package io.likes.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every Java block of the README and the docs is a region of a source that is compiled: {@code <!--
 * snippet: path#region -->} stands above it.
 */
class SnippetsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path SOURCES = Path.of("src");
  private static final Pattern JAVA_BLOCK =
      Pattern.compile("(?:<!-- snippet: (\\S+)#(\\S+) -->\\R)?```java\\R(.*?)```", Pattern.DOTALL);

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (DirectoryStream<Path> root = Files.newDirectoryStream(ROOT, "*.md");
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      root.forEach(pages::add);
      docs.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  @DisplayName("every Java block of a page is a region of a compiled source")
  void blocksAreRegions(Path page) throws IOException {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      assertThat(block.group(1))
          .as("snippet comment above this block of %s:%n%s", page, block.group(3))
          .isNotNull();
      assertThat(block.group(3).strip())
          .as("%s shows %s#%s", page, block.group(1), block.group(2))
          .isEqualTo(region(block.group(1), block.group(2)));
    }
  }

  @Test
  @DisplayName("the README shows the quick start within its first 30 lines")
  void quickStartIsOnTop() throws IOException {
    List<String> top = Files.readAllLines(ROOT.resolve("README.md")).subList(0, 30);
    assertThat(String.join("\n", top)).contains(region("QuickStart.java", "quickstart"));
  }

  private static String region(String file, String name) {
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      Path source =
          sources
              .filter(path -> path.endsWith(file))
              .findAny()
              .orElseThrow(() -> new AssertionError("no source " + file));
      List<String> lines =
          Files.readAllLines(source).stream()
              .dropWhile(line -> !line.strip().equals("// region " + name))
              .skip(1)
              .takeWhile(line -> !line.strip().equals("// endregion"))
              .toList();
      assertThat(lines).as("region %s of %s", name, file).isNotEmpty();
      return String.join("\n", lines).stripIndent().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
