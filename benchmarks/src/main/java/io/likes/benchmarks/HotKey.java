package io.likes.benchmarks;

import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.util.function.Supplier;

/** Everybody likes one content; in memory this is {@link HotKeyBenchmark}'s. */
final class HotKey implements Scenario {
  static final String ID = "a";
  static final int[] THREADS = {1, 2, 4, 16, 64};

  static String parameter(int threads) {
    return threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String title() {
    return "Hot key. One operation is one like of a user who did not like before; all threads like"
        + " the same content.";
  }

  @Override
  public boolean fits(Subject subject) {
    return subject.store() != Store.MEMORY;
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    try (Likes likes = open.get()) {
      for (int threads : THREADS) {
        String prefix = "u" + threads + "-";
        sheet.put(
            parameter(threads),
            Load.closed(
                threads,
                scale.warmup(),
                scale.time(subject.store()),
                (caller, i) -> likes.like("viral", prefix + caller + "-" + i)));
      }
    }
  }
}
