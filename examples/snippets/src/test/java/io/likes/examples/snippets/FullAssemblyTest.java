package io.likes.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.UserId;
import io.likes.cassandra.CassandraSchema;
import io.likes.redis.RedisCounterStore;
import io.likes.servers.cassandra.CassandraCluster;
import io.likes.servers.kafka.KafkaCluster;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("The full assembly")
class FullAssemblyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CONTENTS = 10;

  @Test
  @DisplayName(
      "on three real servers: likes are in Cassandra, and their counts reach every process by Kafka and Redis")
  void countsArrive() throws InterruptedException, ExecutionException {
    try (CassandraCluster cassandra =
            CassandraCluster.start(1, Map.of(), CassandraCluster.SHORT_LIVED);
        KafkaCluster kafka = KafkaCluster.start(1, KafkaCluster.SHORT_LIVED);
        RedisServer server = RedisServer.start(Persistence.NONE);
        CqlSession session = session(cassandra);
        UnifiedJedis redis = RedisClient.builder().hostAndPort(server.address()).build()) {
      createTopics(kafka);
      Map<String, Object> producerConfig =
          Map.of(
              ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
              kafka.bootstrapServers(),
              ProducerConfig.MAX_BLOCK_MS_CONFIG,
              2000);
      Map<String, Object> consumerConfig =
          Map.of(
              ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
              kafka.bootstrapServers(),
              ConsumerConfig.GROUP_ID_CONFIG,
              "counts");
      try (Producer<byte[], byte[]> producer =
              new KafkaProducer<>(
                  producerConfig, new ByteArraySerializer(), new ByteArraySerializer());
          FullAssembly one =
              new FullAssembly(session, producer, producerConfig, consumerConfig, redis);
          FullAssembly other =
              new FullAssembly(session, producer, producerConfig, consumerConfig, redis)) {
        assertCounted(one.likes(), other.likes(), redis);
      }
    }
  }

  private static void assertCounted(LikeService one, LikeService other, UnifiedJedis redis) {
    List<ContentId> contents =
        IntStream.range(0, CONTENTS).mapToObj(i -> ContentId.of("post-" + i)).toList();
    UserId reader = UserId.of("user-0");
    for (int i = 0; i < CONTENTS; i++) {
      for (int user = 0; user <= i; user++) {
        (user % 2 == 0 ? one : other).like(contents.get(i), UserId.of("user-" + user));
      }
    }
    one.unlike(contents.get(0), reader);
    // By the log alone: nobody has asked for a count, and so nobody has summed cells.
    RedisCounterStore counts = RedisCounterStore.builder().client(redis).build();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<ContentId, StoredCount> stored = counts.read(contents);
              for (int i = 0; i < CONTENTS; i++) {
                assertThat(stored.get(contents.get(i)).cells())
                    .as("copies of %s", contents.get(i))
                    .singleElement()
                    .returns(i == 0 ? 0L : i + 1L, header -> header.total());
              }
            });
    // A process may show what it has seen itself for as long as the freshness of counts says.
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertShown(other, contents, reader));
  }

  private static void assertShown(LikeService service, List<ContentId> contents, UserId reader) {
    List<LikeView> page = service.view(contents, reader);
    for (int i = 0; i < CONTENTS; i++) {
      assertThat(page.get(i).count().value()).isEqualTo(i == 0 ? 0 : i + 1);
      assertThat(page.get(i).status()).isEqualTo(i == 0 ? LikeStatus.NOT_LIKED : LikeStatus.LIKED);
    }
  }

  private static CqlSession session(CassandraCluster cluster) {
    CqlSession session =
        CqlSession.builder()
            .addContactPoints(cluster.addresses())
            .withLocalDatacenter(CassandraCluster.DATA_CENTER)
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                    .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                    .build())
            .build();
    session.execute(
        "CREATE KEYSPACE likes WITH replication = {'class': 'NetworkTopologyStrategy', '%s': 1}"
            .formatted(CassandraCluster.DATA_CENTER));
    session.execute("USE likes");
    CassandraSchema.statements().forEach(session::execute);
    return session;
  }

  private static void createTopics(KafkaCluster kafka)
      throws InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("likes", Optional.of(4), Optional.empty()),
                  new NewTopic("likes-dead", Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }
}
