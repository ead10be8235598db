package io.likes.benchmarks.load;

import io.likes.kafka.KafkaEventSink;
import io.likes.kafka.LikeEventConsumer;
import io.likes.servers.kafka.KafkaCluster;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker of its own with a topic for events, and clients of it. */
final class EventTopic implements AutoCloseable {
  static final String NAME = "likes";
  static final int PARTITIONS = 8;

  private static final String DEAD_LETTERS = "likes-dead";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final KafkaCluster cluster = KafkaCluster.start(1, List.of());
  private final Map<String, Object> producerConfig =
      Map.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          cluster.bootstrapServers(),
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          TIMEOUT.toMillis());
  private final Producer<byte[], byte[]> producer;

  EventTopic() {
    try (Admin admin =
        Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(NAME, Optional.of(PARTITIONS), Optional.empty()),
                  new NewTopic(DEAD_LETTERS, Optional.of(1), Optional.empty())))
          .all()
          .get();
      producer =
          new KafkaProducer<>(producerConfig, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (InterruptedException | ExecutionException e) {
      cluster.close();
      throw new IllegalStateException("no topic", e);
    }
  }

  KafkaEventSink sink() {
    return KafkaEventSink.builder()
        .producer(producer, producerConfig)
        .topic(NAME)
        .timeout(TIMEOUT)
        .build();
  }

  /** What a consumer of a new group needs to read all from the first event on. */
  Map<String, Object> consumerConfig(String group) {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        cluster.bootstrapServers(),
        ConsumerConfig.GROUP_ID_CONFIG,
        group);
  }

  LikeEventConsumer consumer(String group, Consumer<Collection<LikeEvent>> events) {
    return LikeEventConsumer.builder()
        .consumerConfig(consumerConfig(group))
        .topic(NAME)
        .deadLetters(producer, producerConfig, DEAD_LETTERS)
        .subscriber("measured", events)
        .start();
  }

  @Override
  public void close() {
    producer.close(TIMEOUT);
    cluster.close();
  }
}
