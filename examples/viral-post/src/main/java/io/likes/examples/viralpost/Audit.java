package io.likes.examples.viralpost;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.LikeService;
import io.likes.LikeView;
import io.likes.UserId;
import io.likes.spi.LikeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a service stores and shows with a {@link Tally}, when all calls are answered. Reads
 * with several threads, so that a store behind a network is read in a reasonable time.
 */
final class Audit implements AutoCloseable {
  private static final int MAX_TRIES = 8;
  private static final int PAGE = LikeService.MAX_VIEW_SIZE;
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
  // Doubles, and so gives a server that just had a storm six seconds to come to itself.
  private static final long FIRST_RETRY_NANOS = Duration.ofMillis(50).toNanos();

  private final Tally tally;
  private final Clock clock;
  private final ExecutorService executor;
  private final AtomicLong unreadable = new AtomicLong();

  Audit(Tally tally, int threads, Clock clock) {
    this.tally = tally;
    this.clock = clock;
    this.executor = Executors.newFixedThreadPool(threads);
  }

  /**
   * Asks for the state of every pair whose last call ended UNKNOWN, and corrects the tally by it.
   * Comes first.
   */
  void settle(LikeService service) throws InterruptedException, ExecutionException {
    for (Map<Pair, Boolean> liked : read(tally.unsettled(), pairs -> liked(service, pairs))) {
      liked.forEach((pair, state) -> tally.settle(pair.content(), pair.user(), state));
    }
  }

  /**
   * Compares the counts of all contents.
   *
   * @param exact a service with {@link io.likes.Counting#EXACT}
   * @return the sum of the differences, each without its sign
   */
  long drift(LikeService exact) throws InterruptedException, ExecutionException {
    Map<ContentId, Long> expected = tally.counts();
    return sum(read(List.copyOf(expected.keySet()), page -> drift(exact, page, expected)));
  }

  private long drift(LikeService exact, List<ContentId> page, Map<ContentId, Long> expected)
      throws InterruptedException {
    Map<ContentId, Count> counts = counts(exact, page);
    long drift = 0;
    for (ContentId content : page) {
      Count count = counts.getOrDefault(content, Count.UNKNOWN);
      if (count.freshness() != Count.Freshness.FRESH) {
        Count again = tried(() -> known(exact.count(content)));
        count = again == null ? Count.UNKNOWN : again;
      }
      // Of an unreadable count nothing is compared, but the run fails by unreadable.
      drift += count.known() ? difference(count, expected.getOrDefault(content, 0L)) : 0;
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
  Shown shown(LikeService service, Duration atMost)
      throws InterruptedException, ExecutionException {
    long start = clock.nanoTime();
    Map<ContentId, Long> expected = tally.counts();
    Map<ContentId, Long> differences = expected;
    while (true) {
      differences = differences(service, differences.keySet(), expected);
      long nanos = clock.nanoTime() - start;
      if (differences.isEmpty() || nanos > atMost.toNanos()) {
        return new Shown(sum(differences.values()), nanos);
      }
      clock.pause(PAUSE_NANOS);
    }
  }

  /** Returns by how much the shown counts are wrong, of those that are. */
  private Map<ContentId, Long> differences(
      LikeService service, Set<ContentId> contents, Map<ContentId, Long> expected)
      throws InterruptedException, ExecutionException {
    Map<ContentId, Long> differences = new HashMap<>();
    for (Map<ContentId, Count> counts :
        read(List.copyOf(contents), page -> counts(service, page))) {
      counts.forEach(
          (content, count) -> {
            long difference = difference(count, expected.getOrDefault(content, 0L));
            if (difference != 0) {
              differences.put(content, difference);
            }
          });
    }
    return differences;
  }

  /** Compares the states of the pairs of a sample and returns how many are wrong. */
  long wrongPairs(LikeService service, Map<Pair, Boolean> sample)
      throws InterruptedException, ExecutionException {
    long wrong = 0;
    for (Map<Pair, Boolean> liked :
        read(List.copyOf(sample.keySet()), pairs -> liked(service, pairs))) {
      wrong +=
          liked.entrySet().stream()
              .filter(pair -> !pair.getValue().equals(sample.get(pair.getKey())))
              .count();
    }
    return wrong;
  }

  /**
   * What is stored.
   *
   * @param read how many rows there are
   * @param wrong how many of them no like is behind, and how many likes have none
   * @param cells how many cells the content has that was asked for
   */
  record Rows(long read, long wrong, long cells) {
    private static final Rows NONE = new Rows(0, 0, 0);

    private Rows plus(Rows other) {
      return new Rows(read + other.read, wrong + other.wrong, cells + other.cells);
    }
  }

  /**
   * Compares the rows of every content with the likes of the tally, one by one.
   *
   * @param viralPost the content whose cells are counted
   */
  Rows rows(LikeStore store, ContentId viralPost) throws InterruptedException, ExecutionException {
    StoredRows rows = new StoredRows(store);
    return read(List.copyOf(tally.counts().keySet()), contents -> rows(rows, contents, viralPost))
        .stream()
        .reduce(Rows.NONE, Rows::plus);
  }

  private Rows rows(StoredRows rows, List<ContentId> contents, ContentId viralPost)
      throws InterruptedException {
    Rows sum = Rows.NONE;
    for (ContentId content : contents) {
      StoredRows.Stored stored = tried(() -> rows.of(content));
      if (stored != null) {
        Set<UserId> missing = tally.likers(content);
        long wrong = stored.users().stream().filter(user -> !missing.remove(user)).count();
        sum =
            sum.plus(
                new Rows(
                    stored.users().size(),
                    wrong + missing.size(),
                    content.equals(viralPost) ? stored.cells() : 0));
      }
    }
    return sum;
  }

  /**
   * Returns how many counts, states and contents could not be read in {@value #MAX_TRIES} tries.
   */
  long unreadable() {
    return unreadable.get();
  }

  /** Ends the threads. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static long difference(Count count, long expected) {
    // An unknown count is wrong, even where 0 is expected.
    return count.known() ? Math.abs(count.value() - expected) : Math.max(1, Math.abs(expected));
  }

  private static Map<ContentId, Count> counts(LikeService service, List<ContentId> page) {
    Map<ContentId, Count> counts = new LinkedHashMap<>();
    page.forEach(content -> counts.put(content, Count.UNKNOWN));
    for (LikeView view : service.view(page, null)) {
      counts.put(view.content(), view.count());
    }
    return counts;
  }

  /** Returns the states that could be read. */
  private Map<Pair, Boolean> liked(LikeService service, List<Pair> pairs)
      throws InterruptedException {
    Map<Pair, Boolean> liked = new HashMap<>();
    for (Pair pair : pairs) {
      Boolean state = tried(() -> service.liked(pair.content(), pair.user()));
      if (state != null) {
        liked.put(pair, state);
      }
    }
    return liked;
  }

  private static @Nullable Count known(Count count) {
    return count.known() ? count : null;
  }

  /** Reads until there is something; null, and one more that is unreadable, if there never is. */
  private <T> @Nullable T tried(Supplier<@Nullable T> read) throws InterruptedException {
    long pause = FIRST_RETRY_NANOS;
    for (int tries = 1; ; tries++) {
      try {
        T value = read.get();
        if (value != null) {
          return value;
        }
      } catch (BackendException e) {
        // Tried again: a read changes nothing.
      }
      if (tries == MAX_TRIES) {
        unreadable.incrementAndGet();
        return null;
      }
      clock.pause(pause);
      pause *= 2;
    }
  }

  private interface Reader<T, R> {
    R read(List<T> page) throws InterruptedException;
  }

  /** Reads page by page, with all threads, and returns what each page gave. */
  private <T, R> List<R> read(List<T> items, Reader<T, R> reader)
      throws InterruptedException, ExecutionException {
    List<Future<R>> pages = new ArrayList<>();
    for (int from = 0; from < items.size(); from += PAGE) {
      List<T> page = items.subList(from, Math.min(items.size(), from + PAGE));
      pages.add(executor.submit(() -> reader.read(page)));
    }
    List<R> results = new ArrayList<>();
    for (Future<R> page : pages) {
      results.add(page.get());
    }
    return results;
  }

  private static long sum(Iterable<Long> numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }
}
