package io.likes.benchmarks;

import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param forks how many JVMs measure each subject, one after the other
 * @param settling how long a JVM makes all calls before its first point: compiled late, the longer
 *     path is the slower one for tens of seconds
 * @param warmup of one point
 * @param memoryTime of one point in memory
 * @param serverTime of one point on a server, so long that a call in its way is one of many
 * @param peakWarmup how long the peak goes on before it counts
 * @param peak how long it counts
 * @param quick whether this is the quick mode
 */
record Scale(
    int forks,
    Duration settling,
    Duration warmup,
    Duration memoryTime,
    Duration serverTime,
    Duration peakWarmup,
    Duration peak,
    boolean quick) {
  static final Scale QUICK =
      new Scale(
          1,
          Duration.ofSeconds(1),
          Duration.ofMillis(150),
          Duration.ofMillis(250),
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          true);
  static final Scale FULL =
      new Scale(
          1,
          Duration.ofSeconds(10),
          Duration.ofMillis(400),
          Duration.ofMillis(600),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          false);

  static Scale of(boolean quick, int forks) {
    Scale scale = quick ? QUICK : FULL;
    return new Scale(
        forks,
        scale.settling,
        scale.warmup,
        scale.memoryTime,
        scale.serverTime,
        scale.peakWarmup,
        scale.peak,
        quick);
  }

  /** Returns how long one point of a store takes. */
  Duration time(Store store) {
    return store == Store.MEMORY ? memoryTime : serverTime;
  }

  /** Returns up to how many likes of one content the growth of a subject is watched. */
  int largestContent(Subject subject) {
    if (subject.store() == Store.MEMORY) {
      return quick ? 1_000_000 : 10_000_000;
    }
    if (quick) {
      return 1_000;
    }
    if (subject.library() && subject.asksForEachCount()) {
      return 10_000_000;
    }
    // Conditional inserts into one partition forestall each other: more would take minutes each.
    return subject.store() == Store.CASSANDRA && !subject.library() ? 1_000 : 100_000;
  }

  /** Returns how many likes are stored to weigh one. */
  int weighedLikes(Subject subject) {
    int likes =
        switch (subject.store()) {
          case MEMORY -> 1_000_000;
          case REDIS -> 200_000;
          case CASSANDRA, POSTGRESQL -> 20_000;
        };
    return quick ? likes / 10 : likes;
  }
}
