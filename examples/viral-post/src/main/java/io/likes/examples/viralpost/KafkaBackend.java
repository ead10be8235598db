package io.likes.examples.viralpost;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikesListener;
import io.likes.kafka.KafkaEventSink;
import io.likes.servers.ServerProcess;
import io.likes.servers.kafka.KafkaCluster;
import io.likes.spi.LikeStore;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Likes in Redis or Cassandra, events in Kafka, counts in Redis, where an {@link Aggregator} in a
 * process of its own keeps them.
 */
final class KafkaBackend implements Backend {
  /** As the command line offers it. */
  static final class Kind implements BackendKind {
    private final CassandraBackend.@Nullable Options cassandra;
    private final Options kafka;
    private final RedisBackend.Options redis;

    /**
     * Makes one.
     *
     * @param cassandra where likes are; null if in Redis too
     */
    Kind(CassandraBackend.@Nullable Options cassandra, Options kafka, RedisBackend.Options redis) {
      this.cassandra = cassandra;
      this.kafka = kafka;
      this.redis = redis;
    }

    @Override
    public String name() {
      return cassandra == null ? "kafka-redis" : "full";
    }

    @Override
    public String description() {
      return "likes and users' lists in "
          + (cassandra == null ? "Redis" : "Cassandra")
          + ", events in Kafka, counts in Redis, aggregated by a process of its own; starts what"
          + " no address is given for";
    }

    @Override
    public List<Counting> countings() {
      return List.of(Counting.ASYNC, Counting.EXACT);
    }

    @Override
    public int threads() {
      return 64;
    }

    @Override
    public List<Object> options() {
      return cassandra == null ? List.of(kafka, redis) : List.of(cassandra, kafka, redis);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (cassandra != null) {
        problems.addAll(cassandra.problems());
      }
      problems.addAll(Addresses.problems("--kafka", kafka.kafka));
      problems.addAll(redis.problems());
      return problems;
    }

    @Override
    public boolean ownServers() {
      return kafka.kafka == null;
    }

    @Override
    public Backend open() {
      Deque<Runnable> closings = new ArrayDeque<>();
      try {
        return new KafkaBackend(cassandra, kafka, redis, closings);
      } catch (RuntimeException e) {
        closings.forEach(Runnable::run);
        throw e;
      }
    }
  }

  /** What the command line says of the brokers. */
  static final class Options {
    @Option(
        names = "--kafka",
        paramLabel = "HOST:PORT,...",
        description =
            "Brokers that run already. Each run makes topics with names of its own, which stay.")
    private @Nullable String kafka;
  }

  private static final int PARTITIONS = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration START = Duration.ofMinutes(1);

  private final String topic = "viral-post-" + UUID.randomUUID();
  private final Deque<Runnable> closings;
  private final RedisBackend redis;
  private final @Nullable CassandraBackend cassandra;
  private final @Nullable KafkaCluster cluster;
  private final Map<String, Object> producerConfig;
  private final Producer<byte[], byte[]> producer;

  /** Is there once the aggregator has started. */
  private final Path started;

  private final ServerProcess aggregator;

  /**
   * Starts all parts.
   *
   * @param closings gets what undoes each that has started, the last first
   */
  private KafkaBackend(
      CassandraBackend.@Nullable Options cassandraOptions,
      Options kafkaOptions,
      RedisBackend.Options redisOptions,
      Deque<Runnable> closings) {
    this.closings = closings;
    redis = RedisBackend.open(redisOptions);
    closings.push(redis::close);
    cassandra = cassandraOptions == null ? null : CassandraBackend.open(cassandraOptions);
    if (cassandra != null) {
      closings.push(cassandra::close);
    }
    cluster = kafkaOptions.kafka == null ? KafkaCluster.start(1, List.of()) : null;
    if (cluster != null) {
      closings.push(cluster::close);
    }
    String brokers =
        cluster != null ? cluster.bootstrapServers() : Objects.requireNonNull(kafkaOptions.kafka);
    createTopics(brokers, topic);
    producerConfig =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            TIMEOUT.toMillis());
    producer =
        new KafkaProducer<>(producerConfig, new ByteArraySerializer(), new ByteArraySerializer());
    closings.push(() -> producer.close(TIMEOUT));
    Path directory = temporaryDirectory();
    closings.push(() -> deleteAll(directory));
    started = directory.resolve("started");
    aggregator = aggregator(directory, started, brokers, topic, redis);
    closings.push(aggregator::close);
    aggregator.start();
  }

  private static void createTopics(String brokers, String topic) {
    try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()),
                  new NewTopic(Aggregator.deadLetters(topic), Optional.of(1), Optional.empty())))
          .all()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were made", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics could not be made at " + brokers, e.getCause());
    }
  }

  private static ServerProcess aggregator(
      Path directory, Path started, String brokers, String topic, RedisBackend counts) {
    return new ServerProcess(
        "aggregator",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            classPath(),
            Aggregator.class.getName(),
            brokers,
            topic,
            counts.addresses(),
            counts.prefix(),
            started.toString()),
        directory,
        Map.of(),
        () -> Files.exists(started),
        START);
  }

  /** The process runs in another directory, so that nothing may be relative. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Makes a service with stores of its own, as another process has them. */
  @Override
  public LikeService service(Counting counting, Duration countFreshness, LikesListener listener) {
    LikeServiceBuilder builder =
        (cassandra == null ? redis.likes() : cassandra.likes())
            .counting(counting)
            .countFreshness(countFreshness)
            .listener(listener);
    if (counting != Counting.EXACT) {
      builder
          .counterStore(redis.counterStore())
          .eventSink(
              KafkaEventSink.builder()
                  .producer(producer, producerConfig)
                  .topic(topic)
                  .timeout(TIMEOUT)
                  .build());
    }
    return builder.build();
  }

  @Override
  public LikeStore likeStore() {
    return cassandra == null ? redis.likeStore() : cassandra.likeStore();
  }

  /** Kills a broker, the next time the aggregator, and so on, as {@code kill -9} does. */
  @Override
  public void disturb(int number) {
    if (cluster == null) {
      throw new IllegalStateException("these brokers are not ours to kill");
    }
    ServerProcess process = number % 2 == 1 ? cluster.brokers().get(0) : aggregator;
    process.kill();
    if (process == aggregator) {
      delete(started);
    }
    process.start();
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
    closings.clear();
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("viral-post");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(KafkaBackend::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    delete(directory);
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
