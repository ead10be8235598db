package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** One content grows, and likes and counts of it are timed on the way. */
final class Growth implements Scenario {
  private static final int FACTOR = 100;
  private static final int FIRST = 10;
  private static final int BLOCK = 1000;

  static String parameter(int size) {
    return "10^" + Math.round(Math.log10(size));
  }

  @Override
  public String id() {
    return "h";
  }

  @Override
  public String title() {
    return "Growth. One operation is a like, or a count, of a content that has so many likes"
        + " already; one caller.";
  }

  @Override
  public boolean fits(Subject subject) {
    return subject.knowsUsers();
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    try (Likes likes = open.get()) {
      warmUp(subject, likes, scale);
      int filled = 0;
      for (int size = FIRST; size <= scale.largestContent(subject); size *= FACTOR) {
        int from = filled;
        Load.each(
            subject.store().callers(),
            size - from,
            (caller, i) -> likes.like("viral", "u" + (from + i)));
        filled = size;
        measureAt(size, subject, likes, scale, sheet);
      }
    }
  }

  /** Compiles what the small sizes, which come first, would otherwise be slow without. */
  private static void warmUp(Subject subject, Likes likes, Scale scale) {
    AtomicLong next = new AtomicLong();
    Load.closed(
        1,
        scale.warmup(),
        scale.time(subject.store()),
        (caller, i) -> {
          String user = "w" + next.getAndIncrement();
          likes.like("warm", user);
          likes.count("warm");
          likes.unlike("warm", user);
        });
  }

  /** Each like is taken back, outside of what is timed, so that the size stays. */
  private static void measureAt(
      int size, Subject subject, Likes likes, Scale scale, Results.Sheet sheet) {
    likesOf(likes, scale.warmup());
    Histogram like = likesOf(likes, scale.time(subject.store()));
    // In memory a count is shorter than a look at the clock.
    int block = subject.store() == Store.MEMORY ? BLOCK : 1;
    Load.Seen count =
        Load.closed(
            1,
            scale.warmup(),
            scale.time(subject.store()),
            (caller, i) -> {
              for (int n = 0; n < block; n++) {
                likes.count("viral");
              }
            });
    // The median: a pause of the collector says nothing about the size of a content.
    if (like.getTotalCount() > 0) {
      sheet.put(
          parameter(size), "like p50", "us", Better.LOWER, like.getValueAtPercentile(50) / 1e3);
    }
    if (count.latencies().getTotalCount() > 0) {
      sheet.put(parameter(size), "count p50", "us", Better.LOWER, count.millisAt(50) * 1e3 / block);
    }
  }

  private static Histogram likesOf(Likes likes, Duration time) {
    Histogram like = new Histogram(3);
    Load.closed(
        1,
        Duration.ZERO,
        time,
        (caller, i) -> {
          String user = "n" + i;
          long start = System.nanoTime();
          likes.like("viral", user);
          like.recordValue(System.nanoTime() - start);
          likes.unlike("viral", user);
        });
    return like;
  }
}
