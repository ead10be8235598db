package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.benchmarks.Measurement.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

@DisplayName("The page")
class PageTest {
  private static Measurement rate(String scenario, String subject, String parameter, Double... v) {
    return new Measurement(
        scenario, subject, parameter, "throughput", "1/s", Better.HIGHER, List.of(v));
  }

  private static Results run(Measurement... measurements) {
    return new Results(
        Results.FORMAT,
        Map.of("processors", "2"),
        List.of("Redis 6.2"),
        Map.of("mode", "quick"),
        List.of("PostgreSQL trigger: not installed"),
        List.of(measurements));
  }

  @Test
  @DisplayName("has machine, versions, what was left out, tables and targets of a run")
  void numbers(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("performance.md");

    new Page(
            run(
                rate("a", "likes-inmemory", "2 threads", 3_000_000.0),
                rate("a", "set + LongAdder", "2 threads", 3_900_000.0, 4_000_000.0, 4_100_000.0)))
        .write(page);

    assertThat(page)
        .content()
        .contains("| processors | 2 |", "- Redis 6.2", "- PostgreSQL trigger: not installed")
        .contains("| set + LongAdder | 4 M ± 3 % |")
        .contains("against set + LongAdder | at least 0.500 times | 0.750 times | holds |")
        .contains("Not measured in this run.")
        .doesNotContain("{{");
  }

  @Test
  @DisplayName("says where a target is missed")
  void missed(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("performance.md");

    new Page(
            run(
                rate("a", "likes-inmemory", "2 threads", 1.0),
                rate("a", "set + LongAdder", "2 threads", 4.0)))
        .write(page);

    assertThat(page).content().contains("| 0.250 times | **missed** |");
  }

  @Test
  @DisplayName("says that a peak is missed whose calls are not answered, however fast the few were")
  void peakNotReached(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("performance.md");

    new Page(
            run(
                new Measurement(
                    "i",
                    "likes-inmemory INLINE",
                    "count",
                    "reached",
                    "1/s",
                    Better.HIGHER,
                    List.of(9.0)),
                new Measurement(
                    "i",
                    "likes-inmemory INLINE",
                    "count",
                    "p99",
                    "ms",
                    Better.LOWER,
                    List.of(0.1))))
        .write(page);

    assertThat(page)
        .content()
        .containsPattern("count calls answered at the peak, likes-inmemory INLINE .*9.*missed");
  }

  @Test
  @DisplayName("has plots that are well-formed SVG, none where nothing was measured")
  void plots(@TempDir Path folder) throws IOException, ParserConfigurationException, SAXException {
    new Page(
            run(
                rate("a", "likes-inmemory", "1 thread", 1e6),
                rate("a", "likes-inmemory", "2 threads", 2e6),
                rate("b", "likes-inmemory", "2 threads", 3e6),
                rate("c", "set + LongAdder", "2 threads", 4e6)))
        .write(folder.resolve("performance.md"));

    for (String name : List.of("hot-key", "mixes")) {
      Path plot = folder.resolve("performance").resolve(name + ".svg");
      offline().newDocumentBuilder().parse(plot.toFile());
      assertThat(Files.readString(plot)).contains("<svg", "<path");
    }
    assertThat(folder.resolve("performance/weight.svg")).doesNotExist();
    assertThat(folder.resolve("performance.md"))
        .content()
        .contains("(performance/hot-key.svg)", "(performance/mixes.svg)")
        .doesNotContain("weight.svg");
  }

  /** The document type of an SVG names a page of the web, which a test must not ask for. */
  private static DocumentBuilderFactory offline() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory;
  }
}
