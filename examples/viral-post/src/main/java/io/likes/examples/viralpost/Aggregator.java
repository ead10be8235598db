package io.likes.examples.viralpost;

import io.likes.CountAggregator;
import io.likes.kafka.LikeEventConsumer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import redis.clients.jedis.UnifiedJedis;

/** The process that brings the counts of a run from its log to Redis, until it is killed. */
final class Aggregator {
  private static final int SESSION_MILLIS = 6_000;
  private static final int DEAD_LETTER_MILLIS = 5_000;

  private Aggregator() {}

  /** Returns the topic for what is no event of another topic. */
  static String deadLetters(String topic) {
    return topic + "-dead";
  }

  /**
   * Runs it.
   *
   * @param args brokers, topic, addresses of Redis, prefix of the keys, a file to make once it has
   *     started
   */
  public static void main(String[] args) throws Exception {
    Map<String, Object> producerConfig =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            args[0],
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            DEAD_LETTER_MILLIS);
    try (UnifiedJedis redis = RedisBackend.client(RedisBackend.addresses(args[2]));
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                producerConfig, new ByteArraySerializer(), new ByteArraySerializer());
        LikeEventConsumer consumer =
            LikeEventConsumer.builder()
                .consumerConfig(
                    Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        args[0],
                        ConsumerConfig.GROUP_ID_CONFIG,
                        args[1],
                        // So long the partitions of one that was killed wait for the next.
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        SESSION_MILLIS))
                .topic(args[1])
                .deadLetters(producer, producerConfig, deadLetters(args[1]))
                .subscriber(
                    "counts",
                    new CountAggregator(RedisBackend.counterStore(redis, args[3]))::accept)
                .start()) {
      Files.writeString(Path.of(args[4]), "");
      consumer.ended().toCompletableFuture().get();
    }
  }
}
