package io.likes.examples.viralpost;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.LikeService;
import io.likes.LikeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares what a service stores and shows with a {@link Tally}, when all calls are answered. */
final class Audit {
  private static final int MAX_TRIES = 5;
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final Tally tally;
  private long unreadable;

  Audit(Tally tally) {
    this.tally = tally;
  }

  /**
   * Asks for the state of every pair whose last call ended UNKNOWN, and corrects the tally by it.
   * Comes first.
   */
  void settle(LikeService service) {
    for (Pair pair : tally.unsettled()) {
      Boolean liked = read(() -> service.liked(pair.content(), pair.user()));
      if (liked != null) {
        tally.settle(pair.content(), pair.user(), liked);
      }
    }
  }

  /**
   * Compares the counts of all contents.
   *
   * @param exact a service with {@link io.likes.Counting#EXACT}
   * @return the sum of the differences, each without its sign
   */
  long drift(LikeService exact) {
    Map<ContentId, Long> expected = tally.counts();
    long drift = 0;
    Map<ContentId, Count> counts = counts(exact, expected.keySet());
    for (Map.Entry<ContentId, Long> content : expected.entrySet()) {
      Count count = counts.getOrDefault(content.getKey(), Count.UNKNOWN);
      if (count.freshness() != Count.Freshness.FRESH) {
        Count again = read(() -> exact.count(content.getKey()));
        count = again == null ? Count.UNKNOWN : again;
      }
      // Of an unreadable count nothing is compared, but the run fails by unreadable.
      drift += count.known() ? Math.abs(count.value() - content.getValue()) : 0;
    }
    return drift;
  }

  /**
   * What became of the counts that are shown.
   *
   * @param drift the sum of the differences that were left when the time was over
   * @param nanos when the last difference was gone, or the time was over, since the begin of the
   *     look
   */
  record Shown(long drift, long nanos) {}

  /** Looks at the counts that a service shows until all are right, or the time is over. */
  Shown shown(LikeService service, Duration atMost, LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    Map<ContentId, Long> waiting = new HashMap<>(tally.counts());
    while (true) {
      Map<ContentId, Count> counts = counts(service, waiting.keySet());
      waiting.entrySet().removeIf(content -> difference(counts, content) == 0);
      long nanos = nanoTime.getAsLong() - start;
      if (waiting.isEmpty() || nanos > atMost.toNanos()) {
        return new Shown(
            waiting.entrySet().stream().mapToLong(content -> difference(counts, content)).sum(),
            nanos);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Compares the states of the pairs of a sample and returns how many are wrong. */
  long wrongPairs(LikeService service, Map<Pair, Boolean> sample) {
    long wrong = 0;
    for (Map.Entry<Pair, Boolean> pair : sample.entrySet()) {
      Boolean liked = read(() -> service.liked(pair.getKey().content(), pair.getKey().user()));
      wrong += liked == null || liked.equals(pair.getValue()) ? 0 : 1;
    }
    return wrong;
  }

  /** Returns how many counts and states could not be read in {@value #MAX_TRIES} tries. */
  long unreadable() {
    return unreadable;
  }

  private static long difference(
      Map<ContentId, Count> counts, Map.Entry<ContentId, Long> expected) {
    Count count = counts.getOrDefault(expected.getKey(), Count.UNKNOWN);
    // An unknown count is wrong, even where 0 is expected.
    return count.known()
        ? Math.abs(count.value() - expected.getValue())
        : Math.max(1, Math.abs(expected.getValue()));
  }

  private static Map<ContentId, Count> counts(LikeService service, Collection<ContentId> contents) {
    Map<ContentId, Count> counts = new LinkedHashMap<>();
    List<ContentId> all = List.copyOf(contents);
    for (int from = 0; from < all.size(); from += LikeService.MAX_VIEW_SIZE) {
      List<ContentId> page =
          new ArrayList<>(
              all.subList(from, Math.min(all.size(), from + LikeService.MAX_VIEW_SIZE)));
      for (LikeView view : service.view(page, null)) {
        counts.put(view.content(), view.count());
      }
    }
    return counts;
  }

  private <T> @Nullable T read(Supplier<T> read) {
    for (int tries = 1; tries <= MAX_TRIES; tries++) {
      try {
        return read.get();
      } catch (BackendException e) {
        // Tried again: a read changes nothing.
      }
    }
    unreadable++;
    return null;
  }
}
