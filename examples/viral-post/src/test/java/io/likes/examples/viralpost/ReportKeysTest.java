package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportKeysTest {
  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
  private static final List<String> DISTRIBUTIONS =
      List.of("likeLatencyMs", "countLatencyMs", "stalenessMs");
  private static final List<String> OF_DISTRIBUTIONS =
      List.of("count", "p50", "p99", "p999", "max");

  @TempDir private Path directory;

  @Test
  @DisplayName("README.md lists exactly the keys of the JSON report")
  void keys() throws IOException {
    Path json = directory.resolve("report.json");
    Program.runSmall(InMemoryBackend::new, "--json", json.toString());
    Set<String> keys = new TreeSet<>();
    collect("", JsonMapper.shared().readTree(Files.readAllBytes(json)), keys);
    Set<String> documented = new TreeSet<>();
    String readme = Files.readString(Path.of("README.md"));
    DOCUMENTED
        .matcher(readme.substring(readme.indexOf("## The JSON report")))
        .results()
        .map((MatchResult key) -> key.group(1))
        .forEach(documented::add);
    assertThat(documented).containsExactlyElementsOf(keys);
    for (String distribution : DISTRIBUTIONS) {
      for (String key : OF_DISTRIBUTIONS) {
        assertThat(keys).contains(distribution + "." + key);
      }
    }
  }

  private static void collect(String prefix, JsonNode node, Set<String> keys) {
    for (String name : node.propertyNames()) {
      if (node.get(name).isObject()) {
        collect(prefix + name + ".", node.get(name), keys);
      } else {
        keys.add(prefix + name);
      }
    }
  }
}
