package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every call of one cell since it was untouched, and every answer, in any number of threads;
 * checked when all have ended. Since seq orders the changes of a cell, the one order that must
 * explain all answers is known and need not be searched. The recorder is thread-safe.
 */
final class CellHistory {
  private record Answer(
      Change change, ChangeResult result, CellHeader header, long completedBefore) {}

  private record Seen(CellHeader header, long completedBefore) {}

  private final CellId cell;
  private final int siblings;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicLong completed = new AtomicLong();

  CellHistory(CellId cell, int siblings) {
    this.cell = cell;
    this.siblings = siblings;
  }

  BatchResult apply(LikeStore store, List<Change> changes) {
    long before = completed.get();
    BatchResult result = LikeStoreContract.send(store, new CellBatch(cell, siblings, changes));
    assertThat(result.results()).as("results of %s", changes).hasSameSizeAs(changes);
    for (int i = 0; i < changes.size(); i++) {
      answers.add(new Answer(changes.get(i), result.results().get(i), result.header(), before));
    }
    see(result.header(), before);
    return result;
  }

  ChangeResult change(LikeStore store, UserId user, boolean liked) {
    return apply(store, List.of(LikeStoreContract.change(user, liked))).results().get(0);
  }

  CellHeader close(LikeStore store, int children) {
    long before = completed.get();
    CellHeader header = store.close(cell, siblings, children);
    see(header, before);
    return header;
  }

  void readHeader(LikeStore store) {
    long before = completed.get();
    see(LikeStoreContract.header(store, cell), before);
  }

  private void see(CellHeader header, long completedBefore) {
    seen.add(new Seen(header, completedBefore));
    completed.accumulateAndGet(header.seq(), Math::max);
  }

  long changed(boolean liked) {
    return answers.stream()
        .filter(a -> a.result().effect() == Effect.CHANGED && a.change().liked() == liked)
        .count();
  }

  /** The sums: what the answers add up to is what is stored. */
  void assertSums(StorageView.StoredCell stored) {
    assertThat(stored.total()).as("total in the header").isEqualTo(stored.users().size());
    assertThat(changed(true) - changed(false))
        .as("changed likes minus changed unlikes")
        .isEqualTo(stored.total());
    Set<UserId> users = new HashSet<>();
    order().values().forEach(change -> replay(users, change));
    assertThat(stored.users()).as("users with a row").isEqualTo(users);
  }

  /** Each seq belongs to one change or to the closing, and the changes of a pair alternate. */
  void assertVersions(StorageView.StoredCell stored) {
    NavigableMap<Long, Change> order = order();
    long closings = stored.children() == 0 ? 0 : 1;
    assertThat(order.size() + closings)
        .as("number of changes and closings, against seq")
        .isEqualTo(stored.seq());
    if (!order.isEmpty()) {
      assertThat(order.firstKey()).as("first seq").isPositive();
      assertThat(order.lastKey()).as("last seq").isLessThanOrEqualTo(stored.seq());
    }
    Set<UserId> users = new HashSet<>();
    order.forEach(
        (seq, change) ->
            assertThat(replay(users, change))
                .as("%s at seq %s changes the pair", change, seq)
                .isTrue());
  }

  /** Nothing that a call saw is older than what had completed before it began. */
  void assertNeverStale() {
    assertThat(seen)
        .allSatisfy(
            s ->
                assertThat(s.header().seq())
                    .as("seq seen, against seq known before")
                    .isGreaterThanOrEqualTo(s.completedBefore()));
  }

  /** Every header that was seen has the total of its seq. */
  void assertTotals() {
    NavigableMap<Long, Long> totals = new TreeMap<>(Map.of(0L, 0L));
    long total = 0;
    for (Map.Entry<Long, Change> change : order().entrySet()) {
      total += change.getValue().liked() ? 1 : -1;
      totals.put(change.getKey(), total);
    }
    for (Seen s : seen) {
      CellHeader header = s.header();
      assertThat(header.total())
          .as("total of %s", header)
          .isEqualTo(totals.floorEntry(header.seq()).getValue());
    }
  }

  /**
   * The closing has a seq of its own, the header was open before it and closed from it on, and no
   * like is behind it.
   */
  void assertClosedOnce() {
    NavigableMap<Long, Change> order = order();
    Set<Integer> children = new HashSet<>();
    long firstClosed = Long.MAX_VALUE;
    long lastOpen = 0;
    for (Seen s : seen) {
      if (s.header().closed()) {
        children.add(s.header().children());
        firstClosed = Math.min(firstClosed, s.header().seq());
      } else {
        lastOpen = Math.max(lastOpen, s.header().seq());
      }
    }
    assertThat(children).as("numbers of children seen").hasSize(1);
    long closing = firstClosed;
    while (order.containsKey(closing)) {
      closing--;
    }
    assertThat(closing)
        .as("seq of the closing, against the last one seen open")
        .isGreaterThan(lastOpen);
    order
        .tailMap(closing)
        .forEach(
            (seq, change) ->
                assertThat(change.liked()).as("like at seq %s of a closed cell", seq).isFalse());
  }

  /** The order by seq explains each answer that changed nothing. */
  void assertUnchangedExplained() {
    Map<UserId, NavigableMap<Long, Boolean>> pairs = new HashMap<>();
    order()
        .forEach(
            (seq, c) -> pairs.computeIfAbsent(c.user(), u -> new TreeMap<>()).put(seq, c.liked()));
    for (Answer answer : answers) {
      ChangeResult result = answer.result();
      NavigableMap<Long, Boolean> pair =
          pairs.getOrDefault(answer.change().user(), new TreeMap<>());
      // Not at the seq of the result: that of a row was true once, however long it is gone.
      long behind = answer.header().seq();
      Map.Entry<Long, Boolean> last = pair.floorEntry(behind);
      boolean liked = last != null && last.getValue();
      switch (result.effect()) {
        case CHANGED -> {}
        case UNCHANGED -> {
          assertThat(liked)
              .as("pair as wanted at the seq of the header of %s", answer)
              .isEqualTo(answer.change().liked());
          if (liked) {
            assertThat(result.seq()).as("seq of the row in %s", answer).isEqualTo(last.getKey());
          } else {
            assertThat(result.seq())
                .as("seq of the absence in %s", answer)
                .isBetween(last == null ? 0 : last.getKey(), behind)
                .isGreaterThanOrEqualTo(answer.completedBefore());
          }
        }
        case WRONG_PLACE ->
            assertThat(liked).as("pair there at the seq of the header of %s", answer).isFalse();
      }
    }
  }

  private NavigableMap<Long, Change> order() {
    NavigableMap<Long, Change> order = new TreeMap<>();
    for (Answer answer : answers) {
      if (answer.result().effect() == Effect.CHANGED) {
        Change other = order.put(answer.result().seq(), answer.change());
        assertThat(other).as("another change with the seq of %s", answer).isNull();
      }
    }
    return order;
  }

  private static boolean replay(Set<UserId> users, Change change) {
    return change.liked() ? users.add(change.user()) : users.remove(change.user());
  }
}
