package io.likes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Likes and unlikes of many threads, whose counts go through a log, and the question whether the
 * copies that readers ask have become what the cells say.
 */
final class Traffic implements AutoCloseable {
  // So many that most cells see no change after a fault that would repair what it did.
  private static final int CONTENTS = 2_000;
  private static final int USERS = 500;

  final InMemoryLikeStore cells = new InMemoryLikeStore();
  final InMemoryCounterStore counts = new InMemoryCounterStore();
  private final LikeService likes;

  Traffic(EventSink sink) {
    likes =
        LikeService.builder()
            .likeStore(cells)
            .counterStore(counts)
            .eventSink(sink)
            .counting(Counting.ASYNC)
            .maxPendingEvents(1_000_000)
            .eventRetry(Duration.ofMillis(100))
            .build();
  }

  /** Four threads like and unlike; none may be told of a failure. */
  void run(int callsPerThread) {
    run(callsPerThread, () -> {});
  }

  /** The same, with a disturbance once some calls were answered. */
  void run(int callsPerThread, Runnable disturbance) {
    int threads = 4;
    CountDownLatch underWay = new CountDownLatch(threads * callsPerThread / 4);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(thread);
        running.add(executor.submit(() -> call(random, callsPerThread, underWay)));
      }
      underWay.await();
      disturbance.run();
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      executor.shutdown();
    }
  }

  private void call(Random random, int calls, CountDownLatch underWay) {
    for (int i = 0; i < calls; i++) {
      ContentId content = ContentId.of("post-" + random.nextInt(CONTENTS));
      UserId user = UserId.of("user-" + random.nextInt(USERS));
      if (random.nextInt(3) == 0) {
        likes.unlike(content, user);
      } else {
        likes.like(content, user);
      }
      underWay.countDown();
    }
  }

  /** Waits until the copy of every cell that was touched is what the cell says. */
  void awaitCountsEqualCells() {
    Map<CellId, CellHeader> truth = headers();
    assertThat(truth).isNotEmpty();
    await().atMost(Kafka.PATIENCE).untilAsserted(() -> assertThat(copies()).isEqualTo(truth));
  }

  /** Makes one more change in each cell that was touched; none is closed. */
  void changeEachCell() {
    assertThat(headers().keySet()).allMatch(cell -> cell.depth() == 0);
    cells.contents().toList().forEach(content -> likes.like(content, UserId.of("newcomer")));
  }

  private Map<CellId, CellHeader> headers() {
    Map<CellId, CellHeader> headers = new HashMap<>();
    add(headers, cells.contents().map(CellId::root).toList());
    return headers;
  }

  private void add(Map<CellId, CellHeader> headers, Collection<CellId> of) {
    for (CellHeader header : cells.headers(of).values()) {
      if (header.seq() > 0) {
        headers.put(header.cell(), header);
        add(headers, IntStream.range(0, header.children()).mapToObj(header.cell()::child).toList());
      }
    }
  }

  private Map<CellId, CellHeader> copies() {
    Map<CellId, CellHeader> copies = new HashMap<>();
    counts
        .read(cells.contents().toList())
        .values()
        .forEach(count -> count.cells().forEach(header -> copies.put(header.cell(), header)));
    return copies;
  }

  @Override
  public void close() {
    likes.close();
  }
}
