package io.likes.benchmarks;

import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param forks how many JVMs measure each subject, one after the other
 * @param settling how long a JVM calls a server before its first point: compiled late, the longer
 *     path is the slower one for tens of seconds
 * @param warmup of one point
 * @param time of one point
 * @param peak how long the peak lasts
 * @param quick whether this is the quick mode
 */
record Scale(
    int forks, Duration settling, Duration warmup, Duration time, Duration peak, boolean quick) {
  static final Scale QUICK =
      new Scale(
          1,
          Duration.ofSeconds(1),
          Duration.ofMillis(150),
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          true);
  static final Scale FULL =
      new Scale(
          2,
          Duration.ofSeconds(15),
          Duration.ofMillis(400),
          Duration.ofMillis(600),
          Duration.ofSeconds(60),
          false);

  static Scale of(boolean quick, int forks) {
    Scale scale = quick ? QUICK : FULL;
    return new Scale(forks, scale.settling, scale.warmup, scale.time, scale.peak, quick);
  }

  /** Returns up to how many likes of one content the growth of a subject is watched. */
  int largestContent(Subject subject) {
    if (subject.store() == Store.MEMORY) {
      return quick ? 1_000_000 : 10_000_000;
    }
    if (quick) {
      return 1_000;
    }
    return subject.library() && subject.asksForEachCount() ? 10_000_000 : 10_000;
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
