package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.LikeService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands a load out to workers. All calls of one user go to the same worker, so those of one pair
 * keep their order.
 *
 * <p>Used once, by one thread, except {@link #answered} and {@link #recentContent}.
 */
final class Replay {
  private static final int BATCH = 128;
  private static final int MAX_WAITING = 8192;
  private static final long CHECK_MILLIS = 100;

  private final Load load;
  private final LikeService service;
  private final ViralPostWatch watch;
  private final Clock clock;
  private final int batchSize;
  private final List<Lane> lanes = new ArrayList<>();
  private final LongAdder answered = new LongAdder();
  private volatile ContentId recentContent;

  Replay(Load load, LikeService service, ViralPostWatch watch, Clock clock) {
    this.load = load;
    this.service = service;
    this.watch = watch;
    this.clock = clock;
    // A call with a time must not wait until a batch is full.
    this.batchSize = load.timed() ? 1 : BATCH;
    this.recentContent = load.viralPost();
  }

  /**
   * Makes all calls and returns when the last is answered.
   *
   * @return how long it took, in nanoseconds
   * @param retryNanos how long a call that was not applied is made again
   * @throws ExecutionException if a worker died
   */
  long run(int threads, long retryNanos)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      long origin = clock.nanoTime();
      for (int i = 0; i < threads; i++) {
        BlockingQueue<List<Call>> queue = new ArrayBlockingQueue<>(MAX_WAITING / batchSize);
        Worker worker =
            new Worker(service, queue, load.timed(), origin, retryNanos, clock, watch, answered);
        lanes.add(new Lane(worker, queue, new ArrayList<>(), executor.submit(worker)));
      }
      load.forEach(this::take);
      for (Lane lane : lanes) {
        send(lane);
        put(lane, Worker.END);
      }
      for (Lane lane : lanes) {
        lane.end.get();
      }
      return clock.nanoTime() - origin;
    } finally {
      executor.shutdownNow();
    }
  }

  /** A worker, what waits for it, what is collected for it, and its end. */
  private record Lane(
      Worker worker, BlockingQueue<List<Call>> queue, List<Call> batch, Future<?> end) {}

  private void take(Call call) throws InterruptedException {
    recentContent = call.content();
    Lane lane = lanes.get(Math.floorMod(call.user().hashCode(), lanes.size()));
    lane.batch.add(call);
    if (lane.batch.size() == batchSize) {
      send(lane);
    }
  }

  private static void send(Lane lane) throws InterruptedException {
    if (!lane.batch.isEmpty()) {
      put(lane, List.copyOf(lane.batch));
      lane.batch.clear();
    }
  }

  private static void put(Lane lane, List<Call> batch) throws InterruptedException {
    // Nobody takes from the queue of a worker that died; its end tells why, at the end.
    while (!lane.end.isDone() && !lane.queue.offer(batch, CHECK_MILLIS, TimeUnit.MILLISECONDS)) {}
  }

  /** Returns how many calls are answered so far. */
  long answered() {
    return answered.sum();
  }

  /** Returns a content that is being called for. */
  ContentId recentContent() {
    return recentContent;
  }

  /** Returns the workers, which have ended when {@link #run} has returned. */
  List<Worker> workers() {
    return lanes.stream().map(Lane::worker).toList();
  }
}
