package io.likes.benchmarks;

import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One JVM of a run: measures all scenarios with one subject and writes what it found. Started by
 * {@link Run}.
 */
final class Fork {
  private Fork() {}

  /**
   * Measures.
   *
   * @param args subject, address of the server, letters of the scenarios, quick or full, file to
   *     write
   */
  public static void main(String[] args) {
    Subject subject = Subject.named(args[0]);
    String address = args[1];
    Scale scale = args[3].equals("quick") ? Scale.QUICK : Scale.FULL;
    List<Measurement> measurements = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    settle(subject, address, scale);
    for (Scenario scenario : Scenario.all(address)) {
      if (args[2].contains(scenario.id()) && scenario.fits(subject)) {
        Results.Sheet sheet = new Results.Sheet(scenario.id(), subject.name());
        long start = System.nanoTime();
        try {
          scenario.measure(subject, () -> subject.open(address), scale, sheet);
        } catch (RuntimeException e) {
          e.printStackTrace();
          leftOut.add(
              "(%s) %s: %s"
                  .formatted(
                      scenario.id(), subject.name(), e.toString().lines().findFirst().orElse("")));
        }
        System.err.printf(
            "  %s %s: %.1f s%n", scenario.id(), subject.name(), (System.nanoTime() - start) / 1e9);
        measurements.addAll(sheet.measurements());
        new Results(Results.FORMAT, Map.of(), List.of(), Map.of(), leftOut, measurements)
            .write(Path.of(args[4]));
      }
    }
    // Clients may have left threads that are not daemons.
    System.exit(0);
  }

  /** Makes every call for a while, so that no scenario is the one that finds them not compiled. */
  private static void settle(Subject subject, String address, Scale scale) {
    try (Likes likes = subject.open(address)) {
      Load.closed(
          subject.store().callers(),
          subject.store() == Store.MEMORY ? scale.memoryTime() : scale.settling(),
          Duration.ZERO,
          (caller, i) -> {
            String user = "u" + caller + "-" + i / 8;
            switch ((int) (i % 8)) {
              case 6 -> likes.feed(List.of("settling"), user);
              case 7 -> likes.unlike("settling", user);
              case 4, 5 -> likes.count("settling");
              default -> likes.like("settling", user);
            }
          });
    } catch (RuntimeException e) {
      // The scenarios will say what is wrong.
      System.err.println("  " + subject.name() + " not settled: " + e);
    }
  }
}
