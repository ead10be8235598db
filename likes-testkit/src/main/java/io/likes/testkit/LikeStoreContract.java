package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules L of {@code docs/guarantees.md}: what a {@link LikeStore} must do. A backend extends
 * this class with a factory, its capabilities and an independent look at its storage. All ids are
 * random, so nothing need be deleted between tests or runs.
 *
 * <p>System properties scale the concurrent tests: {@code likes.threads} (default 16), {@code
 * likes.operations} (2000), {@code likes.histories} (10); {@code likes.seed} replays the random
 * history whose failure named it: what threads do, not when.
 */
public abstract class LikeStoreContract {
  private static final int SIBLINGS = 16;
  private static final int CHILDREN = 16;
  private static final int READS = 20;
  private static final long TIME = 1_700_000_000_123L;
  private static final int MOST_TRIES = 100;
  private static final int MOST_CHANGES = 5000;
  private static final String FOREIGN_CURSOR = "\ud800 no cursor of any store";

  private LikeStore store;
  private LikeStore other;
  private StorageView storage;
  private CellId cell;
  private UserId user;

  /** For subclasses. */
  protected LikeStoreContract() {}

  /**
   * Returns a client of the storage that all tests share; called more than once in a test. It may
   * be the same one each time.
   */
  protected abstract LikeStore open();

  /** Returns the independent look at the storage that {@link #open} writes to. */
  protected abstract StorageView storage();

  /** Returns what this backend offers, of {@link Capability#UNRELIABLE_CLIENT}. */
  protected abstract Set<Capability> capabilities();

  /**
   * Returns a client of the storage of {@link #open} whose calls of {@link LikeStore#apply} now and
   * then end with a {@link BackendException}, before or after they did their work. Called only with
   * {@link Capability#UNRELIABLE_CLIENT}.
   */
  protected LikeStore openUnreliable() {
    throw new UnsupportedOperationException("needed for " + Capability.UNRELIABLE_CLIENT);
  }

  /**
   * Returns a client whose storage cannot be reached: it fails soon, as it does when the servers
   * are gone. Without one the rule of it is reported as skipped.
   */
  protected Optional<LikeStore> openUnreachable() {
    return Optional.empty();
  }

  @BeforeEach
  void openStore() {
    store = open();
    other = open();
    storage = storage();
    cell = CellId.root(Ids.content());
    user = Ids.user();
  }

  @Nested
  @DisplayName("One change")
  class OneChange {
    @Test
    @DisplayName(
        "L1 a like of a pair that is not there is changed, writes a row, raises seq and total by one")
    void likeOfAbsent() {
      for (int i = 1; i <= 3; i++) {
        UserId liker = Ids.user();
        BatchResult result = apply(cell, change(liker, true));

        assertThat(result.results()).containsExactly(new ChangeResult(Effect.CHANGED, i, TIME));
        assertThat(result.header()).isEqualTo(new CellHeader(cell, i, i, 0, 0));
        assertThat(result.contention()).isNotNegative();
        assertThat(storage.read(cell).users()).contains(liker).hasSize(i);
        assertStored(cell, result.header());
      }
    }

    @Test
    @DisplayName(
        "L2 a like of a pair that is there is unchanged, and answers with the seq and the time of the row")
    void likeOfPresent() {
      apply(cell, change(user, true));
      BatchResult last = apply(cell, change(Ids.user(), true));

      BatchResult again = apply(cell, new Change(user, true, TIME + 99, ContentType.of("other")));

      assertThat(again.results()).containsExactly(new ChangeResult(Effect.UNCHANGED, 1, TIME));
      assertThat(again.header()).isEqualTo(last.header());
      assertThat(row(cell, user)).isEqualTo(new LikeRow(user, 1, TIME, ContentType.UNSPECIFIED));
      assertStored(cell, last.header());
    }

    @Test
    @DisplayName(
        "L3 an unlike of a pair that is there is changed, removes the row, raises seq and lowers total by one")
    void unlikeOfPresent() {
      apply(cell, change(Ids.user(), true));
      apply(cell, change(user, true));

      BatchResult result = apply(cell, new Change(user, false, TIME + 99, ContentType.UNSPECIFIED));

      assertThat(result.results()).containsExactly(new ChangeResult(Effect.CHANGED, 3, TIME));
      assertThat(result.header()).isEqualTo(new CellHeader(cell, 3, 1, 0, 0));
      assertThat(row(cell, user)).isNull();
      assertThat(storage.read(cell).users()).doesNotContain(user).hasSize(1);
      assertStored(cell, result.header());
    }

    @Test
    @DisplayName(
        "L4 an unlike of a pair that is not there is unchanged, and answers with the seq of the header and its own time")
    void unlikeOfAbsent() {
      BatchResult untouched = apply(cell, change(user, false));
      assertThat(untouched.results()).containsExactly(new ChangeResult(Effect.UNCHANGED, 0, TIME));
      assertThat(untouched.header()).isEqualTo(CellHeader.untouched(cell));

      BatchResult liked = apply(cell, change(Ids.user(), true));
      BatchResult result = apply(cell, change(user, false));

      assertThat(result.results()).containsExactly(new ChangeResult(Effect.UNCHANGED, 1, TIME));
      assertThat(result.header()).isEqualTo(liked.header());
      assertStored(cell, liked.header());
    }
  }

  @Nested
  @DisplayName("Reads")
  class Reads {
    @Test
    @DisplayName("L5 a cell that was never written reads as untouched")
    void untouched() {
      for (CellId untouched : List.of(cell, cell.child(3), cell.child(3).child(1023))) {
        assertThat(header(store, untouched)).isEqualTo(CellHeader.untouched(untouched));
        assertThat(state(untouched, user))
            .isEqualTo(new PairState(null, CellHeader.untouched(untouched)));
        assertThat(store.rows(untouched, null, 10))
            .isEqualTo(new RowPage(CellHeader.untouched(untouched), List.of(), null));
        assertThat(storage.read(untouched)).isEqualTo(StorageView.StoredCell.UNTOUCHED);
      }
    }

    @Test
    @DisplayName("L6 headers and states are answered for each cell asked and nothing else")
    void eachCellAsked() {
      List<CellId> cells = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        CellId root = CellId.root(Ids.content());
        cells.addAll(List.of(root, root.child(i % SIBLINGS), root.child(i % SIBLINGS).child(7)));
      }
      for (int i = 0; i < cells.size(); i += 2) {
        apply(cells.get(i), change(i % 4 == 0 ? user : Ids.user(), true));
      }

      Map<CellId, CellHeader> headers = other.headers(cells);
      Map<CellId, PairState> states = other.states(user, cells);

      assertThat(headers).containsOnlyKeys(cells);
      assertThat(states).containsOnlyKeys(cells);
      for (int i = 0; i < cells.size(); i++) {
        CellId asked = cells.get(i);
        CellHeader expected =
            i % 2 == 0
                ? new CellHeader(asked, 1, 1, 0, siblings(asked))
                : CellHeader.untouched(asked);
        LikeRow row = i % 4 == 0 ? new LikeRow(user, 1, TIME, ContentType.UNSPECIFIED) : null;
        assertThat(headers.get(asked)).isEqualTo(expected);
        assertThat(states.get(asked)).isEqualTo(new PairState(row, expected));
      }
      assertThat(store.headers(List.of())).isEmpty();
      assertThat(store.states(user, List.of())).isEmpty();
      assertThat(store.headers(List.of(cell, cell))).containsOnlyKeys(cell);
    }

    @Test
    @DisplayName("L6 a root and as many children as it may have are answered in one call")
    void manyCells() {
      List<CellId> cells = new ArrayList<>(List.of(cell));
      IntStream.range(0, CellId.MAX_CHILDREN).mapToObj(cell::child).forEach(cells::add);
      CellId last = cells.get(CellId.MAX_CHILDREN);
      store.close(cell, 0, CellId.MAX_CHILDREN);
      send(store, new CellBatch(last, CellId.MAX_CHILDREN, List.of(change(user, true))));

      Map<CellId, CellHeader> expected = byCell(cells, CellHeader::untouched);
      expected.put(cell, new CellHeader(cell, 1, 0, CellId.MAX_CHILDREN, 0));
      expected.put(last, new CellHeader(last, 1, 1, 0, CellId.MAX_CHILDREN));
      assertThat(other.headers(cells)).isEqualTo(expected);
      assertThat(other.states(user, cells)).hasSameSizeAs(cells);
      assertThat(Check.answer(other.states(user, cells), last).row()).isNotNull();
    }

    @Test
    @DisplayName("L7 a row keeps the user, seq, time and content type of the change that made it")
    void rowKeepsChange() {
      List<LikeRow> expected = new ArrayList<>();
      long[] times = {0, 1, TIME, 253_402_300_799_999L};
      for (ContentType type : Ids.awkwardTypes()) {
        UserId liker = Ids.user();
        long time = times[expected.size() % times.length];
        apply(cell, new Change(liker, true, time, type));
        expected.add(new LikeRow(liker, expected.size() + 1, time, type));
      }

      assertThat(allRows(other, cell, 100)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(expected).allSatisfy(row -> assertThat(row(cell, row.user())).isEqualTo(row));
    }

    @Test
    @DisplayName("L8 a read that starts after a completed change sees it or something newer")
    void readsSeeWrites() {
      for (int i = 1; i <= 20; i++) {
        UserId liker = Ids.user();
        apply(cell, change(liker, true));
        assertThat(header(other, cell).seq()).isEqualTo(2L * i - 1);
        assertThat(state(other, cell, liker).row()).isNotNull();
        assertThat(allRows(other, cell, 100)).extracting(LikeRow::user).contains(liker);
        apply(cell, change(liker, false));
        assertThat(header(other, cell).seq()).isEqualTo(2L * i);
        assertThat(state(other, cell, liker).row()).isNull();
        assertThat(allRows(other, cell, 100)).extracting(LikeRow::user).doesNotContain(liker);
      }
      CellHistory history = new CellHistory(cell.child(0), SIBLINGS);
      Race.underFire(
          Math.max(1, Scale.threads() / 2),
          thread -> storm(history, client(thread), Ids.users(2)),
          Math.max(1, Scale.threads() / 2),
          READS,
          () -> history.readHeader(other));
      history.assertNeverStale();
    }

    @Test
    @DisplayName("L9 a state's row and header are of one instant")
    void stateOfOneInstant() {
      Race.underFire(
          1,
          thread -> storm(new CellHistory(cell, 0), store, List.of(user)),
          Math.min(4, Scale.threads()),
          READS,
          () -> {
            PairState state = state(other, cell, user);
            long rows = state.row() == null ? 0 : 1;
            assertThat(state.header().total())
                .as("total of the only pair's cell, %s", state)
                .isEqualTo(rows);
            if (state.row() != null) {
              assertThat(state.row().seq())
                  .as("seq of the only row, %s", state)
                  .isEqualTo(state.header().seq());
            }
          });
    }

    @Test
    @DisplayName("L10 cells do not touch each other")
    void cellsAreApart() {
      CellId elsewhere = CellId.root(Ids.content());
      List<CellId> cells =
          List.of(
              cell,
              cell.child(0),
              cell.child(1),
              cell.child(10),
              cell.child(1).child(0),
              cell.child(0).child(1),
              elsewhere,
              elsewhere.child(1));
      cells.forEach(each -> apply(each, change(user, true)));
      for (CellId each : cells) {
        assertThat(header(store, each)).isEqualTo(new CellHeader(each, 1, 1, 0, siblings(each)));
      }
      for (int i = 0; i < cells.size(); i++) {
        apply(cells.get(i), change(user, false));
        for (int j = 0; j < cells.size(); j++) {
          assertThat(row(cells.get(j), user) != null)
              .as("row in %s", cells.get(j))
              .isEqualTo(j > i);
          assertThat(storage.read(cells.get(j)).total()).isEqualTo(j > i ? 1 : 0);
        }
      }
      store.close(cell, 0, CHILDREN);
      assertThat(header(store, cell.child(0)).closed()).isFalse();
      assertThat(header(store, elsewhere).closed()).isFalse();
    }

    @Test
    @DisplayName("L32 the limits are always the same")
    void limits() {
      assertThat(store.limits()).isEqualTo(store.limits()).isEqualTo(other.limits());
    }
  }

  @Nested
  @DisplayName("Batches")
  class Batches {
    @Test
    @DisplayName("L11 each changed pair of a batch takes the next seq, in the order of the batch")
    void seqByChange() {
      int size = batchSize(8);
      List<UserId> users = Ids.users(size);
      apply(cell, change(users.get(0), true));
      apply(cell, change(Ids.user(), true));

      List<Change> changes = users.stream().map(each -> change(each, true)).toList();
      BatchResult result = apply(cell, changes.toArray(Change[]::new));

      assertThat(result.results()).hasSize(size);
      assertThat(result.results().get(0)).isEqualTo(new ChangeResult(Effect.UNCHANGED, 1, TIME));
      for (int i = 1; i < size; i++) {
        assertThat(result.results().get(i))
            .isEqualTo(new ChangeResult(Effect.CHANGED, 2 + i, TIME));
        assertThat(row(cell, users.get(i)))
            .isEqualTo(new LikeRow(users.get(i), 2 + i, TIME, ContentType.UNSPECIFIED));
      }
      assertThat(result.header()).isEqualTo(new CellHeader(cell, size + 1, size + 1, 0, 0));

      BatchResult back = apply(cell, change(users.get(1), false), change(Ids.user(), true));
      assertThat(back.results())
          .containsExactly(
              new ChangeResult(Effect.CHANGED, size + 2, TIME),
              new ChangeResult(Effect.CHANGED, size + 3, TIME));
      assertThat(back.header()).isEqualTo(new CellHeader(cell, size + 3, size + 1, 0, 0));
      assertStored(cell, back.header());
    }

    @Test
    @DisplayName("L12 a batch is seen whole or not at all")
    void wholeOrNot() {
      int size = batchSize(8);
      List<UserId> users = Ids.users(size);
      Race.underFire(
          1,
          thread -> {
            for (int i = 0; i < Scale.operations() / size; i++) {
              boolean liked = i % 2 == 0;
              send(
                  store,
                  new CellBatch(cell, 0, users.stream().map(each -> change(each, liked)).toList()));
            }
          },
          Math.min(4, Scale.threads()),
          READS,
          () -> {
            CellHeader header = header(other, cell);
            assertThat(header.seq() % size).as("part of a batch in %s", header).isZero();
            assertThat(header.total())
                .as("total of %s", header)
                .isEqualTo(header.seq() / size % 2 * size);
            UserId last = users.get(size - 1);
            PairState state = state(other, cell, last);
            assertThat(state.row() != null)
                .as("last row of the batch in %s", state)
                .isEqualTo(state.header().total() > 0);
          });
    }

    @Test
    @DisplayName("L36 a batch of as many changes as the limits allow is applied whole")
    void largest() {
      int size = Math.min(MOST_CHANGES, store.limits().maxBatch());
      List<UserId> users = Ids.longestUsers(size);
      Change[] likes = users.stream().map(each -> change(each, true)).toArray(Change[]::new);
      assertWhole(apply(cell, likes), new CellHeader(cell, size, size, 0, 0));
      assertThat(storage.read(cell).users()).containsExactlyInAnyOrderElementsOf(users);

      Change[] unlikes = users.stream().map(each -> change(each, false)).toArray(Change[]::new);
      assertWhole(apply(cell, unlikes), new CellHeader(cell, 2L * size, 0, 0, 0));
    }

    private void assertWhole(BatchResult result, CellHeader expected) {
      assertThat(result.results()).extracting(ChangeResult::effect).containsOnly(Effect.CHANGED);
      assertThat(result.header()).isEqualTo(expected);
      assertStored(cell, expected);
    }

    @Test
    @DisplayName("L13 at every instant total is the number of rows")
    void totalIsRows() {
      int size = Math.min(4, store.limits().maxBatch());
      List<UserId> users = Ids.users(10);
      CellHistory history = new CellHistory(cell, 0);
      Race.underFire(
          Math.max(1, Scale.threads() - 2),
          thread -> {
            RandomGenerator random = Scale.random(thread);
            for (int i = 0; i < Scale.operationsPerThread(); i++) {
              history.apply(client(thread), changes(random, users, size));
            }
          },
          2,
          READS,
          () -> history.readHeader(other));
      history.assertTotals();
      assertThat(storage.read(cell).total()).isEqualTo(storage.read(cell).users().size());
      assertThat(allRows(store, cell, 3)).hasSize((int) header(store, cell).total());
    }
  }

  @Nested
  @DisplayName("Races")
  class Races {
    @Test
    @DisplayName("L14 of racing likes of one pair exactly one is changed")
    void oneWinner() {
      int rounds = Scale.operationsPerThread();
      List<UserId> users = Ids.users(rounds);
      List<List<ChangeResult>> results =
          Race.rounds(
              rounds,
              Scale.threads(),
              (round, thread) -> {
                Change like =
                    new Change(users.get(round), true, TIME + thread, ContentType.UNSPECIFIED);
                return send(client(thread), new CellBatch(cell, 0, List.of(like))).results().get(0);
              });
      for (List<ChangeResult> racers : results) {
        List<ChangeResult> changed =
            racers.stream().filter(result -> result.effect() == Effect.CHANGED).toList();
        assertThat(changed).as("winners of a race").hasSize(1);
        assertThat(racers)
            .allSatisfy(
                result -> {
                  assertThat(result.seq()).isEqualTo(changed.get(0).seq());
                  assertThat(result.timeMillis()).isEqualTo(changed.get(0).timeMillis());
                });
      }
      assertThat(header(store, cell)).isEqualTo(new CellHeader(cell, rounds, rounds, 0, 0));
      assertThat(storage.read(cell).users()).containsExactlyInAnyOrderElementsOf(users);
    }

    @Test
    @DisplayName("L15 after a storm changed likes minus changed unlikes = total = rows")
    void sums() {
      CellHistory history = new CellHistory(cell, 0);
      List<UserId> users = Ids.users(3);
      Race.run(Scale.threads(), thread -> storm(history, client(thread), users));
      StorageView.StoredCell stored = storage.read(cell);
      history.assertSums(stored);
      assertStored(cell, header(other, cell));
    }

    @Test
    @DisplayName(
        "L16 every seq belongs to exactly one change, and the versions of a pair strictly increase")
    void versions() {
      CellHistory history = new CellHistory(cell, 0);
      List<UserId> users = Ids.users(4);
      int size = Math.min(4, store.limits().maxBatch());
      Race.run(
          Scale.threads(),
          thread -> {
            RandomGenerator random = Scale.random(thread);
            long newest = 0;
            for (int i = 0; i < Scale.operationsPerThread(); i++) {
              for (ChangeResult result :
                  history.apply(client(thread), changes(random, users, size)).results()) {
                if (result.effect() == Effect.CHANGED) {
                  assertThat(result.seq())
                      .as("seq of a thread's next change")
                      .isGreaterThan(newest);
                  newest = result.seq();
                }
              }
            }
            return thread;
          });
      history.assertVersions(storage.read(cell));
    }
  }

  @Nested
  @DisplayName("Failures")
  class Failures {
    @Test
    @DisplayName("L17 a batch sent again after a lost reply changes nothing and is counted once")
    void lostReply() {
      CellBatch like = new CellBatch(cell, 0, List.of(change(user, true)));
      BatchResult first = store.apply(like);
      BatchResult again = other.apply(like);
      assertThat(again.results()).containsExactly(new ChangeResult(Effect.UNCHANGED, 1, TIME));
      assertThat(again.header()).isEqualTo(first.header());

      CellId stormy = cell.child(0);
      int perThread = Scale.operationsPerThread();
      List<UserId> users = Ids.users(Scale.threads());
      Race.run(
          Scale.threads(),
          thread -> {
            LikeStore losing = new LostReplies(client(thread), Scale.random(thread));
            for (int i = 0; i < perThread; i++) {
              sendUntilAnswered(
                  losing,
                  new CellBatch(stormy, SIBLINGS, List.of(change(users.get(thread), i % 2 == 0))));
            }
            return thread;
          });
      Set<UserId> expected = perThread % 2 == 1 ? Set.copyOf(users) : Set.of();
      assertThat(storage.read(stormy))
          .isEqualTo(
              new StorageView.StoredCell(
                  expected, expected.size(), (long) perThread * users.size(), 0));
    }

    @Test
    @DisplayName(
        "L18 an answer is the truth: changed is stored, NOT_APPLIED never is, UNKNOWN may be sent again")
    void answersAreTrue() {
      Capability.UNRELIABLE_CLIENT.assumeIn(capabilities());
      LikeStore unreliable = openUnreliable();
      AtomicInteger failures = new AtomicInteger();
      LongAdder changed = new LongAdder();
      Set<UserId> expected = new HashSet<>();
      List<UserId> users = Ids.users(Scale.threads());
      List<Boolean> ends =
          Race.run(
              Scale.threads(),
              thread -> {
                boolean liked = false;
                for (int i = 0; i < Scale.operationsPerThread(); i++) {
                  CellBatch flip =
                      new CellBatch(cell, 0, List.of(change(users.get(thread), !liked)));
                  try {
                    assertThat(unreliable.apply(flip).results().get(0).effect())
                        .isEqualTo(Effect.CHANGED);
                    liked = !liked;
                    changed.increment();
                  } catch (BackendException e) {
                    failures.incrementAndGet();
                    if (e.effect() == BackendException.Effect.UNKNOWN) {
                      sendUntilAnswered(store, flip);
                      liked = !liked;
                      changed.increment();
                    }
                  }
                  boolean there = state(other, cell, users.get(thread)).row() != null;
                  assertThat(there).as("row after the answer").isEqualTo(liked);
                }
                return liked;
              });
      assertThat(failures).as("failures of the unreliable client").hasPositiveValue();
      for (int i = 0; i < users.size(); i++) {
        if (ends.get(i)) {
          expected.add(users.get(i));
        }
      }
      assertThat(storage.read(cell))
          .isEqualTo(new StorageView.StoredCell(expected, expected.size(), changed.sum(), 0));
    }

    @Test
    @DisplayName("L35 a client that cannot reach its storage fails each call and says so")
    void unreachable() {
      LikeStore unreachable = Unreachable.orSkip(openUnreachable());
      CellBatch batch = new CellBatch(cell, 0, List.of(change(user, true)));
      Unreachable.assertFails("apply", () -> unreachable.apply(batch));
      Unreachable.assertFails("close", () -> unreachable.close(cell, 0, CHILDREN));
      Unreachable.assertFails("headers", () -> unreachable.headers(List.of(cell)));
      Unreachable.assertFails("states", () -> unreachable.states(user, List.of(cell)));
      Unreachable.assertFails("rows", () -> unreachable.rows(cell, null, 10));
      assertThat(unreachable.limits()).isEqualTo(store.limits());
    }
  }

  @Nested
  @DisplayName("Closing")
  class Closing {
    @Test
    @DisplayName("L19 closing raises seq by one and sets the children; rows and total stay")
    void closing() {
      apply(cell, change(user, true));
      apply(cell, change(Ids.user(), true));
      List<LikeRow> rows = allRows(store, cell, 10);

      CellHeader closed = store.close(cell, 0, 64);

      assertThat(closed).isEqualTo(new CellHeader(cell, 3, 2, 64, 0));
      assertThat(header(other, cell)).isEqualTo(closed);
      assertThat(allRows(store, cell, 10)).containsExactlyInAnyOrderElementsOf(rows);
      assertStored(cell, closed);

      CellId child = cell.child(5);
      assertThat(store.close(child, 64, 1024)).isEqualTo(new CellHeader(child, 1, 0, 1024, 64));
      assertStored(child, header(store, child));
    }

    @Test
    @DisplayName("L20 a closed cell stays closed with the first number of children")
    void closedOnce() {
      apply(cell, change(user, true));
      CellHeader closed = store.close(cell, 0, 64);

      for (int children : new int[] {16, 64, 1024}) {
        assertThat(other.close(cell, 0, children)).isEqualTo(closed);
      }
      apply(cell, change(user, false));
      assertThat(other.close(cell, 0, 128)).isEqualTo(new CellHeader(cell, 3, 0, 64, 0));
      assertStored(cell, new CellHeader(cell, 3, 0, 64, 0));
    }

    @Test
    @DisplayName("L21 of racing closings one number wins")
    void racingClosings() {
      int rounds = Math.min(50, Scale.operationsPerThread());
      List<CellId> cells =
          IntStream.range(0, rounds).mapToObj(i -> CellId.root(Ids.content())).toList();
      cells.forEach(each -> apply(each, change(user, true)));
      List<List<CellHeader>> headers =
          Race.rounds(
              rounds,
              Scale.threads(),
              (round, thread) -> client(thread).close(cells.get(round), 0, CHILDREN << thread % 7));
      for (int round = 0; round < rounds; round++) {
        CellHeader stored = header(store, cells.get(round));
        assertThat(stored.seq()).as("seq after racing closings").isEqualTo(2);
        assertThat(headers.get(round)).as("answers of racing closings").containsOnly(stored);
        assertStored(cells.get(round), stored);
      }
    }

    @Test
    @DisplayName("L22 a closed cell is the wrong place for a pair that it does not hold")
    void wrongPlace() {
      apply(cell, change(user, true));
      CellHeader closed = store.close(cell, 0, CHILDREN);
      for (boolean liked : new boolean[] {true, false}) {
        BatchResult result = apply(cell, change(Ids.user(), liked));
        assertThat(result.results()).containsExactly(new ChangeResult(Effect.WRONG_PLACE, 2, TIME));
        assertThat(result.header()).isEqualTo(closed);
        assertStored(cell, closed);
      }
    }

    @Test
    @DisplayName("L23 a pair that a closed cell holds leaves it by an unlike and never comes back")
    void leavesByUnlike() {
      apply(cell, change(Ids.user(), true));
      apply(cell, change(user, true));
      CellHeader closed = store.close(cell, 0, CHILDREN);

      assertThat(row(cell, user)).isNotNull();
      BatchResult like = apply(cell, change(user, true));
      assertThat(like.results()).containsExactly(new ChangeResult(Effect.UNCHANGED, 2, TIME));
      assertThat(like.header()).isEqualTo(closed);

      BatchResult unlike = apply(cell, change(user, false));
      assertThat(unlike.results()).containsExactly(new ChangeResult(Effect.CHANGED, 4, TIME));
      assertThat(unlike.header()).isEqualTo(new CellHeader(cell, 4, 1, CHILDREN, 0));

      assertThat(apply(cell, change(user, true)).results())
          .containsExactly(new ChangeResult(Effect.WRONG_PLACE, 4, TIME));
      assertThat(apply(cell, change(user, false)).results())
          .containsExactly(new ChangeResult(Effect.WRONG_PLACE, 4, TIME));
      assertThat(storage.read(cell).users()).doesNotContain(user).hasSize(1);
      assertStored(cell, unlike.header());
    }

    @Test
    @DisplayName("L24 a cell that is closed under fire gains no row behind the seq of the closing")
    void closingUnderFire() {
      for (int round = 0; round < 5; round++) {
        CellId fired = cell.child(round);
        CellHistory history = new CellHistory(fired, SIBLINGS);
        AtomicInteger done = new AtomicInteger();
        int perThread = Math.max(4, Scale.operationsPerThread() / 4);
        Race.run(
            Scale.threads(),
            thread -> {
              RandomGenerator random = Scale.random(thread);
              List<UserId> users = Ids.users(5);
              boolean closer = thread == 0;
              for (int i = 0; i < perThread; i++) {
                // The closing comes when the others are in the middle of theirs, whatever their
                // speed.
                if (closer
                    && (done.get() >= Scale.threads() * perThread / 3 || i == perThread - 1)) {
                  CellHeader closed = history.close(client(thread), CHILDREN);
                  assertThat(closed.closed()).as("answer of the closing").isTrue();
                  closer = false;
                }
                history.change(
                    client(thread), users.get(random.nextInt(users.size())), random.nextInt(4) > 0);
                done.incrementAndGet();
              }
              return thread;
            });
        StorageView.StoredCell stored = storage.read(fired);
        history.assertClosedOnce();
        history.assertVersions(stored);
        history.assertSums(stored);
        assertThat(stored.children()).isEqualTo(CHILDREN);
      }
    }

    @Test
    @DisplayName(
        "L25 a cell at the lowest depth, or a number of children out of range, is not closed")
    void cannotClose() {
      CellId lowest = cell.child(1).child(2);
      apply(lowest, change(user, true));
      apply(cell, change(user, true));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.close(lowest, SIBLINGS, CHILDREN));
      for (int children : new int[] {-16, 0, 1, 8, 15, 17, 1023, 2048, Integer.MAX_VALUE}) {
        assertThatIllegalArgumentException()
            .as("closing with %s children", children)
            .isThrownBy(() -> store.close(cell, 0, children))
            .withMessageContaining(Integer.toString(children));
      }

      assertStored(lowest, new CellHeader(lowest, 1, 1, 0, SIBLINGS));
      assertStored(cell, new CellHeader(cell, 1, 1, 0, 0));
    }
  }

  @Nested
  @DisplayName("Siblings")
  class Siblings {
    @Test
    @DisplayName("L26 a batch with another number of siblings than the first is refused whole")
    void otherSiblings() {
      CellId child = cell.child(3);
      CellHeader first =
          send(store, new CellBatch(child, 32, List.of(change(user, true)))).header();
      assertThat(first.siblings()).isEqualTo(32);
      for (boolean liked : new boolean[] {true, false}) {
        for (UserId each : List.of(user, Ids.user())) {
          BatchResult refused = send(other, new CellBatch(child, 64, List.of(change(each, liked))));
          assertThat(refused.results())
              .extracting(ChangeResult::effect)
              .containsExactly(Effect.WRONG_PLACE);
          assertThat(refused.header()).isEqualTo(first);
        }
      }
      assertStored(child, first);
      assertThat(row(child, user)).isNotNull();
    }

    @Test
    @DisplayName("L27 of racing first writes with different numbers of siblings one number wins")
    void racingSiblings() {
      int rounds = Math.min(50, Scale.operationsPerThread());
      List<CellId> cells =
          IntStream.range(0, rounds).mapToObj(i -> CellId.root(Ids.content()).child(3)).toList();
      List<UserId> users = Ids.users(Scale.threads());
      List<List<BatchResult>> results =
          Race.rounds(
              rounds,
              Scale.threads(),
              (round, thread) ->
                  send(
                      client(thread),
                      new CellBatch(
                          cells.get(round),
                          CHILDREN << thread % 2,
                          List.of(change(users.get(thread), true)))));
      for (int round = 0; round < rounds; round++) {
        CellHeader stored = header(store, cells.get(round));
        Set<UserId> winners = new HashSet<>();
        for (int thread = 0; thread < users.size(); thread++) {
          boolean won = stored.siblings() == CHILDREN << thread % 2;
          ChangeResult result = results.get(round).get(thread).results().get(0);
          assertThat(result.effect()).isEqualTo(won ? Effect.CHANGED : Effect.WRONG_PLACE);
          if (won) {
            winners.add(users.get(thread));
          }
        }
        assertThat(storage.read(cells.get(round)).users()).isEqualTo(winners);
        assertThat(stored.total()).isEqualTo(winners.size());
      }
    }
  }

  @Nested
  @DisplayName("Pages")
  class Pages {
    @Test
    @DisplayName("L28 pages list every row exactly once, whatever the limit")
    void everyRowOnce() {
      List<LikeRow> expected = new ArrayList<>();
      for (UserId liker : Ids.users(300)) {
        apply(cell, change(liker, true));
        expected.add(new LikeRow(liker, expected.size() + 1, TIME, ContentType.UNSPECIFIED));
      }
      for (int limit : new int[] {1, 7, 100, 299, 300, 301, 1000}) {
        assertThat(allRows(store, cell, limit))
            .as("rows by pages of %s", limit)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
      store.close(cell, 0, CHILDREN);
      assertThat(allRows(other, cell, 50)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    @DisplayName("L29 read under fire, a row that is there all the time comes exactly once")
    void underFire() {
      List<UserId> stable = Ids.users(60);
      stable.forEach(liker -> apply(cell, change(liker, true)));
      List<UserId> paged = new ArrayList<>();
      UserId passing = Ids.user();
      String after = null;
      do {
        apply(cell, change(passing, true));
        RowPage page = store.rows(cell, after, 9);
        page.rows().forEach(row -> paged.add(row.user()));
        after = page.next();
        apply(cell, change(passing, false));
        apply(cell, change(Ids.user(), true));
      } while (after != null);
      assertThat(paged).containsAll(stable);
      assertThat(paged.stream().filter(stable::contains)).doesNotHaveDuplicates();

      Race.underFire(
          Math.max(1, Scale.threads() / 2),
          thread -> {
            RandomGenerator random = Scale.random(thread);
            List<UserId> mine = new ArrayList<>();
            for (int i = 0; i < Scale.operationsPerThread(); i++) {
              boolean liked = mine.isEmpty() || random.nextInt(3) > 0;
              UserId next = liked ? Ids.user() : mine.remove(random.nextInt(mine.size()));
              sendUntilAnswered(
                  client(thread), new CellBatch(cell, 0, List.of(change(next, liked))));
              if (liked) {
                mine.add(next);
              }
            }
          },
          2,
          0,
          () -> {
            List<UserId> listed = allRows(other, cell, 9).stream().map(LikeRow::user).toList();
            List<UserId> stableListed =
                listed.stream().filter(Set.copyOf(stable)::contains).toList();
            assertThat(stableListed)
                .as("rows there all the time")
                .containsExactlyInAnyOrderElementsOf(stable);
          });
    }

    @Test
    @DisplayName("L30 a limit below 1 or a cursor from elsewhere is an IllegalArgumentException")
    void badArguments() {
      apply(cell, change(user, true));
      for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> store.rows(cell, null, limit))
            .withMessageContaining(Integer.toString(limit));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> store.rows(cell, FOREIGN_CURSOR, 10));
    }
  }

  @Nested
  @DisplayName("Ids")
  class AwkwardIds {
    @Test
    @DisplayName("L31 ids of users of any kind stay distinct and come back as they went in")
    void users() {
      List<UserId> users = Ids.awkwardUsers();
      for (UserId each : users) {
        assertThat(apply(cell, change(each, true)).results().get(0).effect())
            .as("like of '%s'", each)
            .isEqualTo(Effect.CHANGED);
      }
      for (int i = 0; i < users.size(); i++) {
        ChangeResult again = apply(cell, change(users.get(i), true)).results().get(0);
        assertThat(again)
            .as("second like of '%s'", users.get(i))
            .isEqualTo(new ChangeResult(Effect.UNCHANGED, i + 1, TIME));
        LikeRow row = row(cell, users.get(i));
        assertThat(row)
            .as("row of '%s'", users.get(i))
            .isEqualTo(new LikeRow(users.get(i), i + 1, TIME, ContentType.UNSPECIFIED));
      }
      assertThat(allRows(store, cell, 7))
          .extracting(LikeRow::user)
          .containsExactlyInAnyOrderElementsOf(users);
      assertThat(storage.read(cell).users()).containsExactlyInAnyOrderElementsOf(users);
      for (UserId each : users) {
        assertThat(apply(cell, change(each, false)).results().get(0).effect())
            .as("unlike of '%s'", each)
            .isEqualTo(Effect.CHANGED);
      }
      assertThat(storage.read(cell).users()).isEmpty();
    }

    @Test
    @DisplayName("L31 ids of contents of any kind stay distinct and come back as they went in")
    void contents() {
      List<ContentId> contents = Ids.randomAwkwardContents();
      List<CellId> cells =
          contents.stream()
              .map(CellId::root)
              .flatMap(root -> Stream.of(root, root.child(5), root.child(5).child(12)))
              .toList();
      cells.forEach(each -> apply(each, change(user, true)));
      for (CellId each : cells) {
        assertThat(header(store, each)).isEqualTo(new CellHeader(each, 1, 1, 0, siblings(each)));
        assertThat(storage.read(each))
            .as("stored in '%s'", each)
            .isEqualTo(new StorageView.StoredCell(Set.of(user), 1, 1, 0));
      }
    }
  }

  @Nested
  @DisplayName("Histories")
  class Histories {
    @Test
    @DisplayName("L33 any sequence of calls answers as the sequential model does")
    void sequential() {
      Scale.eachHistory(this::sequentialHistory);
    }

    private void sequentialHistory(RandomGenerator random) {
      SequentialLikeStore model = new SequentialLikeStore();
      CellId root = CellId.root(Ids.content());
      List<CellId> cells =
          List.of(root, root.child(3), root.child(3).child(7), CellId.root(Ids.content()));
      List<UserId> users = Ids.users(random, 6);
      for (int step = 0; step < Scale.operationsPerHistory(); step++) {
        CellId at = cells.get(random.nextInt(cells.size()));
        UserId who = users.get(random.nextInt(users.size()));
        switch (random.nextInt(10)) {
          case 0 ->
              assertThat(other.headers(cells))
                  .as("step %s: headers", step)
                  .isEqualTo(byCell(cells, model::header));
          case 1 ->
              assertThat(other.states(who, cells))
                  .as("step %s: states", step)
                  .isEqualTo(byCell(cells, c -> model.state(who, c)));
          case 2 ->
              assertThat(allRows(other, at, 1 + random.nextInt(8)))
                  .as("step %s: rows of %s", step, at)
                  .containsExactlyInAnyOrderElementsOf(model.rows(at));
          case 3 -> {
            if (at.depth() < CellId.MAX_DEPTH && random.nextInt(4) == 0) {
              int children = CHILDREN << random.nextInt(7);
              assertThat(store.close(at, siblings(at), children))
                  .as("step %s: closing of %s with %s", step, at, children)
                  .isEqualTo(model.close(at, siblings(at), children));
            }
          }
          default -> {
            int siblings = at.depth() > 0 && random.nextInt(10) == 0 ? 2 * SIBLINGS : siblings(at);
            CellBatch batch =
                new CellBatch(
                    at, siblings, changes(random, users, Math.min(4, store.limits().maxBatch())));
            assertSame(step, batch, send(store, batch), model.apply(batch));
          }
        }
      }
      for (CellId each : cells) {
        assertThat(storage.read(each)).as("stored in %s", each).isEqualTo(model.stored(each));
      }
    }

    private void assertSame(int step, CellBatch batch, BatchResult actual, BatchResult expected) {
      assertThat(actual.header())
          .as("step %s: header behind %s", step, batch)
          .isEqualTo(expected.header());
      assertThat(actual.results())
          .as("step %s: results of %s", step, batch)
          .hasSameSizeAs(expected.results());
      for (int i = 0; i < expected.results().size(); i++) {
        ChangeResult result = expected.results().get(i);
        if (result.effect() == Effect.WRONG_PLACE) {
          assertThat(actual.results().get(i).effect())
              .as("step %s: result %s of %s", step, i, batch)
              .isEqualTo(Effect.WRONG_PLACE);
        } else {
          assertThat(actual.results().get(i))
              .as("step %s: result %s of %s", step, i, batch)
              .isEqualTo(result);
        }
      }
    }

    @Test
    @DisplayName(
        "L34 any concurrent history of a cell can be put in one order that explains every answer")
    void concurrent() {
      Scale.eachHistory(this::concurrentHistory);
    }

    private void concurrentHistory(RandomGenerator random) {
      CellId root = CellId.root(Ids.content());
      CellHistory history = new CellHistory(root, 0);
      List<UserId> users = Ids.users(random, 5);
      int threads = Math.min(4, Scale.threads());
      int batch = Math.min(3, store.limits().maxBatch());
      boolean closes = random.nextBoolean();
      List<RandomGenerator> randoms =
          IntStream.range(0, threads).mapToObj(i -> Scale.random(random.nextLong())).toList();
      // In rounds, so that threads that a busy machine runs one after the other still mix.
      int steps = 5;
      int rounds = Math.max(2, Scale.operationsPerHistory() / threads / steps);
      Race.rounds(
          rounds,
          threads,
          (round, thread) -> {
            RandomGenerator mine = randoms.get(thread);
            for (int step = 0; step < steps; step++) {
              if (closes && thread == 0 && round == rounds / 2 && step == 0) {
                history.close(client(thread), CHILDREN);
              } else if (mine.nextInt(6) == 0) {
                history.readHeader(client(thread));
              } else {
                history.apply(client(thread), changes(mine, users, batch));
              }
            }
            return thread;
          });
      StorageView.StoredCell stored = storage.read(root);
      history.assertVersions(stored);
      history.assertTotals();
      history.assertUnchangedExplained();
      history.assertNeverStale();
      history.assertSums(stored);
      if (closes) {
        history.assertClosedOnce();
      }
    }
  }

  static CellHeader header(LikeStore store, CellId cell) {
    return Check.answer(store.headers(List.of(cell)), cell);
  }

  static Change change(UserId user, boolean liked) {
    return new Change(user, liked, TIME, ContentType.UNSPECIFIED);
  }

  /**
   * Sends a batch; sends it again while the store says that nothing was applied, since then nothing
   * was.
   */
  static BatchResult send(LikeStore store, CellBatch batch) {
    for (int tries = 1; ; tries++) {
      try {
        return store.apply(batch);
      } catch (BackendException e) {
        if (e.effect() != BackendException.Effect.NOT_APPLIED || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static BatchResult sendUntilAnswered(LikeStore store, CellBatch batch) {
    for (int tries = 1; ; tries++) {
      try {
        return store.apply(batch);
      } catch (BackendException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Likes and unlikes of a few pairs as fast as a thread can. */
  private static int storm(CellHistory history, LikeStore client, List<UserId> users) {
    int operations = Scale.operationsPerThread();
    for (int i = 0; i < operations; i++) {
      history.change(client, users.get(i % users.size()), i / users.size() % 2 == 0);
    }
    return operations;
  }

  /** Returns random changes of different users, at most {@code most}. */
  private static List<Change> changes(RandomGenerator random, List<UserId> users, int most) {
    List<UserId> left = new ArrayList<>(users);
    List<Change> changes = new ArrayList<>();
    int size = 1 + random.nextInt(most);
    for (int i = 0; i < size; i++) {
      UserId next = left.remove(random.nextInt(left.size()));
      changes.add(
          new Change(
              next, random.nextInt(5) > 1, TIME + random.nextInt(1000), ContentType.UNSPECIFIED));
    }
    return changes;
  }

  private static int siblings(CellId cell) {
    return cell.depth() == 0 ? 0 : SIBLINGS;
  }

  private static <T> Map<CellId, T> byCell(Collection<CellId> cells, Function<CellId, T> value) {
    return cells.stream().collect(Collectors.toMap(Function.identity(), value));
  }

  /** Reads all pages, and checks what must be true of each. */
  private static List<LikeRow> allRows(LikeStore store, CellId cell, int limit) {
    List<LikeRow> rows = new ArrayList<>();
    String next = null;
    do {
      RowPage page = store.rows(cell, next, limit);
      assertThat(page.rows()).as("rows of a page").hasSizeLessThanOrEqualTo(limit);
      assertThat(page.header().cell()).isEqualTo(cell);
      assertThat(page.rows())
          .allSatisfy(
              row ->
                  assertThat(row.seq())
                      .as("seq of a row, against the header of its page")
                      .isLessThanOrEqualTo(page.header().seq()));
      assertThat(page.next()).as("position behind a page").isNotEqualTo(next == null ? "" : next);
      rows.addAll(page.rows());
      next = page.next();
    } while (next != null);
    return rows;
  }

  private int batchSize(int wanted) {
    int size = Math.min(wanted, store.limits().maxBatch());
    Assumptions.assumeTrue(size > 1, "this backend takes one change in a batch");
    return size;
  }

  private LikeStore client(int thread) {
    return thread % 2 == 0 ? store : other;
  }

  private BatchResult apply(CellId to, Change... changes) {
    return send(store, new CellBatch(to, siblings(to), List.of(changes)));
  }

  private static PairState state(LikeStore store, CellId of, UserId who) {
    return Check.answer(store.states(who, List.of(of)), of);
  }

  private PairState state(CellId of, UserId who) {
    return state(store, of, who);
  }

  private @Nullable LikeRow row(CellId of, UserId who) {
    return state(of, who).row();
  }

  private void assertStored(CellId of, CellHeader expected) {
    assertThat(header(store, of)).as("header read back").isEqualTo(expected);
    StorageView.StoredCell stored = storage.read(of);
    assertThat(stored.total())
        .as("total stored of %s", of)
        .isEqualTo(expected.total())
        .isEqualTo(stored.users().size());
    assertThat(stored.seq()).as("seq stored of %s", of).isEqualTo(expected.seq());
    assertThat(stored.children()).as("children stored of %s", of).isEqualTo(expected.children());
  }

  /** Loses every fourth reply of a batch: the batch is applied, the caller is not told. */
  private record LostReplies(LikeStore store, RandomGenerator random) implements LikeStore {
    @Override
    public BatchResult apply(CellBatch batch) {
      BatchResult result = store.apply(batch);
      if (random.nextInt(4) == 0) {
        throw new BackendException(
            BackendException.Effect.UNKNOWN, "the contract lost the reply", null);
      }
      return result;
    }

    @Override
    public CellHeader close(CellId cell, int siblings, int children) {
      return store.close(cell, siblings, children);
    }

    @Override
    public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
      return store.headers(cells);
    }

    @Override
    public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
      return store.states(user, cells);
    }

    @Override
    public RowPage rows(CellId cell, @Nullable String after, int limit) {
      return store.rows(cell, after, limit);
    }

    @Override
    public CellLimits limits() {
      return store.limits();
    }
  }
}
