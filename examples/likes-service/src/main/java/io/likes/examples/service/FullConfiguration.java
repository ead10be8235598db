package io.likes.examples.service;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.likes.CountAggregator;
import io.likes.LikeService;
import io.likes.cassandra.CassandraLikeStore;
import io.likes.cassandra.CassandraSchema;
import io.likes.cassandra.CassandraUserLikeStore;
import io.likes.kafka.KafkaEventSink;
import io.likes.kafka.LikeEventConsumer;
import io.likes.micrometer.MicrometerLikesListener;
import io.likes.redis.RedisCounterStore;
import io.likes.servers.cassandra.CassandraCluster;
import io.likes.servers.kafka.KafkaCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

/**
 * The profile {@code full}: likes and users' lists in Cassandra, events in Kafka, counts in Redis,
 * and in each process one of the aggregators that keep them.
 */
@Configuration(proxyBeanMethods = false)
@Profile("full")
class FullConfiguration {
  private static final String TOPIC = "likes";
  private static final String DEAD_LETTERS = "likes-dead";
  private static final int PARTITIONS = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  // Changes of tables wait for all nodes.
  private static final Duration TABLES_TIMEOUT = Duration.ofMinutes(1);

  /** Where the brokers are. */
  record Kafka(String brokers) {
    Map<String, Object> producerConfig() {
      return Map.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          brokers,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          TIMEOUT.toMillis());
    }

    Map<String, Object> consumerConfig() {
      return Map.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers, ConsumerConfig.GROUP_ID_CONFIG, TOPIC);
    }
  }

  @Bean
  Kafka kafka(Servers servers, Optional<KafkaCluster> own) throws InterruptedException {
    String brokers =
        own.map(KafkaCluster::bootstrapServers).orElseGet(() -> String.join(",", servers.kafka()));
    try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
      makeTopic(admin, new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty()));
      makeTopic(admin, new NewTopic(DEAD_LETTERS, Optional.of(1), Optional.empty()));
    }
    return new Kafka(brokers);
  }

  private static void makeTopic(Admin admin, NewTopic topic) throws InterruptedException {
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(topic.name() + " could not be made", e.getCause());
      }
    }
  }

  @Bean
  Producer<byte[], byte[]> producer(Kafka kafka) {
    return new KafkaProducer<>(
        kafka.producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Bean
  CqlSession session(Servers servers, Optional<CassandraCluster> own) {
    own.ifPresent(cluster -> makeTables(cluster, servers.keyspace()));
    List<InetSocketAddress> nodes =
        own.map(CassandraCluster::addresses)
            .orElseGet(() -> servers.cassandra().stream().map(FullConfiguration::socket).toList());
    String dataCenter = own.isPresent() ? CassandraCluster.DATA_CENTER : servers.dataCenter();
    return session(nodes, dataCenter, TIMEOUT).withKeyspace(servers.keyspace()).build();
  }

  private static void makeTables(CassandraCluster cluster, String keyspace) {
    try (CqlSession session =
        session(cluster.addresses(), CassandraCluster.DATA_CENTER, TABLES_TIMEOUT).build()) {
      session.execute(
          "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
              .formatted(keyspace, CassandraCluster.DATA_CENTER));
      session.execute("USE " + keyspace);
      CassandraSchema.statements().forEach(session::execute);
    }
  }

  private static InetSocketAddress socket(String address) {
    HostAndPort parts = HostAndPort.from(address);
    return new InetSocketAddress(parts.getHost(), parts.getPort());
  }

  private static CqlSessionBuilder session(
      List<InetSocketAddress> nodes, String dataCenter, Duration timeout) {
    return CqlSession.builder()
        .addContactPoints(nodes)
        .withLocalDatacenter(dataCenter)
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                // See docs/operations.md.
                .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, timeout)
                .build());
  }

  @Bean
  RedisCounterStore counts(UnifiedJedis redisClient) {
    return RedisCounterStore.builder().client(redisClient).build();
  }

  @Bean
  Backend full(
      CqlSession session,
      Producer<byte[], byte[]> producer,
      Kafka kafka,
      RedisCounterStore counts) {
    return new Backend(
        CassandraLikeStore.builder(session).build(),
        CassandraUserLikeStore.builder(session).build(),
        counts,
        KafkaEventSink.builder()
            .producer(producer, kafka.producerConfig())
            .topic(TOPIC)
            .timeout(TIMEOUT)
            .build());
  }

  /** The aggregators of all processes share the partitions of the topic. */
  @Bean
  LikeEventConsumer aggregator(
      Producer<byte[], byte[]> producer,
      Kafka kafka,
      RedisCounterStore counts,
      LikeService likes,
      MicrometerLikesListener listener) {
    CountAggregator aggregator = new CountAggregator(counts, likes::observe, listener);
    return LikeEventConsumer.builder()
        .consumerConfig(kafka.consumerConfig())
        .topic(TOPIC)
        .deadLetters(producer, kafka.producerConfig(), DEAD_LETTERS)
        .subscriber("counts", aggregator::accept)
        .listener(listener)
        .start();
  }
}
