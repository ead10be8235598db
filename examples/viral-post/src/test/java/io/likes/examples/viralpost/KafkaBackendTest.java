package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Events in Kafka, counts in Redis, an aggregator in a process of its own")
class KafkaBackendTest {
  @TempDir private Path directory;

  @Test
  @DisplayName("end with drift 0, and the log brings the shown counts to the exact ones")
  void driftZero() throws IOException {
    Path json = directory.resolve("report.json");
    Program.Result result =
        Program.run(
            Backends.all(),
            "--backend",
            "kafka-redis",
            "--likes",
            "4000",
            "--users",
            "3000",
            "--contents",
            "300",
            // Twice as long the audit waits, and so long the log may stand still after a kill.
            "--freshness",
            "1000",
            "--json",
            json.toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    JsonNode report = JsonMapper.shared().readTree(json.toFile());
    assertThat(report.get("counting").asString()).isEqualTo("async");
    assertThat(report.get("drift").asLong()).isZero();
    assertThat(report.get("shownDrift").asLong()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--backend kafka-redis --kafka nowhere | --kafka must be host:port with commas between, each port 1 to 65535, but is nowhere",
        "--backend kafka-redis --kafka a:65536 | --kafka must be host:port with commas between, each port 1 to 65535, but is a:65536",
        "--backend redis --redis a:1,a:0 | --redis must be host:port with commas between, each port 1 to 65535, but is a:1,a:0",
        "--backend cassandra --cassandra a:99999 | --cassandra must be host:port with commas between, each port 1 to 65535, but is a:99999",
        "--backend kafka-redis --keyspace x | --keyspace does not go with --backend kafka-redis",
        "--backend kafka-redis --counting inline | --counting inline does not go with --backend kafka-redis",
        "--backend full --kafka localhost:1 --kills 1 | --kills does not go with --backend full",
        "--backend full --redis x --cassandra-nodes 0 | --redis must be host:port",
        "--backend full --redis x --cassandra-nodes 0 | --cassandra-nodes must be 1 to 9, but is 0",
        "--backend cassandra --datacenter x | --datacenter goes with --cassandra only, but is x",
        "--backend cassandra --cassandra a:1 --cassandra-nodes 3 | --cassandra-nodes does not go with --cassandra",
        "--backend redis --kafka a:1 | --kafka does not go with --backend redis",
      })
  @DisplayName("options that do not go together are refused before anything starts")
  void badUsage(String arguments, String message) {
    Program.Result result = Program.run(Backends.all(), arguments.split(" "));
    assertThat(result.err()).contains(message);
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
