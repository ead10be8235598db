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

  static final String HEAP = "-Xmx6g";

  private final Plan plan;
  private final PrintStream progress;
  private final Consumer<Results> found;
  private final Results.Collector collector = new Results.Collector();
  private final List<String> versions = new ArrayList<>(Machine.libraries());
  private final List<String> leftOut = new ArrayList<>();
  private final long start = System.nanoTime();
  private Map<String, String> machine = Map.of();
  private boolean failed;

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
      fail("what was still to be measured on " + store + ": " + firstLine(e));
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
    jmh(HotKey.ID, () -> jmh.hotKey(subjects));
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
      fail("JMH, " + id + ": " + firstLine(e));
    }
    found.accept(results());
  }

  private void fork(Subject subject, String address, int fork)
      throws IOException, InterruptedException {
    Map<List<String>, String> scenarios =
        Scenario.all(address).stream()
            .filter(scenario -> scenario.fits(subject) && (fork == 0 || !scenario.once()))
            .filter(scenario -> plan.scenarios().test(scenario.id()))
            .collect(
                Collectors.groupingBy(
                    scenario -> scenario.jvmOptions(subject),
                    LinkedHashMap::new,
                    Collectors.mapping(Scenario::id, Collectors.joining())));
    for (Map.Entry<List<String>, String> each : scenarios.entrySet()) {
      progress.printf(
          "%s, fork %d of %d: %s%n",
          subject.name(), fork + 1, plan.scale().forks(), each.getValue());
      fork(subject, address, fork, each.getKey(), each.getValue());
    }
  }

  private void fork(
      Subject subject, String address, int fork, List<String> options, String scenarios)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("likes-fork", ".json");
    try {
      Process process = start(subject, address, options, scenarios, file);
      boolean ended = process.waitFor(LONGEST_FORK.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      if (ended && process.exitValue() == 0) {
        keep(Results.read(file));
      } else {
        // Its scenarios were written one by one, so that those before the failure are there.
        if (Files.size(file) > 0) {
          keep(Results.read(file));
        }
        String what = ended ? "ended with an error" : "took longer than " + LONGEST_FORK;
        fail(subject.name() + ", fork " + (fork + 1) + ": " + what);
      }
    } finally {
      Files.delete(file);
    }
  }

  private void keep(Results results) {
    results.measurements().forEach(collector::add);
    results.leftOut().forEach(this::fail);
  }

  private void fail(String what) {
    failed = true;
    leftOut.add(what);
  }

  /** Returns whether something was left out that could have been measured. */
  boolean failed() {
    return failed;
  }

  private Process start(
      Subject subject, String address, List<String> options, String scenarios, Path file)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(HEAP);
    command.addAll(options);
    command.addAll(
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            Fork.class.getName(),
            subject.name(),
            address,
            scenarios,
            plan.scale().quick() ? "quick" : "full",
            file.toString()));
    return new ProcessBuilder(command).inheritIO().start();
  }
}
