package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeStore;
import io.likes.testkit.StorageView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/**
 * Threads that like and unlike one content, each with a user of its own, while servers fail. Every
 * answer is checked: what changed is stored, what is NOT_APPLIED is not, what is UNKNOWN is sent
 * again until it is known. So at the end seq is the number of changes.
 */
final class Storm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LikeStore store;
  private final CellId cell = CellId.root(ContentId.of("storm-" + UUID.randomUUID()));
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong notApplied = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final List<CompletableFuture<Set<UserId>>> threads = new ArrayList<>();
  private volatile boolean stopping;

  Storm(LikeStore store, int size) {
    this.store = store;
    for (int i = 0; i < size; i++) {
      UserId user = UserId.of("user-" + i);
      CompletableFuture<Set<UserId>> liked = new CompletableFuture<>();
      threads.add(liked);
      Thread thread = new Thread(() -> run(user, liked), "storm-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run(UserId user, CompletableFuture<Set<UserId>> end) {
    try {
      boolean liked = false;
      boolean pending = false;
      Patience.Pauses pauses = Patience.of(PATIENCE).begin();
      while (!stopping || pending) {
        try {
          Change flip = new Change(user, !liked, 1, ContentType.UNSPECIFIED);
          Effect effect =
              store.apply(new CellBatch(cell, 0, List.of(flip))).results().get(0).effect();
          if (!pending) {
            assertThat(effect).as("first answer to %s", flip).isEqualTo(Effect.CHANGED);
          }
          liked = !liked;
          pending = false;
          changes.incrementAndGet();
          pauses = Patience.of(PATIENCE).begin();
        } catch (BackendException e) {
          boolean isUnknown = e.effect() == BackendException.Effect.UNKNOWN;
          (isUnknown ? unknown : notApplied).incrementAndGet();
          pending |= isUnknown;
          // Calls that fail at once would take the processor from the node that starts.
          assertThat(pauses.next()).as("time to go on after %s", e).isTrue();
        }
      }
      end.complete(liked ? Set.of(user) : Set.of());
    } catch (Throwable e) {
      end.completeExceptionally(e);
    }
  }

  CellId cell() {
    return cell;
  }

  long notApplied() {
    return notApplied.get();
  }

  long unknown() {
    return unknown.get();
  }

  /** Waits until so many further changes are made. */
  void awaitChanges(int more) {
    awaitMore("changes", changes::get, more);
  }

  /** Waits until so many further calls have failed. */
  void awaitFailures(int more) {
    awaitMore("failures", () -> notApplied.get() + unknown.get(), more);
  }

  /** Waits until so many further calls have failed and were not applied. */
  void awaitNotApplied(int more) {
    awaitMore("calls not applied", notApplied::get, more);
  }

  private void awaitMore(String what, LongSupplier counter, int more) {
    long wanted = counter.getAsLong() + more;
    Awaitility.await(what).atMost(PATIENCE).until(() -> failed() || counter.getAsLong() >= wanted);
    assertNoneFailed();
  }

  /** Ends the storm, and compares what is stored with all the answers. */
  void assertTrue(StorageView storage) {
    stopping = true;
    Set<UserId> liked = new HashSet<>();
    Awaitility.await("end of the storm")
        .atMost(PATIENCE)
        .until(() -> threads.stream().allMatch(CompletableFuture::isDone));
    threads.forEach(thread -> liked.addAll(thread.join()));
    assertThat(storage.read(cell))
        .isEqualTo(new StorageView.StoredCell(liked, liked.size(), changes.get(), 0));
  }

  private boolean failed() {
    return threads.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
  }

  private void assertNoneFailed() {
    threads.stream()
        .filter(CompletableFuture::isCompletedExceptionally)
        .forEach(CompletableFuture::join);
  }

  @Override
  public void close() {
    stopping = true;
  }
}
