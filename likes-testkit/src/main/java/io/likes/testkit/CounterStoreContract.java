package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules C of {@code docs/guarantees.md}: what a {@link CounterStore} must do. A backend extends
 * this class with a factory and its capabilities. All ids are random, so nothing need be deleted
 * between tests or runs. {@link LikeStoreContract} names the system properties that scale it.
 */
public abstract class CounterStoreContract {
  private static final int CHILDREN = 16;

  /** Backends may keep times in whole seconds. */
  private static final long RESOLUTION_MILLIS = 1000;

  private CounterStore store;
  private CounterStore other;
  private ContentId content;
  private CellId root;

  /** For subclasses. */
  protected CounterStoreContract() {}

  /**
   * Returns a client of the storage that all tests share; called more than once in a test. It may
   * be the same one each time.
   */
  protected abstract CounterStore open();

  /**
   * Returns what this backend offers, of {@link Capability#DRIVEN_CLOCK}, {@link
   * Capability#REAL_CLOCK} and {@link Capability#EXCLUSIVE_LEASE}.
   */
  protected abstract Set<Capability> capabilities();

  /** Returns the time to live that the store was built with; a minute or more. */
  protected abstract Duration timeToLive();

  /**
   * Moves the clock of the store, or makes all that it holds older. Called only with {@link
   * Capability#DRIVEN_CLOCK}.
   */
  protected void advance(Duration duration) {
    throw new UnsupportedOperationException(
        "needed for " + Capability.DRIVEN_CLOCK + ", by " + duration);
  }

  /**
   * Returns how long copies live in the store of {@link #openShortLived}: long enough that a few
   * dozen calls and the resolution of the store's clock do not matter.
   */
  protected Duration shortTimeToLive() {
    return Duration.ofSeconds(5);
  }

  /**
   * Returns a client of a storage, that of {@link #open} or another, whose copies live for {@link
   * #shortTimeToLive}. Called only with {@link Capability#REAL_CLOCK}.
   */
  protected CounterStore openShortLived() {
    throw new UnsupportedOperationException("needed for " + Capability.REAL_CLOCK);
  }

  /**
   * Returns a client whose storage cannot be reached: it fails soon, as it does when the servers
   * are gone. Without one the rule of it is reported as skipped.
   */
  protected Optional<CounterStore> openUnreachable() {
    return Optional.empty();
  }

  @BeforeEach
  void openStore() {
    store = open();
    other = open();
    content = Ids.content();
    root = CellId.root(content);
  }

  @Nested
  @DisplayName("Merging")
  class Merging {
    @Test
    @DisplayName("C1 a merged header is read as it was written")
    void merged() {
      List<CellHeader> headers =
          List.of(
              new CellHeader(root, 5, 3, 0, 0),
              new CellHeader(CellId.root(Ids.content()), 7, 2, 64, 0),
              new CellHeader(CellId.root(Ids.content()).child(1023), 9, 9, 0, 1024),
              new CellHeader(
                  CellId.root(Ids.content()).child(0).child(15), (1L << 56) - 1, 1L << 40, 0, 16),
              new CellHeader(CellId.root(Ids.content()).child(3), 4, 0, 1024, 16));
      for (CellHeader header : headers) {
        store.merge(List.of(header));
        assertThat(cells(other, header.cell().content())).containsExactly(header);
      }
    }

    @Test
    @DisplayName("C2 the header with the higher seq stays, whichever comes first")
    void higherSeqStays() {
      store.merge(List.of(header(root, 5, 5)));
      store.merge(List.of(header(root, 7, 3)));
      assertThat(cells(other, content)).containsExactly(header(root, 7, 3));
      store.merge(List.of(header(root, 6, 6)));
      store.merge(List.of(header(root, 1, 1)));
      assertThat(cells(other, content)).containsExactly(header(root, 7, 3));
      store.merge(List.of(header(root, 9, 5), header(root, 11, 7), header(root, 10, 8)));
      assertThat(cells(other, content)).containsExactly(header(root, 11, 7));
      store.merge(List.of(header(root, 1L << 53, 4), header(root, (1L << 53) + 1, 5)));
      store.merge(List.of(header(root, 1L << 53, 4)));
      assertThat(cells(other, content)).containsExactly(header(root, (1L << 53) + 1, 5));
    }

    @Test
    @DisplayName("C3 merging a header again changes nothing")
    void mergedAgain() {
      for (int i = 0; i < 3; i++) {
        store.merge(List.of(header(root, 5, 3)));
        other.merge(List.of(header(root, 5, 3), header(root, 5, 3)));
        assertThat(cells(store, content)).containsExactly(header(root, 5, 3));
      }
      store.merge(List.of());
      assertThat(cells(store, content)).containsExactly(header(root, 5, 3));
    }

    @Test
    @DisplayName("C4 cells do not touch each other")
    void cellsAreApart() {
      ContentId elsewhere = Ids.content();
      List<CellHeader> headers =
          List.of(
              new CellHeader(root, 50, 3, 16, 0),
              new CellHeader(root.child(1), 40, 4, 16, 16),
              new CellHeader(root.child(10), 30, 5, 0, 16),
              new CellHeader(root.child(1).child(0), 20, 6, 0, 16),
              new CellHeader(root.child(1).child(10), 10, 7, 0, 16));
      store.merge(headers);
      store.merge(List.of(header(CellId.root(elsewhere), 1, 1)));
      assertThat(cells(other, content)).containsExactlyInAnyOrderElementsOf(headers);
      assertThat(cells(other, elsewhere)).containsExactly(header(CellId.root(elsewhere), 1, 1));
    }

    @Test
    @DisplayName("C5 a read answers for each content asked, with NONE if nothing is known")
    void eachContentAsked() {
      List<ContentId> asked = IntStream.range(0, 100).mapToObj(i -> Ids.content()).toList();
      for (int i = 0; i < asked.size(); i += 2) {
        store.merge(List.of(header(CellId.root(asked.get(i)), i + 1, i)));
      }
      Map<ContentId, StoredCount> counts = other.read(asked);
      assertThat(counts).containsOnlyKeys(asked);
      for (int i = 0; i < asked.size(); i++) {
        if (i % 2 == 0) {
          assertThat(Check.answer(counts, asked.get(i)).cells())
              .containsExactly(header(CellId.root(asked.get(i)), i + 1, i));
        } else {
          assertThat(counts.get(asked.get(i))).isEqualTo(StoredCount.NONE);
        }
      }
      assertThat(store.read(List.of())).isEmpty();
      assertThat(store.read(List.of(content, content))).containsOnlyKeys(content);
    }
  }

  @Nested
  @DisplayName("Summing")
  class Summing {
    @Test
    @DisplayName("C6 a sum makes the content complete, untouched cells included")
    void complete() {
      ContentId untouched = Ids.content();
      List<CellHeader> sum = closedWithChildren(9, 4);
      List<CellHeader> both = new ArrayList<>(sum);
      both.add(CellHeader.untouched(CellId.root(untouched)));
      store.sum(both);

      assertThat(cells(other, content)).containsExactlyInAnyOrderElementsOf(sum);
      assertThat(read(other, content).complete()).isTrue();
      assertThat(cells(other, untouched))
          .containsExactly(CellHeader.untouched(CellId.root(untouched)));
      assertThat(read(other, untouched).complete()).isTrue();
    }

    @Test
    @DisplayName("C7 a sum does not set back a cell that was merged with a higher seq")
    void notSetBack() {
      store.merge(List.of(header(root, 5, 5)));
      store.sum(List.of(header(root, 4, 4)));
      assertThat(cells(other, content)).containsExactly(header(root, 5, 5));
      store.sum(List.of(header(root, 6, 4)));
      assertThat(cells(other, content)).containsExactly(header(root, 6, 4));
      store.sum(List.of(CellHeader.untouched(root)));
      assertThat(cells(other, content)).containsExactly(header(root, 6, 4));
    }

    @Test
    @DisplayName("C8 a count that lacks a cell or was never summed is not complete")
    void incomplete() {
      store.sum(List.of(header(root, 8, 4)));
      assertThat(read(other, content).complete()).isTrue();
      store.merge(List.of(new CellHeader(root, 9, 4, CHILDREN, 0)));
      assertThat(read(other, content).age()).as("age since the sum").isNotNull();
      assertThat(read(other, content).complete()).as("complete without children").isFalse();
      store.sum(closedWithChildren(9, 4));
      assertThat(read(other, content).complete()).isTrue();
      store.merge(List.of(new CellHeader(root.child(3), 33, 2, 64, CHILDREN)));
      assertThat(read(other, content).complete()).isFalse();

      CellId merged = CellId.root(Ids.content());
      store.merge(List.of(header(merged, 1, 1)));
      assertThat(read(other, merged.content()).complete())
          .as("complete, of merges alone")
          .isFalse();

      CellId old = CellId.root(Ids.content());
      store.sum(List.of(header(old, 4, 4)));
      assertThat(read(other, old.content()).complete()).isTrue();
      store.merge(List.of(new CellHeader(old.child(3), 1, 1, 0, CHILDREN)));
      assertThat(read(other, old.content()).complete())
          .as("complete with a child of a cell that is known as open")
          .isFalse();
    }
  }

  @Nested
  @DisplayName("Races")
  class Races {
    @Test
    @DisplayName(
        "C9 after racing, reordered and repeated merges the highest seq is what stays, whole")
    void highestSeqStays() {
      int rounds = Math.min(20, Scale.operationsPerThread());
      List<CellId> cells =
          IntStream.range(0, rounds).mapToObj(i -> CellId.root(Ids.content())).toList();
      List<Long> newest =
          Race.rounds(
                  rounds,
                  Scale.threads(),
                  (round, thread) -> {
                    long seq = 1 + (thread * 7L + round) % Scale.threads();
                    client(thread).merge(List.of(header(cells.get(round), seq, 1)));
                    return seq;
                  })
              .stream()
              .map(Collections::max)
              .toList();
      for (int round = 0; round < rounds; round++) {
        assertThat(cells(other, cells.get(round).content()))
            .containsExactly(header(cells.get(round), newest.get(round), 1));
      }
      for (int round = 0; round < 5; round++) {
        CellId cell = CellId.root(Ids.content());
        int last = Math.max(2, Scale.operationsPerThread() / 4);
        List<CellHeader> headers =
            IntStream.rangeClosed(1, last).mapToObj(seq -> step(cell, seq, last)).toList();
        Race.run(
            Scale.threads(),
            thread -> {
              List<CellHeader> shuffled = new ArrayList<>(headers);
              Collections.shuffle(shuffled, new Random(thread));
              for (CellHeader header : shuffled) {
                client(thread).merge(List.of(header));
                CellHeader seen = cells(client(thread + 1), cell.content()).get(0);
                assertThat(seen).as("header, whole").isEqualTo(step(cell, seen.seq(), last));
              }
              return thread;
            });
        assertThat(cells(other, cell.content())).containsExactly(headers.get(last - 1));
      }
    }

    @Test
    @DisplayName("C10 a read that starts after a completed merge or sum sees it or something newer")
    void readsSeeMerges() {
      CellId cell = root;
      Race.run(
          Scale.threads(),
          thread -> {
            for (int i = 1; i <= Scale.operationsPerThread(); i++) {
              long seq = (long) i * Scale.threads() + thread;
              List<CellHeader> headers = List.of(header(cell, seq, 1));
              if (i % 5 == 0) {
                client(thread).sum(headers);
              } else {
                client(thread).merge(headers);
              }
              assertThat(cells(client(thread + 1), content).get(0).seq())
                  .as("seq read after a merge")
                  .isGreaterThanOrEqualTo(seq);
            }
            return thread;
          });
    }
  }

  @Nested
  @DisplayName("Time to live")
  class TimeToLive {
    @BeforeEach
    void clock() {
      Capability.DRIVEN_CLOCK.assumeIn(capabilities());
    }

    @Test
    @DisplayName("C11 a copy expires its time to live after the first merge; no merge extends it")
    void mergeDoesNotExtend() {
      store.merge(List.of(header(root, 1, 1)));
      advanceBy(0.5);
      store.merge(List.of(header(root, 2, 2)));
      advanceBy(0.4);
      store.merge(List.of(header(root, 2, 2), header(root, 3, 3)));
      assertThat(cells(other, content)).containsExactly(header(root, 3, 3));
      advanceBy(0.2);
      assertThat(cells(other, content)).isEmpty();
    }

    @Test
    @DisplayName("C11 no merge extends the time to live of a summed cell")
    void mergeDoesNotExtendSum() {
      store.sum(List.of(header(root, 1, 1)));
      advanceBy(0.9);
      store.merge(List.of(header(root, 2, 2)));
      assertThat(cells(other, content)).containsExactly(header(root, 2, 2));
      advanceBy(0.2);
      assertThat(cells(other, content)).isEmpty();
    }

    @Test
    @DisplayName(
        "C12 a sum that brings the seq or a higher one starts the time to live anew; one with a lower seq does not")
    void sumExtends() {
      store.merge(List.of(header(root, 5, 5)));
      advanceBy(0.7);
      store.sum(List.of(header(root, 5, 5)));
      advanceBy(0.7);
      assertThat(cells(other, content)).containsExactly(header(root, 5, 5));
      store.sum(List.of(header(root, 6, 6)));
      advanceBy(0.7);
      assertThat(cells(other, content)).containsExactly(header(root, 6, 6));
      store.sum(List.of(header(root, 4, 4)));
      advanceBy(0.4);
      assertThat(cells(other, content)).isEmpty();
    }

    @Test
    @DisplayName("C13 an expired copy is unknown, never zero")
    void expiredIsUnknown() {
      store.sum(closedWithChildren(9, 4));
      CellHeader newer = new CellHeader(root.child(3), 8, 8, 0, CHILDREN);
      advanceBy(0.6);
      store.merge(List.of(newer));
      ContentId merged = Ids.content();
      store.merge(List.of(header(CellId.root(merged), 1, 1)));
      advanceBy(0.6);
      assertThat(read(other, content)).isEqualTo(StoredCount.NONE);
      assertThat(cells(other, merged)).hasSize(1);
      store.merge(List.of(newer));
      assertThat(cells(other, content)).containsExactly(newer);
      assertThat(read(other, content).complete()).isFalse();
    }

    @Test
    @DisplayName("C14 an expired copy can be written again, with the same seq and with a lower one")
    void writtenAgain() {
      for (boolean sum : new boolean[] {false, true, true, false}) {
        List<CellHeader> headers = List.of(header(root, 5, 3));
        if (sum) {
          store.sum(headers);
        } else {
          store.merge(headers);
        }
        assertThat(cells(other, content)).isEqualTo(headers);
        advanceBy(1.1);
        assertThat(cells(other, content)).isEmpty();
      }
      for (CellHeader header :
          List.of(header(root, 5, 4), header(root, 4, 4), header(root, 5, 2), header(root, 1, 1))) {
        store.merge(List.of(header));
        assertThat(cells(other, content)).containsExactly(header);
        advanceBy(1.1);
      }
    }

    @Test
    @DisplayName(
        "C22 a sum that brings the seq of a copy and another header replaces the copy; a merge does not")
    void sumReplaces() {
      store.merge(List.of(header(root, 5, 5)));
      // Down and up: a store that keeps the larger of two values would pass one of them.
      for (long total : new long[] {3, 4, 1, 5}) {
        store.sum(List.of(header(root, 5, total)));
        assertThat(cells(other, content)).containsExactly(header(root, 5, total));
        store.merge(List.of(header(root, 5, 2)));
        assertThat(cells(other, content)).containsExactly(header(root, 5, total));
        advanceBy(0.6);
      }
      store.merge(List.of(header(root, 6, 4)));
      store.sum(List.of(header(root, 5, 1)));
      assertThat(cells(other, content)).containsExactly(header(root, 6, 4));
    }

    @Test
    @DisplayName("C23 after racing merges of an expired copy the highest seq is what stays")
    void highestSeqBeginsAnew() {
      int rounds = Math.min(20, Scale.operationsPerThread());
      List<CellId> cells =
          IntStream.range(0, rounds).mapToObj(i -> CellId.root(Ids.content())).toList();
      long old = 1L + Scale.threads() / 2;
      cells.forEach(cell -> store.merge(List.of(header(cell, old, old))));
      advanceBy(1.1);
      List<List<Long>> seqs =
          Race.rounds(
              rounds,
              Scale.threads(),
              (round, thread) -> {
                long seq = 1 + (thread * 7L + round) % Scale.threads();
                client(thread).merge(List.of(header(cells.get(round), seq, seq)));
                return seq;
              });
      for (int round = 0; round < rounds; round++) {
        long newest = Collections.max(seqs.get(round));
        assertThat(cells(other, cells.get(round).content()))
            .containsExactly(header(cells.get(round), newest, newest));
      }
    }

    @Test
    @DisplayName(
        "C15 the age runs from the last sum, and there is none if a merge began a copy after it; the time to live is that of the first cell to expire")
    void age() {
      store.merge(List.of(header(root, 1, 1)));
      advanceBy(0.3);
      store.merge(List.of(header(root, 2, 2)));
      assertAge(null, 0.7);
      store.sum(List.of(header(root, 2, 2)));
      assertAge(0.0, 1);
      advanceBy(0.4);
      store.merge(List.of(header(root, 3, 3)));
      assertAge(0.4, 0.6);
      store.merge(List.of(new CellHeader(root.child(1), 1, 1, 0, CHILDREN)));
      advanceBy(0.1);
      assertAge(null, 0.5);
      store.sum(closedWithChildren(9, 4));
      advanceBy(0.3);
      store.merge(List.of(new CellHeader(root, 10, 3, CHILDREN, 0)));
      assertAge(0.3, 0.7);
      advanceBy(0.8);
      store.merge(List.of(header(root, 3, 3)));
      assertAge(null, 1);
    }

    @Test
    @DisplayName("C15 a sum that is behind a copy is no age of the copy that follows")
    void ageBehindSum() {
      store.merge(List.of(header(root, 7, 7)));
      advanceBy(0.6);
      store.sum(List.of(header(root, 5, 5)));
      advanceBy(0.3);
      assertAge(0.3, 0.1);
      advanceBy(0.2);
      store.merge(List.of(header(root, 6, 6)));
      assertAge(null, 1);
    }

    @Test
    @DisplayName("C15 a merge into a copy that lives leaves the age, however soon after the sum")
    void mergedAtOnce() {
      for (int i = 0; i < 50; i++) {
        CellId cell = CellId.root(Ids.content());
        store.sum(List.of(header(cell, 1, 1)));
        store.merge(List.of(header(cell, 2, 2)));
        assertThat(read(other, cell.content()).age()).as("age since the sum").isNotNull();
      }
    }

    @Test
    @DisplayName("C15 a sum of many cells gives all of them one age")
    void ageOfManyCells() {
      store.merge(List.of(header(root, 1, 1)));
      List<CellHeader> sum = new ArrayList<>();
      sum.add(new CellHeader(root, 9, 4, CellId.MAX_CHILDREN, 0));
      for (int i = 0; i < CellId.MAX_CHILDREN; i++) {
        sum.add(new CellHeader(root.child(i), 1, 1, 0, CellId.MAX_CHILDREN));
      }
      store.sum(sum);
      advanceBy(0.2);
      store.merge(List.of(new CellHeader(root.child(7), 2, 2, 0, CellId.MAX_CHILDREN)));
      assertAge(0.2, 0.8);
      assertThat(read(other, content).complete()).isTrue();
    }

    private void assertAge(@Nullable Double age, double left) {
      StoredCount count = read(other, content);
      Duration told = count.age();
      if (age == null || told == null) {
        assertThat(told).as("age, where there is none").isNull();
        assertThat(age).as("age, in times to live, that was not told").isNull();
      } else {
        assertThat(told.toMillis())
            .as("age in ms")
            .isCloseTo(share(age).toMillis(), within(RESOLUTION_MILLIS));
      }
      assertThat(count.timeToLive().toMillis())
          .as("time to live in ms")
          .isCloseTo(share(left).toMillis(), within(RESOLUTION_MILLIS));
    }
  }

  @Nested
  @DisplayName("Real time")
  class RealTime {
    /** Between two looks, so that a server has more to do than to answer this test. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final Duration life = shortTimeToLive();
    private long start;
    // Left alone; summed all the time; met by older sums all the time. That of root is merged.
    private final CellHeader left = header(CellId.root(Ids.content()), 1, 1);
    private final CellHeader summed = header(CellId.root(Ids.content()), 1, 1);
    private final CellHeader overtaken = header(CellId.root(Ids.content()), 5, 5);

    @Test
    @DisplayName(
        "C21 on a clock that no test drives, a copy expires although it is merged, lives while it is summed, and can be written again")
    void expires() {
      Capability.REAL_CLOCK.assumeIn(capabilities());
      CounterStore aging = openShortLived();
      // Not before: to open may mean to start a server.
      start = System.nanoTime();
      aging.merge(List.of(left, overtaken, header(root, 1, 1)));
      aging.sum(List.of(summed));
      boolean leased = aging.tryLease(content, life);
      awaitExpiry(aging);
      for (CellHeader again : List.of(left, header(root, 1, 1))) {
        aging.merge(List.of(again));
        assertThat(cells(aging, again.cell().content())).containsExactly(again);
      }
      assertThat(leased).as("first lease").isTrue();
      while (!aging.tryLease(content, life)) {
        pause();
      }
    }

    private void awaitExpiry(CounterStore aging) {
      boolean expired = false;
      for (int seq = 2; !expired; seq++) {
        assertThat(known(aging, summed)).as("known, since it is summed").isTrue();
        boolean merged = !read(aging, content).equals(StoredCount.NONE);
        boolean stale = known(aging, overtaken);
        expired = !known(aging, left) && !stale && !merged;
        if (read(aging, content).timeToLive().compareTo(life.dividedBy(5)) > 0) {
          // Not at the end of its life: behind it, a merge would begin another one.
          aging.merge(List.of(header(root, seq, 1)));
        }
        aging.sum(List.of(header(overtaken.cell(), 4, 4)));
        aging.sum(List.of(summed));
        pause();
      }
      assertThat(known(aging, summed)).as("known, since it was summed").isTrue();
    }

    /** Returns whether the copy is the one that was written at the start. */
    private boolean known(CounterStore aging, CellHeader header) {
      boolean known = cells(aging, header.cell().content()).contains(header);
      assertThat(known || elapsedShare() > 0.7).as("expired too early: %s", header).isTrue();
      return known;
    }

    private void pause() {
      assertThat(elapsedShare()).as("time that passed, in times to live").isLessThan(1.75);
      LockSupport.parkNanos(PAUSE_NANOS);
    }

    private double elapsedShare() {
      return (double) (System.nanoTime() - start) / life.toNanos();
    }
  }

  @Nested
  @DisplayName("Failures")
  class Failures {
    @Test
    @DisplayName("C20 a client that cannot reach its storage fails each call and says so")
    void unreachable() {
      CounterStore unreachable = Unreachable.orSkip(openUnreachable());
      List<CellHeader> headers = List.of(header(root, 1, 1));
      Unreachable.assertFails("merge", () -> unreachable.merge(headers));
      Unreachable.assertFails("sum", () -> unreachable.sum(headers));
      Unreachable.assertFails("read", () -> unreachable.read(List.of(content)));
      Unreachable.assertFails(
          "tryLease", () -> unreachable.tryLease(content, Duration.ofMinutes(1)));
    }
  }

  @Nested
  @DisplayName("Leases")
  class Leases {
    private final Duration length = Duration.ofMinutes(1);

    @Test
    @DisplayName("C16 a lease that nobody asked for before is given")
    void given() {
      assertThat(store.tryLease(content, length)).isTrue();
      assertThat(other.tryLease(Ids.content(), length)).isTrue();
    }

    @Test
    @DisplayName("C17 a lease is given to one asker")
    void exclusive() {
      Capability.EXCLUSIVE_LEASE.assumeIn(capabilities());
      List<List<Boolean>> given =
          Race.rounds(
              20,
              Scale.threads(),
              (round, thread) ->
                  client(thread).tryLease(ContentId.of(content.value() + round), length));
      assertThat(given)
          .allSatisfy(
              answers -> assertThat(answers).as("leases of one content").containsOnlyOnce(true));
    }

    @Test
    @DisplayName("C17 a lease is given again after its length has passed")
    void givenAgain() {
      Capability.EXCLUSIVE_LEASE.assumeIn(capabilities());
      Capability.DRIVEN_CLOCK.assumeIn(capabilities());
      for (int i = 0; i < 3; i++) {
        assertThat(store.tryLease(content, length)).isTrue();
        advance(length.dividedBy(2));
        assertThat(other.tryLease(content, length)).isFalse();
        advance(length);
      }
    }
  }

  @Nested
  @DisplayName("Ids")
  class AwkwardIds {
    @Test
    @DisplayName("C18 ids of any kind stay distinct and come back as they went in")
    void contents() {
      List<ContentId> contents = Ids.randomAwkwardContents();
      Map<ContentId, List<CellHeader>> expected = new HashMap<>();
      for (ContentId each : contents) {
        CellId cell = CellId.root(each);
        List<CellHeader> headers =
            List.of(
                header(cell, expected.size() + 1, 1),
                new CellHeader(cell.child(5).child(12), 3, expected.size() % 3, 0, 16));
        store.merge(headers);
        expected.put(each, headers);
      }
      Map<ContentId, StoredCount> counts = other.read(contents);
      assertThat(counts).containsOnlyKeys(contents);
      expected.forEach(
          (each, headers) ->
              assertThat(Check.answer(counts, each).cells())
                  .as("cells of '%s'", each)
                  .containsExactlyInAnyOrderElementsOf(headers));
    }
  }

  @Nested
  @DisplayName("Histories")
  class Histories {
    @Test
    @DisplayName("C19 any sequence of calls answers as the sequential model does")
    void sequential() {
      Scale.eachHistory(this::history);
    }

    private void history(RandomGenerator random) {
      CellId one = CellId.root(Ids.content());
      List<CellId> cells =
          List.of(one, one.child(1), one.child(1).child(2), CellId.root(Ids.content()));
      Set<ContentId> contents = Set.of(one.content(), cells.get(3).content());
      SequentialCounterStore model = new SequentialCounterStore(timeToLive());
      boolean clock = capabilities().contains(Capability.DRIVEN_CLOCK);
      for (int step = 0; step < Scale.operationsPerHistory(); step++) {
        int choice = random.nextInt(8);
        if (choice == 0 && clock) {
          // Three of ten parts: no sum of them meets the end of a time to live.
          advanceBy(0.3);
          model.advance(share(0.3));
        } else if (choice < 3) {
          for (ContentId each : contents) {
            assertThat(new HashSet<>(cells(other, each)))
                .as("step %s: cells of %s", step, each)
                .isEqualTo(model.read(each));
          }
        } else {
          CellId cell = cells.get(random.nextInt(cells.size()));
          // A header older than one that has expired is not promised to be taken.
          long oldest =
              model.expired(cell) ? model.newest(cell) : Math.max(0, model.newest(cell) - 3);
          long seq = oldest + random.nextInt(6);
          List<CellHeader> headers = List.of(header(cell, seq, seq / 2));
          if (choice == 3) {
            store.sum(headers);
            model.sum(headers);
          } else {
            store.merge(headers);
            model.merge(headers);
          }
        }
      }
    }
  }

  private static CellHeader header(CellId cell, long seq, long total) {
    int siblings = cell.depth() == 0 || seq == 0 ? 0 : CHILDREN;
    return new CellHeader(cell, seq, total, 0, siblings);
  }

  /** The header of a cell that is closed half way; every field follows from the seq. */
  private static CellHeader step(CellId cell, long seq, int last) {
    return new CellHeader(cell, seq, seq * 31 % (seq + 1), seq > last / 2 ? 64 : 0, 0);
  }

  private List<CellHeader> closedWithChildren(long seq, long total) {
    List<CellHeader> headers = new ArrayList<>();
    headers.add(new CellHeader(root, seq, total, CHILDREN, 0));
    for (int i = 0; i < CHILDREN; i++) {
      headers.add(
          i % 2 == 0
              ? CellHeader.untouched(root.child(i))
              : new CellHeader(root.child(i), i, 1, 0, CHILDREN));
    }
    return headers;
  }

  private static StoredCount read(CounterStore store, ContentId content) {
    return Check.answer(store.read(List.of(content)), content);
  }

  private static List<CellHeader> cells(CounterStore store, ContentId content) {
    return read(store, content).cells();
  }

  private CounterStore client(int thread) {
    return thread % 2 == 0 ? store : other;
  }

  private Duration share(double share) {
    return Duration.ofMillis(Math.round(timeToLive().toMillis() * share));
  }

  private void advanceBy(double share) {
    advance(share(share));
  }
}
