package io.likes.core;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.Count.Freshness;
import io.likes.Counting;
import io.likes.LikeServiceConfig;
import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.TimeSource;
import io.likes.core.Content.Known;
import io.likes.core.SharedCounts.Shared;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads counts: from memory while they are fresh, then from the CounterStore, then from the cells,
 * and merges what the cells say back.
 *
 * <p>Concurrent misses of a content load it once. The count of a hot content is loaded again before
 * it grows too old, so that no reader waits. Thread-safe.
 */
final class CountReader {
  // Part of the freshness after which the count of a hot content is loaded again in the background.
  private static final double REFRESH_AHEAD = 0.6;
  // Part of the CounterStore's time to live in which one of the readers, drawn at random, sums
  // again.
  private static final double MAX_LEAD = 0.2;
  // Freshness below which the few milliseconds that a coarse time is ahead would matter.
  private static final long MIN_COARSE_NANOS = Duration.ofMillis(200).toNanos();
  private static final Duration LEASE = Duration.ofSeconds(10);
  // So many renewals may wait for a thread of the background, which does other work too.
  private static final int MAX_RENEWALS = 16;

  private final CellSums sums;
  private final @Nullable CounterStore counterStore;
  private final Contents contents;
  private final SharedCounts shared;
  private final LikesListener listener;
  private final TimeSource time;
  private final RandomGenerator random;
  private final Executor background;
  private final Semaphore sumPermits;
  private final Semaphore renewals = new Semaphore(MAX_RENEWALS);
  private final boolean exact;
  private final long freshNanos;
  private final long refreshNanos;
  private final long waitNanos;

  CountReader(
      CellSums sums,
      @Nullable CounterStore counterStore,
      Contents contents,
      LikeServiceConfig config,
      LikesListener listener,
      TimeSource time,
      RandomGenerator random,
      Executor background) {
    this.sums = sums;
    this.counterStore = counterStore;
    this.contents = contents;
    this.shared = contents.shared;
    this.listener = listener;
    this.time = time;
    this.random = random;
    this.background = background;
    this.sumPermits = new Semaphore(config.maxConcurrentSums());
    this.exact = config.counting() == Counting.EXACT;
    this.freshNanos = config.countFreshness().toNanos();
    this.refreshNanos = (long) (freshNanos * REFRESH_AHEAD);
    this.waitNanos = config.writeTimeout().toNanos();
  }

  /** Returns a count that is in memory and fresh, or null. */
  @Nullable Count fromMemory(ContentId id) {
    if (exact) {
      return null;
    }
    if (freshNanos < MIN_COARSE_NANOS) {
      // No two readers have the same exact time: there is nothing to share.
      return fromMemory(id, time.nanoTime());
    }
    long now = time.coarseNanoTime();
    Count told = shared.get(id, now);
    return told != null ? told : shareFromMemory(id, now);
  }

  private @Nullable Count shareFromMemory(ContentId id, long now) {
    Shared claim = shared.claim(id, now);
    // Behind the claim, also the look-up: another content may have taken the place of one that was
    // driven out.
    Count count = fromMemory(id, now);
    if (claim != null && count != null) {
      shared.share(claim, count);
    }
    return count;
  }

  private @Nullable Count fromMemory(ContentId id, long now) {
    Content content = contents.getIfPresent(id);
    return content == null ? null : fromMemory(content, now);
  }

  private @Nullable Count fromMemory(Content content, long now) {
    Known known = content.known();
    if (known == null) {
      return null;
    }
    long sinceLoad = now - known.loadedAt();
    if (sinceLoad >= freshNanos) {
      return null;
    }
    if (sinceLoad >= refreshNanos && !known.renewing() && content.heat.hot()) {
      content.known(new Known(known.loadedAt(), known.asOf(), true));
      background.execute(() -> load(List.of(content)));
    }
    return content.count(now, known, Freshness.FRESH);
  }

  /**
   * Returns the count behind an own change, that change included. Asks a backend only if the
   * content is closed and not known.
   *
   * @param header header behind the change
   * @param start monotonic time before the change was sent: the header may lack later ones
   * @return {@link Count#UNKNOWN} if nothing is known and no backend answers
   */
  Count afterChange(Content content, CellHeader header, long start) {
    long now = time.nanoTime();
    Known known = content.known();
    if (header.cell().depth() == 0 && !header.closed() && !content.root.header().closed()) {
      // The root is the whole content, and the store just told it. Renewed only now and then: the
      // write is shared by all threads.
      if (known == null || start - known.asOf() > freshNanos / 8) {
        known = new Known(start, start);
        content.known(known);
      }
      return content.count(now, known, Freshness.FRESH);
    }
    Count count = fromMemory(content, now);
    if (count == null) {
      load(List.of(content));
      count = lastKnown(content);
    }
    return count;
  }

  /**
   * Returns the counts of contents that are not in memory; {@link Count#UNKNOWN} where nothing is
   * known and no backend answers.
   */
  Map<ContentId, Count> read(Collection<ContentId> ids) {
    List<Content> wanted = ids.stream().map(contents::get).toList();
    load(wanted);
    Map<ContentId, Count> counts = new HashMap<>();
    for (Content content : wanted) {
      counts.put(content.id, lastKnown(content));
    }
    return counts;
  }

  private Count lastKnown(Content content) {
    Known known = content.known();
    if (known == null) {
      return Count.UNKNOWN;
    }
    long now = time.nanoTime();
    return content.count(
        now, known, now - known.loadedAt() < freshNanos ? Freshness.FRESH : Freshness.STALE);
  }

  /**
   * Sums a content from its cells again, and merges the sum into the CounterStore, in the
   * background.
   */
  void sumInBackground(Content content) {
    background.execute(
        () -> {
          try {
            sum(List.of(content));
          } catch (RuntimeException e) {
            listener.lost(Loss.MERGE, e);
          }
        });
  }

  /** Loads contents. Never throws: what failed is as known as before. */
  private void load(Collection<Content> wanted) {
    // Again only where another thread was interrupted while it loaded: that is not this one's end.
    for (Collection<Content> left = wanted; !left.isEmpty(); ) {
      left = loadOnce(left);
    }
  }

  /**
   * Loads contents that nobody loads yet, and waits for those that somebody does.
   *
   * @return those whose load somebody else gave up
   */
  private Collection<Content> loadOnce(Collection<Content> wanted) {
    Map<Content, CompletableFuture<Boolean>> own = new HashMap<>();
    Map<Content, CompletableFuture<Boolean>> others = new HashMap<>();
    for (Content content : wanted) {
      CompletableFuture<Boolean> load = new CompletableFuture<>();
      CompletableFuture<Boolean> running =
          exact ? null : content.loading.compareAndExchange(null, load);
      if (running == null) {
        own.put(content, load);
      } else {
        others.put(content, running);
      }
    }
    loadOwn(own);
    return others.isEmpty() ? List.of() : await(others);
  }

  private void loadOwn(Map<Content, CompletableFuture<Boolean>> own) {
    if (own.isEmpty()) {
      return;
    }
    boolean interrupted = false;
    try {
      List<Content> unknown = fromCounterStore(own.keySet());
      if (!unknown.isEmpty()) {
        sum(unknown);
      }
    } catch (RuntimeException e) {
      // The reader tells by the freshness of what it has.
      interrupted = Failures.interrupted(e);
      listener.lost(Loss.COUNT, e);
    } finally {
      for (Map.Entry<Content, CompletableFuture<Boolean>> load : own.entrySet()) {
        load.getKey().loading.compareAndSet(load.getValue(), null);
        load.getValue().complete(interrupted);
      }
    }
  }

  /** Takes what the CounterStore knows; returns the contents that it does not know. */
  private List<Content> fromCounterStore(Collection<Content> wanted) {
    if (counterStore == null) {
      return List.copyOf(wanted);
    }
    Map<ContentId, StoredCount> stored;
    long start = time.nanoTime();
    try {
      stored = Map.copyOf(counterStore.read(wanted.stream().map(content -> content.id).toList()));
    } catch (RuntimeException e) {
      listener.lost(Loss.COUNT, e);
      return List.copyOf(wanted);
    }
    List<Content> unknown = new ArrayList<>();
    List<Content> expiring = new ArrayList<>();
    for (Content content : wanted) {
      StoredCount count = stored.getOrDefault(content.id, StoredCount.NONE);
      Duration age = count.age();
      if (age == null || !count.complete()) {
        unknown.add(content);
        continue;
      }
      count.cells().stream()
          .sorted((a, b) -> Integer.compare(a.cell().depth(), b.cell().depth()))
          .forEach(content::merge);
      content.known(new Known(start, asOf(content, start - age.toNanos())));
      contents.reweigh(content);
      if (soonExpired(age, count.timeToLive())) {
        expiring.add(content);
      }
    }
    sumLeased(expiring);
    return unknown;
  }

  /** Returns the later of two times: cells that are known never get older. */
  private static long asOf(Content content, long read) {
    Known known = content.known();
    return known != null && known.asOf() - read > 0 ? known.asOf() : read;
  }

  private boolean soonExpired(Duration age, Duration timeToLive) {
    double whole = (double) age.toNanos() + timeToLive.toNanos();
    return timeToLive.toNanos() < whole * MAX_LEAD * random.nextDouble();
  }

  /**
   * Sums those contents again that nobody else does, together and in the background. If too many
   * wait for that already, a later reader does it.
   */
  private void sumLeased(List<Content> expiring) {
    CounterStore leases = counterStore;
    if (expiring.isEmpty() || leases == null || !renewals.tryAcquire()) {
      return;
    }
    background.execute(
        () -> {
          try {
            List<Content> leased =
                expiring.stream().filter(content -> leases.tryLease(content.id, LEASE)).toList();
            if (!leased.isEmpty()) {
              sum(leased);
            }
          } catch (RuntimeException e) {
            listener.lost(Loss.MERGE, e);
          } finally {
            renewals.release();
          }
        });
  }

  private void sum(Collection<Content> wanted) {
    List<CellHeader> headers;
    if (exact) {
      sums.read(wanted);
      return;
    }
    acquirePermit();
    try {
      headers = sums.read(wanted);
    } finally {
      sumPermits.release();
    }
    if (counterStore != null) {
      try {
        counterStore.sum(headers);
      } catch (RuntimeException e) {
        listener.lost(Loss.MERGE, e);
      }
    }
  }

  private void acquirePermit() {
    boolean acquired = false;
    try {
      // Without a wait first: that also lets through a thread that was interrupted before.
      acquired = sumPermits.tryAcquire() || sumPermits.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!acquired) {
      throw new BackendException(Effect.NOT_APPLIED, "too many contents are summed at once", null);
    }
  }

  /** Waits for loads of others; returns the contents whose load was given up by an interrupt. */
  private Collection<Content> await(Map<Content, CompletableFuture<Boolean>> loads) {
    try {
      CompletableFuture.allOf(loads.values().toArray(CompletableFuture<?>[]::new))
          .get(waitNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException | TimeoutException e) {
      listener.lost(Loss.COUNT, e);
      return List.of();
    }
    return loads.entrySet().stream()
        .filter(load -> load.getValue().join())
        .map(Map.Entry::getKey)
        .toList();
  }
}
