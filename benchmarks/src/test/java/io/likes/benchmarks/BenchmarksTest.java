package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.benchmarks.Measurement.Better;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("The command line of the benchmarks")
class BenchmarksTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... arguments) {
    return new CommandLine(new Benchmarks())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --forks=0 | --forks must be 1 to 20, but is 0
          --forks=21 | --forks must be 1 to 20, but is 21
          --forks=two | 'two' is not an int
          --scenarios=a,z | has 'z'
          --subjects=[ | --subjects must be a regular expression, but is '['
          --subjects=nobody | but is 'nobody'
          --unknown | --unknown
          """)
  @DisplayName("ends with 2 and names what is wrong, before anything is measured")
  void badOptions(String option, String message) {
    assertThat(run(option, "--json=" + folder.resolve("json"), "--page=" + folder.resolve("page")))
        .isEqualTo(2);

    assertThat(err.toString()).contains(message);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("ends with 2 if a file of numbers is missing or is none")
  void badFiles() throws IOException {
    Path none = folder.resolve("none.json");
    Path text = Files.writeString(folder.resolve("text.json"), "no numbers");

    assertThat(run("render", none.toString(), folder.resolve("page").toString())).isEqualTo(2);
    assertThat(run("check", text.toString(), none.toString())).isEqualTo(2);
    assertThat(run("check", "--tolerance=-1", text.toString(), text.toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains("JSON must be a file that can be read, but is " + none)
        .contains("BASE must be numbers of a run, but is " + text)
        .contains("--tolerance must be a percentage of at least 0, but is -1");
    assertThat(folder.resolve("page")).doesNotExist();
  }

  @Test
  @DisplayName("check ends with 1 if a number got worse, and says which")
  void check() throws IOException {
    Path base = numbers("base.json", 1000);
    Path same = numbers("same.json", 990);
    Path worse = numbers("worse.json", 500);

    assertThat(run("check", base.toString(), same.toString())).isZero();
    assertThat(out.toString()).contains("1 numbers compared, 0 missing, 0 worse");
    assertThat(run("check", base.toString(), worse.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("regression: ").contains("0 missing, 1 worse");
    assertThat(run("check", "--tolerance=150", base.toString(), worse.toString())).isZero();
  }

  @Test
  @DisplayName("render writes the page of numbers that were measured before")
  void render() throws IOException {
    Path page = folder.resolve("performance.md");

    assertThat(run("render", numbers("numbers.json", 1234).toString(), page.toString())).isZero();

    assertThat(page).content().contains("# Performance").contains("likes-inmemory");
  }

  private Path numbers(String name, double rate) throws IOException {
    Path file = folder.resolve(name);
    new Results(
            Results.FORMAT,
            Map.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(
                new Measurement(
                    HotKey.ID,
                    "likes-inmemory",
                    HotKey.parameter(2),
                    "throughput",
                    "1/s",
                    Better.HIGHER,
                    List.of(rate, 1.01 * rate))))
        .write(file);
    return file;
  }
}
