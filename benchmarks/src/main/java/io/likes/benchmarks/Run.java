package io.likes.benchmarks;

import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Store.Server;
import io.likes.benchmarks.subject.Subject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Measures everything: starts each server once, and for each subject one JVM after the other. */
final class Run {
  /**
   * What to measure.
   *
   * @param scale how much
   * @param scenarios letters
   * @param subjects which
   */
  record Plan(Scale scale, Predicate<String> scenarios, Predicate<Subject> subjects) {}

  private static final Duration LONGEST_FORK = Duration.ofMinutes(20);

  private final Plan plan;
  private final PrintStream progress;
  private final Consumer<Results> found;
  private final Results.Collector collector = new Results.Collector();
  private final List<String> versions = new ArrayList<>(Machine.libraries());
  private final List<String> leftOut = new ArrayList<>();
  private final long start = System.nanoTime();
  private Map<String, String> machine = Map.of();

  /**
   * @param found takes what there is so far, after each step, so that a run that is killed loses
   *     little
   */
  Run(Plan plan, PrintStream progress, Consumer<Results> found) {
    this.plan = plan;
    this.progress = progress;
    this.found = found;
  }

  Results measure() throws IOException, InterruptedException {
    machine = Machine.describe();
    for (Store store : Store.values()) {
      List<Subject> subjects =
          Subject.all().stream()
              .filter(subject -> subject.store() == store && plan.subjects().test(subject))
              .toList();
      if (!subjects.isEmpty()) {
        tried(store, subjects);
      }
    }
    return results();
  }

  /** One store that fails is no reason to lose the others; the page says why it is not there. */
  private void tried(Store store, List<Subject> subjects) throws InterruptedException {
    try {
      measure(store, subjects);
    } catch (IOException | RuntimeException e) {
      progress.println(store + " failed: " + e);
      leftOut.add("what was still to be measured on " + store + ": " + firstLine(e));
    }
    found.accept(results());
  }

  private static String firstLine(Exception e) {
    return e.toString().lines().findFirst().orElse("");
  }

  private Results results() {
    Map<String, String> mode = new LinkedHashMap<>();
    mode.put("mode", plan.scale().quick() ? "quick" : "full");
    mode.put("forks", Integer.toString(plan.scale().forks()));
    mode.put("minutes", "%.1f".formatted((System.nanoTime() - start) / 60e9));
    return new Results(
        Results.FORMAT,
        machine,
        List.copyOf(versions),
        mode,
        List.copyOf(leftOut),
        collector.all());
  }

  private void measure(Store store, List<Subject> subjects)
      throws IOException, InterruptedException {
    if (store == Store.MEMORY) {
      jmh(subjects);
    }
    Optional<Server> started = store.start();
    if (started.isEmpty()) {
      subjects.forEach(subject -> leftOut.add(subject.name() + ": " + store.absence()));
      return;
    }
    try (Server server = started.get()) {
      versions.add(server.version());
      for (int fork = 0; fork < plan.scale().forks(); fork++) {
        for (Subject subject : subjects) {
          fork(subject, server.address(), fork);
          found.accept(results());
        }
      }
    }
  }

  private void jmh(List<Subject> subjects) {
    JmhBenchmarks jmh = new JmhBenchmarks(plan.scale(), collector);
    jmh(HotKey.ID, () -> jmh.hotKey(subjects.stream().map(Subject::name).toList()));
    jmh(JmhBenchmarks.CACHED_COUNT, jmh::cachedCount);
  }

  private void jmh(String id, Runnable benchmark) {
    if (!plan.scenarios().test(id)) {
      return;
    }
    progress.println("JMH: " + id);
    try {
      benchmark.run();
    } catch (RuntimeException e) {
      leftOut.add("JMH, " + id + ": " + firstLine(e));
    }
    found.accept(results());
  }

  private void fork(Subject subject, String address, int fork)
      throws IOException, InterruptedException {
    String scenarios =
        Scenario.all(address).stream()
            .filter(scenario -> scenario.fits(subject) && (fork == 0 || !scenario.once()))
            .map(Scenario::id)
            .filter(plan.scenarios())
            .collect(Collectors.joining());
    if (scenarios.isEmpty()) {
      return;
    }
    progress.printf(
        "%s, fork %d of %d: %s%n", subject.name(), fork + 1, plan.scale().forks(), scenarios);
    Path file = Files.createTempFile("likes-fork", ".json");
    try {
      Process process = start(subject, address, scenarios, file);
      boolean ended = process.waitFor(LONGEST_FORK.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      if (ended && process.exitValue() == 0) {
        Results results = Results.read(file);
        results.measurements().forEach(collector::add);
        leftOut.addAll(results.leftOut());
      } else {
        // Its scenarios were written one by one, so that those before the failure are there.
        if (Files.size(file) > 0) {
          Results.read(file).measurements().forEach(collector::add);
        }
        String what = ended ? "ended with an error" : "took longer than " + LONGEST_FORK;
        leftOut.add(subject.name() + ", fork " + (fork + 1) + ": " + what);
      }
    } finally {
      Files.delete(file);
    }
  }

  private Process start(Subject subject, String address, String scenarios, Path file)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx6g",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            Fork.class.getName(),
            subject.name(),
            address,
            scenarios,
            plan.scale().quick() ? "quick" : "full",
            file.toString());
    return new ProcessBuilder(command).inheritIO().start();
  }
}
