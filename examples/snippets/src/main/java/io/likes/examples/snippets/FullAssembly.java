package io.likes.examples.snippets;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.cassandra.CassandraLikeStore;
import io.likes.cassandra.CassandraUserLikeStore;
import io.likes.kafka.KafkaEventSink;
import io.likes.kafka.LikeEventConsumer;
import io.likes.redis.RedisCounterStore;
import io.likes.spi.CounterStore;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import redis.clients.jedis.UnifiedJedis;

/** Likes in Cassandra, events in Kafka, counts in Redis. The clients are the caller's. */
public final class FullAssembly implements AutoCloseable {
  private final LikeService likes;
  private final LikeEventConsumer aggregator;

  /** Starts a service, and an aggregator beside it. */
  public FullAssembly(
      CqlSession session,
      Producer<byte[], byte[]> producer,
      Map<String, Object> producerConfig,
      Map<String, Object> consumerConfig,
      UnifiedJedis redis) {
    // region full
    CounterStore counts = RedisCounterStore.builder().client(redis).build();
    LikeService likes =
        LikeService.builder()
            .likeStore(CassandraLikeStore.builder(session).build())
            .userLikeStore(CassandraUserLikeStore.builder(session).build())
            .eventSink(
                KafkaEventSink.builder().producer(producer, producerConfig).topic("likes").build())
            .counterStore(counts)
            .counting(Counting.ASYNC)
            .build(); // counts that were read are cached in the process
    LikeEventConsumer aggregator = // in this process or in others, one or several
        LikeEventConsumer.builder()
            .consumerConfig(consumerConfig)
            .topic("likes")
            .deadLetters(producer, producerConfig, "likes-dead")
            .subscriber("counts", new CountAggregator(counts)::accept)
            .start();
    // endregion
    this.likes = likes;
    this.aggregator = aggregator;
  }

  /** Returns the service. */
  public LikeService likes() {
    return likes;
  }

  /** Closes the service, and the aggregator after it. */
  @Override
  public void close() {
    likes.close();
    aggregator.close();
  }
}
