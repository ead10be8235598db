package io.likes;

import io.likes.core.CoreLikeService;
import io.likes.core.CoreParts;
import io.likes.spi.CellLimits;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link LikeService}. The backends are the caller's: they are neither configured nor
 * closed here.
 *
 * <p>Not thread-safe. {@link #build()} checks everything and reports all problems together.
 */
public final class LikeServiceBuilder {
  private @Nullable LikeStore likeStore;
  private @Nullable UserLikeStore userLikeStore;
  private @Nullable CounterStore counterStore;
  private @Nullable EventSink eventSink;
  private @Nullable UniqueLikers uniqueLikers;
  private @Nullable Counting counting;
  private Admission admission = Admission.open();
  private LikesListener listener = LikesListener.none();
  private TimeSource time = TimeSource.system();
  private RandomGenerator random = new SharedRandom();
  private @Nullable Executor executor;
  private Duration writeTimeout = Duration.ofSeconds(2);
  private Duration countFreshness = Duration.ofSeconds(5);
  private int hotLikesPerMinute = 100;
  private Duration coolDown = Duration.ofSeconds(60);
  private int maxCachedCells = 200_000;
  private int maxRememberedRows = 4_000_000;
  private int maxConcurrentSums = 16;
  private int maxPendingEvents = 10_000;
  private Duration eventRetry = Duration.ofSeconds(1);

  LikeServiceBuilder() {}

  /** Sets where likes are stored. Required. */
  public LikeServiceBuilder likeStore(LikeStore likeStore) {
    this.likeStore = Arguments.present("likeStore", likeStore);
    return this;
  }

  /** Sets where users' lists are stored; {@link LikeService#likedBy} needs it. Default none. */
  public LikeServiceBuilder userLikeStore(UserLikeStore userLikeStore) {
    this.userLikeStore = Arguments.present("userLikeStore", userLikeStore);
    return this;
  }

  /** Sets where readers find counts. Default none. */
  public LikeServiceBuilder counterStore(CounterStore counterStore) {
    this.counterStore = Arguments.present("counterStore", counterStore);
    return this;
  }

  /** Sets where events go. Default none. */
  public LikeServiceBuilder eventSink(EventSink eventSink) {
    this.eventSink = Arguments.present("eventSink", eventSink);
    return this;
  }

  /**
   * Sets where unique likers are estimated; {@link LikeService#uniqueLikersEstimate} needs it.
   * Default none.
   */
  public LikeServiceBuilder uniqueLikers(UniqueLikers uniqueLikers) {
    this.uniqueLikers = Arguments.present("uniqueLikers", uniqueLikers);
    return this;
  }

  /**
   * Sets how counts are kept. Default {@link Counting#ASYNC} if there are a CounterStore and an
   * EventSink, {@link Counting#INLINE} if there is a CounterStore only, else {@link
   * Counting#EXACT}.
   */
  public LikeServiceBuilder counting(Counting counting) {
    this.counting = Arguments.present("counting", counting);
    return this;
  }

  /** Sets who may like what. Default everybody everything. */
  public LikeServiceBuilder admission(Admission admission) {
    this.admission = Arguments.present("admission", admission);
    return this;
  }

  /** Sets who hears what happens. Default nobody. */
  public LikeServiceBuilder listener(LikesListener listener) {
    this.listener = Arguments.present("listener", listener);
    return this;
  }

  /** Sets where time comes from. Default the machine's. */
  public LikeServiceBuilder time(TimeSource time) {
    this.time = Arguments.present("time", time);
    return this;
  }

  /**
   * Sets where randomness comes from; it spreads refreshes over time. Must be thread-safe. Default
   * one that is seeded by the machine.
   */
  public LikeServiceBuilder random(RandomGenerator random) {
    this.random = Arguments.present("random", random);
    return this;
  }

  /**
   * Sets what runs the background work: loads, closings, retries. Default four daemon threads of
   * the service's own.
   */
  public LikeServiceBuilder executor(Executor executor) {
    this.executor = Arguments.present("executor", executor);
    return this;
  }

  /**
   * Sets how long a change may wait for its turn before it fails with NOT_APPLIED. 1 ms to 1 h.
   * Default 2 s.
   */
  public LikeServiceBuilder writeTimeout(Duration writeTimeout) {
    this.writeTimeout = Arguments.present("writeTimeout", writeTimeout);
    return this;
  }

  /**
   * Sets how long a count is served from memory before a backend is asked; not used by EXACT reads.
   * 1 ms to 1 h. Default 5 s.
   */
  public LikeServiceBuilder countFreshness(Duration countFreshness) {
    this.countFreshness = Arguments.present("countFreshness", countFreshness);
    return this;
  }

  /**
   * Sets the rate, in changes a minute seen by this process, from which a content is hot. 2 to
   * 1,000,000,000. Default 100.
   */
  public LikeServiceBuilder hotLikesPerMinute(int hotLikesPerMinute) {
    this.hotLikesPerMinute = hotLikesPerMinute;
    return this;
  }

  /**
   * Sets how long a hot content must stay below half the rate until it is cold again. 1 ms to 24 h.
   * Default 60 s.
   */
  public LikeServiceBuilder coolDown(Duration coolDown) {
    this.coolDown = Arguments.present("coolDown", coolDown);
    return this;
  }

  /**
   * Sets how many cells are remembered for counts, routes and rates: about 200 bytes each. 2,000,
   * which hold a content of 1,024 children, to 100,000,000. Default 200,000.
   */
  public LikeServiceBuilder maxCachedCells(int maxCachedCells) {
    this.maxCachedCells = maxCachedCells;
    return this;
  }

  /**
   * Sets how many rows of closed cells are remembered, 8 bytes each, so that a like of closed
   * content need not ask the cells above its own. 0 to 100,000,000. Default 4,000,000.
   */
  public LikeServiceBuilder maxRememberedRows(int maxRememberedRows) {
    this.maxRememberedRows = maxRememberedRows;
    return this;
  }

  /**
   * Sets how many reads of cells this process makes at once to sum contents that no CounterStore
   * knows, each of one content or of those of one view. Others wait, for the write timeout at most.
   * 1 to 10,000. Default 16.
   */
  public LikeServiceBuilder maxConcurrentSums(int maxConcurrentSums) {
    this.maxConcurrentSums = maxConcurrentSums;
    return this;
  }

  /**
   * Sets how many events are kept for a log that is down. Of older ones the newest of each cell is
   * kept, of as many cells again, since counts need no other; beyond that the oldest is lost. With
   * {@link Counting#INLINE}, of how many cells the newest count is kept for a CounterStore that is
   * down; beyond it that of another cell is lost. 0 to 10,000,000. Default 10,000.
   */
  public LikeServiceBuilder maxPendingEvents(int maxPendingEvents) {
    this.maxPendingEvents = maxPendingEvents;
    return this;
  }

  /**
   * Sets the time between tries to publish events, or to merge counts, that failed. 1 ms to 1 h.
   * Default 1 s.
   */
  public LikeServiceBuilder eventRetry(Duration eventRetry) {
    this.eventRetry = Arguments.present("eventRetry", eventRetry);
    return this;
  }

  /**
   * Builds the service and starts its background work.
   *
   * @throws IllegalArgumentException if something is missing or out of range, or the LikeStore does
   *     not tell its limits; the message names every problem with its value
   */
  public LikeService build() {
    List<String> problems = new ArrayList<>();
    Counting chosen = counting != null ? counting : defaultCounting();
    checkParts(problems, chosen);
    checkRanges(problems);
    CellLimits limits = null;
    RuntimeException cause = null;
    try {
      // Before anything is started that would have to be stopped again.
      limits = likeStore == null ? null : Arguments.present("the answer", likeStore.limits());
    } catch (RuntimeException e) {
      cause = e;
      problems.add("likeStore.limits() failed: " + e);
    }
    if (!problems.isEmpty() || likeStore == null || limits == null) {
      throw new IllegalArgumentException(String.join("; ", problems), cause);
    }
    LikeServiceConfig config =
        new LikeServiceConfig(
            chosen,
            writeTimeout,
            countFreshness,
            hotLikesPerMinute,
            coolDown,
            maxCachedCells,
            maxRememberedRows,
            maxConcurrentSums,
            maxPendingEvents,
            eventRetry);
    return CoreLikeService.start(
        new CoreParts(
            config,
            likeStore,
            limits,
            userLikeStore,
            counterStore,
            eventSink,
            uniqueLikers,
            admission,
            GuardedListener.guard(listener),
            time,
            random,
            executor));
  }

  private void checkParts(List<String> problems, Counting chosen) {
    if (likeStore == null) {
      problems.add("likeStore is required");
    }
    if (chosen != Counting.EXACT && counterStore == null) {
      problems.add("counting " + chosen + " needs a counterStore");
    }
    if (chosen == Counting.EXACT && counterStore != null) {
      problems.add("counting EXACT does not use the counterStore");
    }
    if (chosen == Counting.ASYNC && eventSink == null) {
      problems.add("counting ASYNC needs an eventSink");
    }
    if (chosen != Counting.ASYNC && eventSink != null) {
      problems.add("counting " + chosen + " does not use the eventSink");
    }
  }

  private void checkRanges(List<String> problems) {
    Duration hour = Duration.ofHours(1);
    checkRange(problems, "writeTimeout", writeTimeout, hour);
    checkRange(problems, "countFreshness", countFreshness, hour);
    checkRange(problems, "coolDown", coolDown, Duration.ofHours(24));
    checkRange(problems, "eventRetry", eventRetry, hour);
    checkRange(problems, "hotLikesPerMinute", hotLikesPerMinute, 2, 1_000_000_000);
    checkRange(problems, "maxCachedCells", maxCachedCells, 2_000, 100_000_000);
    checkRange(problems, "maxRememberedRows", maxRememberedRows, 0, 100_000_000);
    checkRange(problems, "maxConcurrentSums", maxConcurrentSums, 1, 10_000);
    checkRange(problems, "maxPendingEvents", maxPendingEvents, 0, 10_000_000);
  }

  private Counting defaultCounting() {
    if (counterStore == null) {
      return Counting.EXACT;
    }
    return eventSink == null ? Counting.INLINE : Counting.ASYNC;
  }

  private static void checkRange(List<String> problems, String name, Duration value, Duration max) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(max) > 0) {
      problems.add(name + " must be " + Duration.ofMillis(1) + " to " + max + ", but is " + value);
    }
  }

  private static void checkRange(List<String> problems, String name, int value, int min, int max) {
    if (value < min || value > max) {
      problems.add(name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
