package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.function.Supplier;

/** What a like weighs, all included: keys, counters, indexes, headers. */
final class Weight implements Scenario {
  private static final int LIKES_PER_CONTENT = 50;
  private static final Duration OPENING = Duration.ofMillis(200);
  private static final long BASE = 4_000_000_000_000_000_000L;

  static final String SPREAD = LIKES_PER_CONTENT + " likes a content";
  static final String VIRAL = "one content";

  @Override
  public String id() {
    return "j";
  }

  @Override
  public String title() {
    return "Weight. Bytes in memory or on disk for a like; ids of users and contents have 19"
        + " digits.";
  }

  @Override
  public boolean fits(Subject subject) {
    return subject.knowsUsers() && subject.manyContents();
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    int likes = scale.weighedLikes(subject);
    weigh(SPREAD, likes, subject, open, sheet, i -> id(i / LIKES_PER_CONTENT));
    weigh(VIRAL, likes, subject, open, sheet, i -> "viral");
  }

  private interface Content {
    String of(long like);
  }

  private static void weigh(
      String parameter,
      int count,
      Subject subject,
      Supplier<Likes> open,
      Results.Sheet sheet,
      Content content) {
    try (Likes likes = open.get()) {
      // Connections, which are not likes, are opened before.
      Load.closed(
          subject.store().callers(), Duration.ZERO, OPENING, (caller, i) -> likes.count("none"));
      long before = likes.bytes();
      Load.each(
          subject.store().callers(),
          count,
          (caller, i) -> likes.like(content.of(i), id(1_000_000 + i)));
      double each = (likes.bytes() - before) / (double) count;
      sheet.put(parameter, "bytes per like", "B", Better.LOWER, each);
    }
  }

  private static String id(long number) {
    return Long.toString(BASE + number);
  }
}
