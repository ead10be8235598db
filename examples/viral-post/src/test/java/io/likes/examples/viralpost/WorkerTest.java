package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import io.likes.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final ContentId content = ContentId.of(UUID.randomUUID().toString());
  private final ManualTime clock = new ManualTime();
  private final ViralPostWatch watch = new ViralPostWatch(content, clock::nanoTime);
  private final InMemoryBackend backend = new InMemoryBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  @DisplayName("a stall counts against every call that was due meanwhile")
  void latencyFromDueTime() {
    AtomicLong calls = new AtomicLong();
    Worker worker =
        run(
            true,
            3,
            (method, counting, arguments, service) -> {
              if (method.equals("like") && calls.getAndIncrement() == 0) {
                clock.pause(10 * MILLI);
              }
              return service.call();
            });
    Histogram latency = worker.latency();
    assertThat(latency.getTotalCount()).isEqualTo(3);
    for (long millis : new long[] {10, 9, 8}) {
      assertThat(latency.getCountBetweenValues(millis * MILLI, millis * MILLI))
          .as("%d ms", millis)
          .isEqualTo(1);
    }
  }

  @Test
  @DisplayName("without due times, latency is that of the call alone")
  void latencyOfTheCall() {
    Worker worker =
        run(
            false,
            3,
            (method, counting, arguments, service) -> {
              clock.pause(5 * MILLI);
              return service.call();
            });
    assertThat(worker.latency().getCountBetweenValues(5 * MILLI, 5 * MILLI)).isEqualTo(3);
  }

  @Test
  @DisplayName("a call that is NOT_APPLIED is made again, with pauses, until it gets through")
  void tries() {
    AtomicLong tries = new AtomicLong();
    Worker worker =
        run(
            false,
            2,
            (method, counting, arguments, service) -> {
              if (method.equals("like") && tries.incrementAndGet() % 5 != 0) {
                throw new BackendException(BackendException.Effect.NOT_APPLIED, "not now", null);
              }
              return service.call();
            });
    assertThat(tries).hasValue(10);
    assertThat(worker.failures()).isZero();
    assertThat(worker.notApplied()).isEqualTo(8);
    // 10, 20, 40 and 80 ms, twice
    assertThat(clock.nanoTime()).isEqualTo(300 * MILLI);
    assertThat(worker.tally().likes()).isEqualTo(2);
    assertThat(watch.acknowledged()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "a call that gets through never is a failure, and the next ones wait no more until one does")
  void down() {
    AtomicLong tries = new AtomicLong();
    Worker worker =
        run(
            false,
            4,
            (method, counting, arguments, service) -> {
              boolean up = arguments != null && arguments[1].equals(UserId.of("user-2"));
              if (method.equals("like") && !up) {
                tries.incrementAndGet();
                throw new BackendException(BackendException.Effect.NOT_APPLIED, "down", null);
              }
              return service.call();
            });
    assertThat(worker.failures()).isEqualTo(3);
    assertThat(worker.tally().likes()).isEqualTo(1);
    // Pauses of 10 to 640 ms, then of 1 s, until 5 s are over: 12 tries. The second call has one,
    // the third gets through, the fourth waits again.
    assertThat(tries).hasValue(12 + 1 + 12);
  }

  @Test
  @DisplayName(
      "an exception that the service may not throw is a failure, and its pair is unsettled")
  void brokenContract() {
    Worker worker =
        run(
            false,
            1,
            (method, counting, arguments, service) -> {
              if (method.equals("like")) {
                throw new IllegalStateException("broken");
              }
              return service.call();
            });
    assertThat(worker.failures()).isEqualTo(1);
    assertThat(worker.tally().unsettled()).hasSize(1);
  }

  /** Lets a worker make likes of different users, one due each millisecond. */
  private Worker run(boolean timed, int likes, Intercepted.Interceptor interceptor) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < likes; i++) {
      calls.add(
          new Call(i * MILLI, true, UserId.of("user-" + i), ContentType.UNSPECIFIED, content));
    }
    BlockingQueue<List<Call>> queue = new LinkedBlockingQueue<>(List.of(calls, Worker.END));
    try (LikeService service =
        new Intercepted(backend, interceptor)
            .service(Counting.EXACT, Duration.ofSeconds(5), LikesListener.none())) {
      Worker worker =
          new Worker(
              service, queue, timed, 0, TimeUnit.SECONDS.toNanos(5), clock, watch, new LongAdder());
      worker.run();
      return worker;
    }
  }
}
