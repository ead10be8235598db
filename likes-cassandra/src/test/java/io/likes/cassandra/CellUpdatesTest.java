package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeRow;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Conditional batches without a server")
class CellUpdatesTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));
  private static final UserId ALICE = UserId.of("alice");
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();

  @Test
  @DisplayName("a first like is one batch, without a read before it")
  void oneRoundTrip() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellUpdates updates = updates(table, new SplittableRandom(2));

    CellUpdates.Done<BatchResult> done = like(updates, ALICE);

    assertThat(table.sent).hasSize(1);
    assertThat(done.contention()).isZero();
    assertThat(done.answer().header()).isEqualTo(new CellHeader(CELL, 1, 1, 0, 0));
    like(updates, UserId.of("bob"));
    assertThat(table.sent).as("batches, the header being remembered").hasSize(2);
  }

  @Test
  @DisplayName(
      "a writer that was forestalled tries again with what the refusal told, and counts it")
  void forestalled() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellUpdates mine = updates(table, new SplittableRandom(2));
    CellUpdates other = updates(table, new SplittableRandom(3));
    like(mine, UserId.of("first"));
    like(other, UserId.of("second"));

    CellUpdates.Done<BatchResult> done = like(mine, ALICE);

    assertThat(done.contention()).isEqualTo(1);
    assertThat(done.answer().header().total()).isEqualTo(3);
    assertThat(table.sent).as("with the guess of the other that was wrong").hasSize(5);
  }

  @Test
  @DisplayName("a batch that was lost and then followed by too many others is UNKNOWN")
  void forgotten() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellUpdates other = updates(table, new SplittableRandom(3));
    CellTable losing =
        new LosesFirst(
            table,
            () -> {
              for (int i = 0; i <= RecentBatches.MAX; i++) {
                like(other, UserId.of("other-" + i));
              }
            });

    BackendException failure =
        catchThrowableOfType(
            BackendException.class, () -> like(updates(losing, new SplittableRandom(2)), ALICE));

    assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(table.rows()).containsKey(ALICE);
  }

  @Test
  @DisplayName("a batch whose lost reply was noticed late is sent again once at least")
  void noticedLate() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellTable losing = new LosesFirst(table, () -> clock.advance(TIMEOUT.multipliedBy(2)));

    CellUpdates.Done<BatchResult> done = like(updates(losing, new SplittableRandom(2)), ALICE);

    assertThat(done.answer().header().total()).isEqualTo(1);
    assertThat(table.sent).as("the same batch").hasSize(1);
  }

  @Test
  @DisplayName("a batch that was lost and followed by some others is known as applied")
  void remembered() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellUpdates other = updates(table, new SplittableRandom(3));
    CellTable losing =
        new LosesFirst(
            table,
            () -> {
              for (int i = 1; i < RecentBatches.MAX; i++) {
                like(other, UserId.of("other-" + i));
              }
            });

    BatchResult result = like(updates(losing, new SplittableRandom(2)), ALICE).answer();

    assertThat(result.results())
        .containsExactly(new ChangeResult(ChangeResult.Effect.CHANGED, 1, 7));
    assertThat(table.applied).hasSize(RecentBatches.MAX);
  }

  @Test
  @DisplayName("in any schedule of faults an answer is the truth, and nothing is counted twice")
  void anySchedule() {
    Set<String> ends = new HashSet<>();
    for (long seed = 0; seed < 1000; seed++) {
      new Schedule(seed, ends).run();
    }
    assertThat(ends)
        .as("ends that occurred")
        .contains("CHANGED", "UNCHANGED", "WRONG_PLACE", "NOT_APPLIED", "UNKNOWN");
  }

  /** Some processes that change one cell, in the middle of each other's calls. */
  private final class Schedule {
    private final long seed;
    private final Set<String> ends;
    private final RandomGenerator random;
    private final FakeCellTable table;
    private final List<CellUpdates> processes = new ArrayList<>();
    private final Set<Long> never = new HashSet<>();
    private final Set<Long> seqs = new HashSet<>();
    private int depth;

    Schedule(long seed, Set<String> ends) {
      this.seed = seed;
      this.ends = ends;
      random = new SplittableRandom(seed);
      table = new FakeCellTable(CELL, random, random.nextInt(8));
      table.others =
          () -> {
            if (depth < 3 && random.nextInt(3) == 0) {
              call();
            }
          };
      for (int i = 0; i < 3; i++) {
        processes.add(updates(table, random));
      }
    }

    void run() {
      for (int i = 0; i < 12; i++) {
        call();
      }
      table.landAll();
      assertThat(table.state(List.of()).header().header().total())
          .as("total, seed %s", seed)
          .isEqualTo(table.rows().size());
      assertThat(table.applied)
          .as("applied, seed %s", seed)
          .doesNotContainAnyElementsOf(never.isEmpty() ? Set.of(Long.MIN_VALUE) : never);
    }

    private void call() {
      depth++;
      CellUpdates process = processes.get(random.nextInt(processes.size()));
      if (random.nextInt(12) == 0) {
        attempt(() -> process.update(CELL, new ClosingUpdate(0, 16)), done -> {});
      } else {
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(4); i < 4; i++) {
          boolean liked = random.nextInt(3) > 0;
          changes.add(new Change(UserId.of("user-" + i), liked, 7, ContentType.UNSPECIFIED));
        }
        attempt(
            () -> process.update(CELL, new BatchUpdate(new CellBatch(CELL, 0, changes))),
            result -> {
              for (ChangeResult each : result.results()) {
                ends.add(each.effect().name());
                if (each.effect() == ChangeResult.Effect.CHANGED) {
                  assertThat(seqs.add(each.seq())).as("seq used once, seed %s", seed).isTrue();
                }
              }
            });
      }
      depth--;
    }

    private <T> void attempt(Supplier<CellUpdates.Done<T>> call, Consumer<T> check) {
      Recorder recorder = new Recorder();
      try {
        check.accept(call.get().answer());
      } catch (BackendException e) {
        ends.add(e.effect().name());
        if (e.effect() == Effect.NOT_APPLIED) {
          never.addAll(recorder.own());
        }
      }
    }

    /** Tells the batches that came during a call, unless other calls came in between. */
    private final class Recorder {
      private final Set<Long> before = new HashSet<>(table.sent);
      private final int nested = depth;

      Set<Long> own() {
        Set<Long> own = new HashSet<>(table.sent);
        own.removeAll(before);
        return nested == 3 ? own : Set.of();
      }
    }
  }

  @Test
  @DisplayName("what is refused again and again ends at the timeout, and as not applied")
  void refusedForEver() {
    CellState untouched = new CellState(StoredHeader.untouched(CELL), Map.of());
    CellTable refusing =
        new CellTable() {
          @Override
          public List<CellState> read(
              Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses) {
            return List.of(untouched);
          }

          @Override
          public List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses) {
            return List.of();
          }

          @Override
          public Attempt write(CellWrite write) {
            return new Attempt.Refused(untouched);
          }
        };
    CellUpdates updates = updates(refusing, new SplittableRandom(1));
    assertThat(catchThrowableOfType(BackendException.class, () -> like(updates, ALICE)).effect())
        .isEqualTo(Effect.NOT_APPLIED);
  }

  @Test
  @DisplayName(
      "a read behind a refusal has what is left of the call's time, and no time of its own")
  void oneDeadline() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellUpdates other = updates(table, new SplittableRandom(3));
    like(other, ALICE);
    List<Patience.Pauses> seen = new ArrayList<>();
    CellTable watched =
        new CellTable() {
          @Override
          public List<CellState> read(
              Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses) {
            seen.add(pauses);
            return table.read(cells, users, pauses);
          }

          @Override
          public List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Attempt write(CellWrite write) {
            if (seen.size() == 1) {
              like(other, UserId.of("in between"));
            }
            return table.write(write);
          }
        };
    // Of one there is no row, so that a refusal does not tell all that matters.
    List<Change> unlikes =
        List.of(
            new Change(ALICE, false, 7, ContentType.UNSPECIFIED),
            new Change(UserId.of("nobody"), false, 7, ContentType.UNSPECIFIED));

    updates(watched, new SplittableRandom(2))
        .update(CELL, new BatchUpdate(new CellBatch(CELL, 0, unlikes)));

    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).isSameAs(seen.get(0));
  }

  @Test
  @DisplayName("a lost reply is no contention: it says nothing of other writers")
  void lostIsNoContention() {
    FakeCellTable table = new FakeCellTable(CELL, new SplittableRandom(1), 0);
    CellUpdates updates = updates(new LosesFirst(table, () -> {}), new SplittableRandom(2));
    assertThat(like(updates, ALICE).contention()).isZero();
  }

  /** Applies the first batch, loses the reply, and lets others write. */
  private record LosesFirst(CellTable table, Runnable then, List<CellWrite> lost)
      implements CellTable {
    LosesFirst(CellTable table, Runnable then) {
      this(table, then, new ArrayList<>());
    }

    @Override
    public List<CellState> read(
        Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses) {
      return table.read(cells, users, pauses);
    }

    @Override
    public List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses) {
      return table.rows(cell, after, limit, pauses);
    }

    @Override
    public Attempt write(CellWrite write) {
      Attempt attempt = table.write(write);
      if (lost.isEmpty()) {
        lost.add(write);
        then.run();
        return new Attempt.Lost(new IllegalStateException("lost on the way back"));
      }
      return attempt;
    }
  }

  private CellUpdates updates(CellTable table, RandomGenerator random) {
    Patience patience =
        new Patience(TIMEOUT, clock, random, nanos -> clock.advance(Duration.ofNanos(4 * nanos)));
    return new CellUpdates(table, 10, patience, random);
  }

  private static CellUpdates.Done<BatchResult> like(CellUpdates updates, UserId user) {
    Change like = new Change(user, true, 7, ContentType.UNSPECIFIED);
    return updates.update(CELL, new BatchUpdate(new CellBatch(CELL, 0, List.of(like))));
  }
}
