package io.likes.benchmarks;

import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Calls of one kind, or of several that take turns, over many contents. */
final class Mix implements Scenario {
  /** Makes the calls of a mix. */
  private interface Calls {
    Load.Call on(Likes likes);
  }

  private static final int CONTENTS = 1_000_000;
  private static final int READ_CONTENTS = 10_000;
  private static final int READS_PER_WRITE = 10;
  // Some for each of a million contents: repeated, fewer draws are fewer contents.
  private static final int DRAWS = 1 << 22;
  private static final long SEED = 7;

  private final String id;
  private final String title;
  private final Predicate<Subject> fits;
  private final Supplier<Calls> calls;

  private Mix(String id, String title, Predicate<Subject> fits, Supplier<Calls> calls) {
    this.id = id;
    this.title = title;
    this.fits = fits;
    this.calls = calls;
  }

  static Scenario zipf() {
    return new Mix(
        "b",
        "Zipf. One operation is one like of a new pair, the content drawn from a million by"
            + " popularity.",
        Subject::manyContents,
        () -> {
          int[] draws = new Zipf(CONTENTS).draws(DRAWS, SEED);
          return likes ->
              (caller, i) -> likes.like("c" + Zipf.of(draws, caller, i), "u" + caller + "-" + i);
        });
  }

  static Scenario cold() {
    return new Mix(
        "c",
        "Cold contents. One operation is the first like of a content.",
        Subject::manyContents,
        () -> likes -> (caller, i) -> likes.like("c" + caller + "-" + i, "u" + caller));
  }

  static Scenario duplicates() {
    return new Mix(
        "d",
        "Duplicates. One operation is a like of one content; every second one repeats the one"
            + " before.",
        Subject::knowsUsers,
        () -> likes -> (caller, i) -> likes.like("viral", "u" + caller + "-" + i / 2));
  }

  static Scenario toggling() {
    return new Mix(
        "e",
        "Toggling. One operation is a like or the unlike that takes it back, on one content.",
        Subject::knowsUsers,
        () ->
            likes ->
                (caller, i) -> {
                  String user = "u" + caller + "-" + i / 2;
                  if (i % 2 == 0) {
                    likes.like("viral", user);
                  } else {
                    likes.unlike("viral", user);
                  }
                });
  }

  static Scenario reads() {
    return new Mix(
        "f",
        "Reads. One operation is a count read or a like, ten to one, the content drawn from ten"
            + " thousand by popularity.",
        Subject::manyContents,
        () -> {
          int[] draws = new Zipf(READ_CONTENTS).draws(DRAWS, SEED);
          return likes ->
              (caller, i) -> {
                String content = "c" + Zipf.of(draws, caller, i);
                if (i % (READS_PER_WRITE + 1) == 0) {
                  likes.like(content, "u" + caller + "-" + i);
                } else {
                  likes.count(content);
                }
              };
        });
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public boolean fits(Subject subject) {
    return fits.test(subject);
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    Calls made = calls.get();
    try (Likes likes = open.get()) {
      int callers = subject.store().callers();
      sheet.put(
          HotKey.parameter(callers),
          Load.closed(callers, scale.warmup(), scale.time(subject.store()), made.on(likes)));
    }
  }
}
