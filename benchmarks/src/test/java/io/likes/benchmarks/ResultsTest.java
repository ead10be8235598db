package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.benchmarks.Measurement.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Results")
class ResultsTest {
  private static Measurement measurement(String parameter, Double... values) {
    return new Measurement(
        "a", "subject", parameter, "throughput", "1/s", Better.HIGHER, List.of(values));
  }

  @Test
  @DisplayName("are read as they were written")
  void roundTrip(@TempDir Path folder) {
    Results results =
        new Results(
            Results.FORMAT,
            Map.of("processors", "2"),
            List.of("Redis 6.2"),
            Map.of("mode", "quick"),
            List.of("nothing"),
            List.of(measurement("1 thread", 1.5, 2.5)));
    Path file = folder.resolve("results.json");

    results.write(file);

    assertThat(Results.read(file)).isEqualTo(results);
  }

  @Test
  @DisplayName("of another format are refused")
  void otherFormat(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("results.json");
    Files.writeString(
        file,
        """
        {"format": 99, "machine": {}, "versions": [], "mode": {}, "leftOut": [], "measurements": []}
        """);

    assertThatThrownBy(() -> Results.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has format 99, but this version reads 1");
  }

  @Test
  @DisplayName("collect the values of the forks by key")
  void collect() {
    Results.Collector collector = new Results.Collector();
    collector.add(measurement("1 thread", 3.0));
    collector.add(measurement("2 threads", 7.0));
    collector.add(measurement("1 thread", 1.0));
    collector.add(measurement("1 thread", 2.0));

    assertThat(collector.all())
        .containsExactly(measurement("1 thread", 3.0, 1.0, 2.0), measurement("2 threads", 7.0));
  }

  @Test
  @DisplayName("have a median and a spread")
  void statistics() {
    assertThat(measurement("x", 5.0, 1.0, 2.0).median()).isEqualTo(2);
    assertThat(measurement("x", 5.0, 1.0, 2.0).spread()).isEqualTo(1);
    assertThat(measurement("x", 4.0, 2.0).median()).isEqualTo(3);
    assertThat(measurement("x", 4.0).spread()).isZero();
  }
}
