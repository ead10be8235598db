package io.likes.benchmarks;

import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Feed pages are read. */
final class Feed implements Scenario {
  private static final int CONTENTS = 2_000;
  private static final int LIKES = 3;
  private static final int PAGES = 512;
  private static final int CALLERS = 4;
  private static final int[] SIZES = {20, 100};

  static String parameter(int size) {
    return size + " contents";
  }

  @Override
  public String id() {
    return "g";
  }

  @Override
  public String title() {
    return "Feed pages. One operation is the counts of all contents of a page and the reader's own"
        + " status for each, with four readers.";
  }

  @Override
  public boolean fits(Subject subject) {
    return subject.knowsUsers() && subject.manyContents();
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    try (Likes likes = open.get()) {
      Load.each(
          subject.store().callers(),
          (long) CONTENTS * LIKES,
          (caller, i) -> likes.like("c" + i % CONTENTS, "u" + i / CONTENTS));
      for (int size : SIZES) {
        List<List<String>> pages = pages(size);
        sheet.put(
            parameter(size),
            Load.closed(
                CALLERS,
                scale.warmup(),
                scale.time(subject.store()),
                (caller, i) ->
                    likes.feed(
                        pages.get((int) ((caller * 31L + i) % PAGES)),
                        "u" + (i + caller) % LIKES)));
      }
    }
  }

  private static List<List<String>> pages(int size) {
    SplittableRandom random = new SplittableRandom(size);
    List<List<String>> pages = new ArrayList<>();
    for (int i = 0; i < PAGES; i++) {
      pages.add(random.ints(0, CONTENTS).distinct().limit(size).mapToObj(id -> "c" + id).toList());
    }
    return pages;
  }
}
