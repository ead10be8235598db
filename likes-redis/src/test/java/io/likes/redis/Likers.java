package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.likes.spi.LikeStore;
import io.likes.testkit.StorageView.StoredCell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Threads that like and unlike while a fault befalls the server, each with users of its own; they
 * keep what they were told, and try again what they were told UNKNOWN. Nothing may contradict it at
 * the end.
 */
final class Likers {
  /** Waits are many and short. */
  static final Duration POLL = Duration.ofMillis(5);

  private static final long TIME = 1_700_000_000_000L;
  private static final int THREADS = 8;
  private static final int USERS_OF_A_THREAD = 40;

  final AtomicInteger answered = new AtomicInteger();
  final AtomicInteger unknown = new AtomicInteger();
  final Queue<BackendException> notApplied = new ConcurrentLinkedQueue<>();
  private final LikeStore store;
  private final List<CellId> cells;
  private final AtomicBoolean stop = new AtomicBoolean();
  // What each pair must be by what its only writer was told.
  private final Set<List<Object>> liked = ConcurrentHashMap.newKeySet();
  private final Set<List<Object>> uncertain = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads;
  private volatile Throwable failure;

  Likers(LikeStore store, List<CellId> cells) {
    this.store = store;
    this.cells = cells;
    this.threads = IntStream.range(0, THREADS).mapToObj(i -> new Thread(() -> run(i))).toList();
    threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
  }

  static CellId root() {
    return CellId.root(ContentId.of("content-" + UUID.randomUUID()));
  }

  static BatchResult like(LikeStore store, CellId cell, String user, boolean liked) {
    Change change = new Change(UserId.of(user), liked, TIME, ContentType.UNSPECIFIED);
    return store.apply(new CellBatch(cell, 0, List.of(change)));
  }

  private void run(int thread) {
    try {
      for (int i = 0; !stop.get(); i++) {
        CellId cell = cells.get(i % cells.size());
        change(cell, "user-" + thread + "-" + i / cells.size() % USERS_OF_A_THREAD);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void change(CellId cell, String user) {
    List<Object> pair = List.of(cell, user);
    boolean wanted = !liked.contains(pair);
    try {
      ChangeResult result = like(store, cell, user, wanted).results().get(0);
      if (!uncertain.contains(pair)) {
        // Its only writer knows what the pair was: it cannot have been as wanted.
        assertThat(result.effect()).isEqualTo(ChangeResult.Effect.CHANGED);
      }
      answered.incrementAndGet();
      uncertain.remove(pair);
      if (wanted) {
        liked.add(pair);
      } else {
        liked.remove(pair);
      }
    } catch (BackendException e) {
      if (e.effect() == Effect.UNKNOWN) {
        unknown.incrementAndGet();
        uncertain.add(pair);
      } else {
        notApplied.add(e);
      }
    }
  }

  /** Waits until so many further changes were answered. */
  void awaitAnswers(int more) {
    int wanted = answered.get() + more;
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(POLL)
        .until(() -> failure != null || answered.get() >= wanted);
    assertThat(failure).isNull();
  }

  /** Stops the threads, each at the end of its call. */
  void stop() throws InterruptedException {
    stop.set(true);
    for (Thread thread : threads) {
      thread.join(30_000);
      assertThat(thread.isAlive()).as("a caller that hangs").isFalse();
    }
    assertThat(failure).isNull();
  }

  /** Waits until so many further changes failed. */
  void awaitFailures(int more) {
    int wanted = failures() + more;
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(POLL)
        .until(() -> failure != null || failures() >= wanted);
    assertThat(failure).isNull();
  }

  private int failures() {
    return unknown.get() + notApplied.size();
  }

  /** Tries again what is uncertain, and then compares every cell with what callers were told. */
  void assertStored(StoredCells storage) {
    for (List<Object> pair : new ArrayList<>(uncertain)) {
      boolean wanted = !liked.contains(pair);
      like(store, (CellId) pair.get(0), (String) pair.get(1), wanted);
      if (wanted) {
        liked.add(pair);
      } else {
        liked.remove(pair);
      }
    }
    uncertain.clear();
    assertStoredBeside(storage, user -> false);
  }

  /** Compares every cell with what callers were told, where others changed the cells too. */
  void assertStoredBeside(StoredCells storage, Predicate<UserId> others) {
    for (CellId cell : cells) {
      Set<UserId> expected = new HashSet<>();
      liked.forEach(
          pair -> {
            if (pair.get(0).equals(cell)) {
              expected.add(UserId.of((String) pair.get(1)));
            }
          });
      StoredCell stored = storage.read(cell);
      CellHeader header = store.headers(List.of(cell)).get(cell);
      Set<UserId> users = new HashSet<>(stored.users());
      users.removeIf(others);
      assertThat(users).as("users of %s", cell).isEqualTo(expected);
      assertThat(header.total()).as("total of %s", cell).isEqualTo(stored.users().size());
      assertThat(header.seq()).isEqualTo(stored.seq());
    }
  }
}
