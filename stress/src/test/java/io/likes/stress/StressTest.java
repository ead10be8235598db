package io.likes.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

@DisplayName("Under jcstress")
class StressTest {
  private static final Map<String, List<TestResult>> RESULTS = new TreeMap<>();

  /** Runs the harness as a process; its report stays in the directory, for people. */
  @BeforeAll
  static void run() throws IOException, InterruptedException, ClassNotFoundException {
    Path directory = Files.createTempDirectory(Path.of("target"), "jcstress-").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("-r", directory.toString()));
    command.addAll(List.of(System.getProperty("likes.stress.options").split(" ", -1)));
    Process harness =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try {
      // It fails by its code, since the broken ones do; the results tell the rest.
      harness.waitFor();
    } finally {
      harness.destroyForcibly();
    }
    for (TestResult result : results(directory)) {
      RESULTS.computeIfAbsent(result.getName(), name -> new ArrayList<>()).add(result);
    }
  }

  private static Collection<TestResult> results(Path directory)
      throws IOException, ClassNotFoundException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.toString().endsWith(".bin.gz")).toList();
    }
    assertThat(files).as("results, see the log in " + directory).hasSize(1);
    InProcessCollector results = new InProcessCollector();
    DiskReadCollector file = new DiskReadCollector(files.get(0).toString(), results);
    file.dump();
    file.close();
    return results.getTestResults();
  }

  @Test
  @DisplayName("every test ran, to its end")
  void everyTestRan() {
    assertThat(RESULTS.keySet()).containsExactlyInAnyOrderElementsOf(TestList.tests());
    assertThat(RESULTS.values())
        .allSatisfy(
            results ->
                assertThat(results)
                    .allSatisfy(
                        result -> {
                          assertThat(result.status()).isEqualTo(Status.NORMAL);
                          assertThat(result.getTotalCount()).isPositive();
                        }));
  }

  @Test
  @DisplayName("what threads share holds")
  void structuresHold() {
    assertThat(failures(false)).isEmpty();
  }

  @Test
  @DisplayName("each structure that is broken on purpose is found")
  void brokenOnesAreFound() {
    assertThat(failures(true))
        .containsOnlyKeys(
            BrokenStress.class.getName() + ".HeaderBeforeChildren",
            BrokenStress.class.getName() + ".PlainLeaving");
  }

  /** Returns what each test observed and must not, if there is something. */
  private static Map<String, List<String>> failures(boolean broken) {
    Map<String, List<String>> failures = new TreeMap<>();
    RESULTS.forEach(
        (name, results) -> {
          List<String> messages =
              results.stream()
                  .flatMap(result -> result.grading().failureMessages.stream())
                  .collect(Collectors.toList());
          if (!messages.isEmpty() && name.startsWith(BrokenStress.class.getName()) == broken) {
            failures.put(name, messages);
          }
        });
    return failures;
  }
}
