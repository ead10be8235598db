package io.likes.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.likes.servers.ServerProcess;
import io.likes.servers.kafka.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A cluster as the tests use it: fresh topics, clients with short timeouts, looks past our code.
 */
final class Kafka implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaCluster cluster;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;

  Kafka(KafkaCluster cluster) {
    this.cluster = cluster;
    this.admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()));
    this.producer =
        new KafkaProducer<>(producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  KafkaCluster cluster() {
    return cluster;
  }

  Admin admin() {
    return admin;
  }

  Producer<byte[], byte[]> producer() {
    return producer;
  }

  Map<String, Object> producerConfig() {
    return producerConfig(cluster.bootstrapServers());
  }

  static Map<String, Object> producerConfig(String bootstrapServers) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServers,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        2000,
        ProducerConfig.LINGER_MS_CONFIG,
        0,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        2000,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        4000,
        ProducerConfig.METADATA_MAX_AGE_CONFIG,
        1000);
  }

  Map<String, Object> consumerConfig(String group, String protocol) {
    return consumerConfig(cluster.bootstrapServers(), group, protocol);
  }

  static Map<String, Object> consumerConfig(
      String bootstrapServers, String group, String protocol) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol);
    config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 1000);
    if (protocol.equals("classic")) {
      config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 3000);
      config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
    }
    return config;
  }

  /** Makes a topic with a random name. */
  String newTopic(int partitions) {
    String topic = "likes-" + UUID.randomUUID();
    createTopic(topic, partitions);
    return topic;
  }

  void createTopic(String topic, int partitions) {
    createTopic(new NewTopic(topic, Optional.of(partitions), Optional.empty()));
  }

  void createTopic(NewTopic topic) {
    done(admin.createTopics(List.of(topic)).all());
  }

  /** Makes a topic of one partition that the producer knows already. */
  String newKnownTopic(Producer<byte[], byte[]> of) {
    String topic = newTopic(1);
    await().atMost(PATIENCE).until(() -> of.partitionsFor(topic).size() == 1);
    return topic;
  }

  /** The brokers, of which a test disturbs one; skips it if they were given. */
  List<ServerProcess> brokers() {
    assumeFalse(cluster.brokers().isEmpty(), "the brokers were given, and cannot be disturbed");
    return cluster.brokers();
  }

  /** Runs something while the first broker answers nobody. */
  void whileSuspended(Runnable work) {
    ServerProcess broker = brokers().get(0);
    broker.suspend();
    try {
      work.run();
    } finally {
      broker.resume();
    }
  }

  static String newGroup() {
    return "group-" + UUID.randomUUID();
  }

  KafkaEventSink sink(String topic) {
    return KafkaEventSink.builder().producer(producer, producerConfig()).topic(topic).build();
  }

  /** A consumer of a topic whose dead letters go to {@code deadLetters}. */
  LikeEventConsumer.Builder consumer(
      String topic, String group, String protocol, String deadLetters) {
    return LikeEventConsumer.builder()
        .consumerConfig(consumerConfig(group, protocol))
        .topic(topic)
        .deadLetters(producer, producerConfig(), deadLetters)
        .retryPause(Duration.ofMillis(100))
        .commitInterval(Duration.ofMillis(200));
  }

  /** Reads a topic from its start to its end at the time of the call. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> config = new HashMap<>(consumerConfig("unused", "classic"));
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.get(part))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** Returns how many records of each partition of a topic a group has committed. */
  Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets =
        done(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    return committed;
  }

  /** Returns the partitions that records of a topic are in. */
  static Set<Integer> partitions(Collection<ConsumerRecord<byte[], byte[]>> records) {
    Set<Integer> partitions = new HashSet<>();
    records.forEach(record -> partitions.add(record.partition()));
    return partitions;
  }

  static <T> T done(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Closes the clients and the cluster. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    cluster.close();
  }
}
