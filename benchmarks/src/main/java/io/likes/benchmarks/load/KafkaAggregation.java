package io.likes.benchmarks.load;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.CountAggregator;
import io.likes.UserId;
import io.likes.benchmarks.Zipf;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.kafka.KafkaEventSink;
import io.likes.kafka.LikeEventConsumer;
import io.likes.redis.RedisCounterStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import redis.clients.jedis.RedisClient;

/**
 * How fast one aggregator works off a topic of a real broker: into the in-memory CounterStore and
 * into Redis, beside a bare consumer that polls and decodes and does nothing else.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.likes.benchmarks.load.KafkaAggregation EVENTS
 * </pre>
 *
 * <p>Starts the servers by itself. The events are likes of 100,000 contents by Zipf's law, in eight
 * partitions. Each reader has one thread and reads all of them, from its first batch to its last;
 * the three take turns, in five rounds after one that counts for nothing, and medians are printed.
 */
public final class KafkaAggregation {
  private static final int CONTENTS = 100_000;
  private static final int PUBLISHED_TOGETHER = 10_000;
  private static final int ROUNDS = 5;
  private static final int MAX_POLL_RECORDS = 5_000;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final MethodHandle DECODE = decoder();

  private KafkaAggregation() {}

  /** Runs all readers, and prints a table. */
  public static void main(String[] arguments) throws Throwable {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("arguments must be EVENTS");
    }
    int events = Integer.parseInt(arguments[0]);
    try (EventTopic topic = new EventTopic();
        RedisServer server = RedisServer.start(Persistence.NONE);
        RedisClient redis = RedisClient.builder().hostAndPort(server.address()).build()) {
      fill(topic.sink(), events);
      System.out.printf(
          "%d events of %d contents, %d partitions, one thread a reader%n",
          events, CONTENTS, EventTopic.PARTITIONS);
      List<Double> bare = new ArrayList<>();
      List<Double> inMemory = new ArrayList<>();
      List<Double> inRedis = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        bare.add(bare(topic, "bare-" + round, events));
        inMemory.add(aggregator(topic, "in-memory-" + round, events, new InMemoryCounterStore()));
        inRedis.add(
            aggregator(
                topic,
                "redis-" + round,
                events,
                RedisCounterStore.builder().client(redis).prefix("round-" + round).build()));
      }
      double base = median(bare);
      print("bare consumer: poll and decode", median(bare), base);
      print("aggregator into memory", median(inMemory), base);
      print("aggregator into Redis", median(inRedis), base);
    }
  }

  private static void fill(KafkaEventSink sink, int events) {
    int[] draws = new Zipf(CONTENTS).draws(events, 1);
    Map<Integer, Long> totals = new HashMap<>();
    List<LikeEvent> batch = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      long total = totals.merge(draws[i], 1L, Long::sum);
      CellId cell = CellId.root(ContentId.of("content-" + draws[i]));
      batch.add(
          new LikeEvent(
              new CellHeader(cell, total, total, 0, 0),
              UserId.of("user-" + i),
              true,
              ContentType.of("post"),
              new Version(0, total),
              System.currentTimeMillis()));
      if (batch.size() == PUBLISHED_TOGETHER || i == events - 1) {
        for (BackendException failure : sink.publishAll(batch, false).values()) {
          throw failure;
        }
        batch.clear();
      }
    }
  }

  private static double bare(EventTopic topic, String group, int events) throws Throwable {
    Map<String, Object> config = new HashMap<>(topic.consumerConfig(group));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(EventTopic.NAME));
      long start = 0;
      long likes = 0;
      for (int read = 0; read < events; ) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          start = read == 0 ? System.nanoTime() : start;
          LikeEvent event = (LikeEvent) DECODE.invokeExact(each.value());
          likes += event.liked() ? 1 : 0;
          read++;
        }
      }
      double perSecond = events * 1e9 / (System.nanoTime() - start);
      check(events, likes);
      return perSecond;
    }
  }

  private static double aggregator(EventTopic topic, String group, int events, CounterStore counts)
      throws InterruptedException {
    CountAggregator aggregator = new CountAggregator(counts);
    CountDownLatch left = new CountDownLatch(events);
    long[] startAndEnd = new long[2];
    try (LikeEventConsumer unused =
        topic.consumer(
            group,
            some -> {
              if (left.getCount() == events) {
                startAndEnd[0] = System.nanoTime();
              }
              aggregator.accept(some);
              startAndEnd[1] = System.nanoTime();
              some.forEach(event -> left.countDown());
            })) {
      left.await();
    }
    long total = 0;
    for (int first = 0; first < CONTENTS; first += MAX_POLL_RECORDS) {
      List<ContentId> some = new ArrayList<>();
      for (int i = first; i < Math.min(CONTENTS, first + MAX_POLL_RECORDS); i++) {
        some.add(ContentId.of("content-" + i));
      }
      total +=
          counts.read(some).values().stream()
              .flatMap(count -> count.cells().stream())
              .mapToLong(CellHeader::total)
              .sum();
    }
    check(events, total);
    return events * 1e9 / (startAndEnd[1] - startAndEnd[0]);
  }

  private static void check(long expected, long seen) {
    if (seen != expected) {
      throw new IllegalStateException("expected " + expected + " likes, but saw " + seen);
    }
  }

  /** The decoder is nobody's business but the consumer's; the bare consumer needs the same one. */
  private static MethodHandle decoder() {
    try {
      var decode =
          Class.forName("io.likes.kafka.EventFormat").getDeclaredMethod("decode", byte[].class);
      decode.setAccessible(true);
      return MethodHandles.lookup().unreflect(decode);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Without the first, which warms up. */
  private static double median(List<Double> rounds) {
    double[] sorted = rounds.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String what, double perSecond, double base) {
    System.out.printf("  %-32s %9.0f events/s  %5.2f x%n", what, perSecond, perSecond / base);
  }
}
