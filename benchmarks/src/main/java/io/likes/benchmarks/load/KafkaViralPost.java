package io.likes.benchmarks.load;

import io.likes.ContentId;
import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.UserId;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.kafka.LikeEventConsumer;
import io.likes.redis.RedisCounterStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * One viral post at a fixed rate: how old the count is that readers of another process see, by way
 * of a real broker and Redis, and how even the partitions of the topic are.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.likes.benchmarks.load.KafkaViralPost RATE SECONDS
 * </pre>
 *
 * <p>Starts the servers by itself. Likes are kept in memory, in cells that bear a quarter of the
 * rate, so that the post is closed into cells as in a store that is busy. Likes are due at fixed
 * times, whether those before are done or not. A count is as old as the first answered like that is
 * missing in it.
 */
public final class KafkaViralPost {
  private static final ContentId POST = ContentId.of("viral");
  private static final double MICROS_IN_MILLI = 1000;
  private static final int CALLERS = 64;
  private static final int LIMITS_IN_RATE = 4;
  private static final Duration FRESHNESS = Duration.ofMillis(250);
  private static final Duration LOOK = Duration.ofMillis(5);
  // Everything is compiled by then, and the post is closed.
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private final int rate;
  private final int likes;
  private final int measuredFrom;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  // When the n-th like was answered.
  private final AtomicLongArray answeredAt;
  private final Histogram latency = new ConcurrentHistogram(3);
  private final Histogram age = new Histogram(3);

  private KafkaViralPost(int rate, int seconds) {
    this.rate = rate;
    this.measuredFrom = rate * (int) WARM_UP.toSeconds();
    this.likes = measuredFrom + rate * seconds;
    this.answeredAt = new AtomicLongArray(likes);
  }

  /** Runs it, and prints what was seen. */
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments must be RATE SECONDS");
    }
    int rate = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    try (EventTopic topic = new EventTopic();
        RedisServer server = RedisServer.start(Persistence.NONE);
        RedisClient redis = RedisClient.builder().hostAndPort(server.address()).build()) {
      new KafkaViralPost(rate, seconds).run(topic, redis);
    }
  }

  private void run(EventTopic topic, RedisClient redis) {
    LikeStore store = new BusyStore(rate / LIMITS_IN_RATE);
    RedisCounterStore counts = RedisCounterStore.builder().client(redis).build();
    CountAggregator aggregator = new CountAggregator(counts);
    try (LikeEventConsumer unused = topic.consumer("counts", aggregator::accept);
        LikeService writer = service(store, redis, topic).build();
        LikeService reader = service(store, redis, topic).countFreshness(FRESHNESS).build()) {
      long start = System.nanoTime();
      CompletableFuture<Void> storm = Callers.start(CALLERS, () -> likeInTime(writer, start));
      long[] before = new long[EventTopic.PARTITIONS];
      boolean measuring = false;
      while (!storm.isDone()) {
        LockSupport.parkNanos(LOOK.toNanos());
        look(reader);
        if (!measuring && answered.get() >= measuredFrom) {
          measuring = true;
          before = partitions(topic);
          age.reset();
        }
      }
      storm.join();
      print(store, before, partitions(topic), reader);
    }
  }

  private static LikeServiceBuilder service(LikeStore store, RedisClient redis, EventTopic topic) {
    return LikeService.builder()
        .likeStore(store)
        .counterStore(RedisCounterStore.builder().client(redis).build())
        .eventSink(topic.sink())
        .counting(Counting.ASYNC);
  }

  private void likeInTime(LikeService writer, long start) {
    for (int i = next.getAndIncrement(); i < likes; i = next.getAndIncrement()) {
      long due = start + (long) (i * 1e9 / rate);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      writer.like(POST, UserId.of("user-" + i));
      long now = System.nanoTime();
      if (i >= measuredFrom) {
        latency.recordValue(TimeUnit.NANOSECONDS.toMicros(now - due));
      }
      answeredAt.set(answered.getAndIncrement(), now);
    }
  }

  private void look(LikeService reader) {
    int seen = (int) reader.count(POST).value();
    long now = System.nanoTime();
    long missing = seen < answered.get() ? answeredAt.get(seen) : now;
    // 0 is a like that was answered in this very moment.
    age.recordValue(missing == 0 ? 0 : TimeUnit.NANOSECONDS.toMicros(Math.max(0, now - missing)));
  }

  private static long[] partitions(EventTopic topic) {
    long[] ends = new long[EventTopic.PARTITIONS];
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            topic.consumerConfig("ends"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int i = 0; i < ends.length; i++) {
        all.add(new TopicPartition(EventTopic.NAME, i));
      }
      consumer.endOffsets(all).forEach((partition, end) -> ends[partition.partition()] = end);
    }
    return ends;
  }

  private void print(LikeStore store, long[] before, long[] after, LikeService reader) {
    CellHeader root = store.headers(List.of(CellId.root(POST))).get(CellId.root(POST));
    long most = 0;
    long all = 0;
    for (int i = 0; i < after.length; i++) {
      most = Math.max(most, after[i] - before[i]);
      all += after[i] - before[i];
    }
    System.out.printf(
        "%d likes at %d/s after %d of warm-up, %d cells, counts read each %d ms%n",
        likes - measuredFrom,
        rate,
        measuredFrom,
        root == null ? 0 : root.children(),
        LOOK.toMillis());
    row("like, from when it was due", latency);
    row("age of the count", age);
    System.out.printf(
        "  fullest of %d partitions: %.2f x the mean%n",
        after.length, most * (double) after.length / all);
    long last = -1;
    long end = System.nanoTime();
    while (last != likes && System.nanoTime() - end < TimeUnit.MINUTES.toNanos(1)) {
      LockSupport.parkNanos(LOOK.toNanos());
      last = reader.count(POST).value();
    }
    System.out.printf(
        "  count at the end: %d of %d, %d ms after the last like%n",
        last, likes, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - end));
  }

  private static void row(String what, Histogram micros) {
    System.out.printf(
        "  %-28s p50 %7.1f ms  p99 %7.1f ms  max %7.1f ms%n",
        what,
        micros.getValueAtPercentile(50) / MICROS_IN_MILLI,
        micros.getValueAtPercentile(99) / MICROS_IN_MILLI,
        micros.getMaxValue() / MICROS_IN_MILLI);
  }

  /** The in-memory store as one whose cells bear so many changes a second. */
  private static final class BusyStore implements LikeStore {
    private final InMemoryLikeStore store = new InMemoryLikeStore();
    private final CellLimits limits;

    BusyStore(int changesPerSecond) {
      this.limits = new CellLimits(1, Long.MAX_VALUE, changesPerSecond, Long.MAX_VALUE);
    }

    @Override
    public BatchResult apply(CellBatch batch) {
      return store.apply(batch);
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
      return limits;
    }
  }
}
