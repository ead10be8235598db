package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group commit and its deadlines. */
class CellWriterTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));
  private static final Duration HOUR = Duration.ofHours(1);

  private final StoppedTime time = new StoppedTime();
  private final CellWriter writer = new CellWriter();
  private final List<UserId> sent = new ArrayList<>();
  private final CountDownLatch underWay = new CountDownLatch(1);
  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private volatile boolean interruptedInStore;

  private String write(String user, Duration timeout) {
    Change change = new Change(UserId.of(user), true, 0, ContentType.UNSPECIFIED);
    try {
      return writer
          .write(change, time.nanoTime() + timeout.toNanos(), time::nanoTime, 8, this::apply)
          .result()
          .effect()
          .toString();
    } catch (BackendException e) {
      return e.effect().toString();
    }
  }

  private BatchResult apply(List<Change> changes) {
    List<ChangeResult> results = new ArrayList<>();
    for (Change change : changes) {
      sent.add(change.user());
      results.add(new ChangeResult(ChangeResult.Effect.CHANGED, sent.size(), 0));
    }
    underWay.countDown();
    interruptedInStore |= Thread.currentThread().isInterrupted();
    answer.join();
    return new BatchResult(new CellHeader(CELL, sent.size(), sent.size(), 0, 0), results, 0);
  }

  private FutureTask<String> start(String user, Duration timeout) {
    FutureTask<String> task = new FutureTask<>(() -> write(user, timeout));
    Thread thread = new Thread(task, user);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private void awaitWaiting(int count) {
    while (writer.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  private static String result(FutureTask<String> task) throws Exception {
    return task.get(1, TimeUnit.MINUTES);
  }

  @Test
  @DisplayName("An interruption of the caller that sends does not reach the store, and stays so")
  void interruptedLeader() {
    answer.complete("now");
    Thread.currentThread().interrupt();
    assertThat(write("first", HOUR)).isEqualTo("CHANGED");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interruptedInStore).isFalse();
  }

  @Test
  @DisplayName("A change whose lead comes after its deadline is not sent")
  void lateLead() throws Exception {
    FutureTask<String> first = start("first", HOUR.multipliedBy(2));
    underWay.await();
    FutureTask<String> late = start("late", HOUR);
    awaitWaiting(1);
    time.pass(HOUR);
    answer.complete("now");

    assertThat(result(first)).isEqualTo("CHANGED");
    assertThat(result(late)).isEqualTo(Effect.NOT_APPLIED.toString());
    assertThat(sent).containsExactly(UserId.of("first"));
  }

  @Test
  @DisplayName("A batch takes no change whose deadline is over, and those behind it get their turn")
  void lateFollower() throws Exception {
    FutureTask<String> first = start("first", HOUR.multipliedBy(2));
    underWay.await();
    FutureTask<String> next = start("next", HOUR.multipliedBy(2));
    awaitWaiting(1);
    FutureTask<String> late = start("late", HOUR);
    awaitWaiting(2);
    FutureTask<String> last = start("last", HOUR.multipliedBy(2));
    awaitWaiting(3);
    time.pass(HOUR);
    answer.complete("now");

    assertThat(result(first)).isEqualTo("CHANGED");
    assertThat(result(next)).isEqualTo("CHANGED");
    assertThat(result(late)).isEqualTo(Effect.NOT_APPLIED.toString());
    assertThat(result(last)).isEqualTo("CHANGED");
    assertThat(sent)
        .containsExactlyInAnyOrder(UserId.of("first"), UserId.of("next"), UserId.of("last"));
    assertThat(write("again", HOUR)).isEqualTo("CHANGED");
  }
}
