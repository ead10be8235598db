package io.likes.kafka;

import static io.likes.kafka.Events.like;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.LikesListener;
import io.likes.spi.LikeEvent;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The consumer of events, on a real broker,")
@ExtendWith(OneBroker.class)
@Timeout(300)
class LikeEventConsumerTest {
  private final Kafka kafka;
  private final String topic;
  private final String group = Kafka.newGroup();
  private final Queue<LikeEvent> taken = new ConcurrentLinkedQueue<>();

  LikeEventConsumerTest(Kafka kafka) {
    this.kafka = kafka;
    this.topic = kafka.newTopic(2);
  }

  @BeforeEach
  void createDeadLetters() {
    kafka.createTopic(dead(), 1);
  }

  private String dead() {
    return topic + "-dead";
  }

  private LikeEventConsumer.Builder consumer(String protocol) {
    return kafka
        .consumer(topic, group, protocol, dead())
        .subscriber("test", events -> taken.addAll(events));
  }

  private void publish(int from, int to) {
    KafkaEventSink sink = kafka.sink(topic);
    events(from, to).forEach(event -> sink.publish(event, false));
  }

  private static List<LikeEvent> events(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> like("post-" + i % 7, i)).toList();
  }

  private void awaitTaken(Collection<LikeEvent> events) {
    await()
        .atMost(Kafka.PATIENCE)
        .untilAsserted(() -> assertThat(Set.copyOf(taken)).containsAll(events));
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  @DisplayName("goes on where it stopped")
  void restart(String protocol) {
    publish(1, 50);
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      awaitTaken(events(1, 50));
      consumer.close();
      assertThat(consumer.ended().toCompletableFuture()).isCompleted();
    }
    assertThat(committed()).isEqualTo(50);
    taken.clear();
    publish(51, 60);
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      awaitTaken(events(51, 60));
      assertThat(taken).hasSize(10);
      assertThat(consumer).hasToString("LikeEventConsumer[" + topic + "-" + group + "]");
    }
  }

  private long committed() {
    return kafka.committed(group).values().stream().mapToLong(Long::longValue).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  @DisplayName("shares partitions with others and takes over those of one that leaves")
  void shares(String protocol) {
    LikeEventConsumer first = consumer(protocol).start();
    publish(1, 20);
    awaitTaken(events(1, 20));
    try (LikeEventConsumer second = consumer(protocol).start()) {
      await().atMost(Kafka.PATIENCE).until(() -> members() == 2);
      publish(21, 40);
      awaitTaken(events(21, 40));
      first.close();
      publish(41, 60);
      awaitTaken(events(41, 60));
      assertThat(second.ended().toCompletableFuture()).isNotDone();
    }
    first.close();
  }

  /** Returns how many members have partitions. */
  private long members() {
    return Kafka.done(kafka.admin().describeConsumerGroups(List.of(group)).all())
        .get(group)
        .members()
        .stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  @DisplayName("reads partitions that are added while it runs, from their start")
  void partitionsAdded(String protocol) {
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      publish(1, 20);
      awaitTaken(events(1, 20));
      Kafka.done(kafka.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(8))).all());
      await().atMost(Kafka.PATIENCE).until(() -> kafka.producer().partitionsFor(topic).size() == 8);
      publish(21, 120);
      assertThat(Kafka.partitions(kafka.read(topic))).anyMatch(partition -> partition >= 2);
      awaitTaken(events(21, 120));
      assertThat(consumer.ended().toCompletableFuture()).isNotDone();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  @DisplayName("reads a topic that was deleted and made anew, from its start")
  void topicMadeAnew(String protocol) {
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      publish(1, 100);
      awaitTaken(events(1, 100));
      await().atMost(Kafka.PATIENCE).until(() -> committed() == 100);
      makeAnewWith(101, 130);
      awaitTaken(events(101, 130));
      assertThat(consumer.ended().toCompletableFuture()).isNotDone();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  @DisplayName("reads a topic from its start that was made anew, and grew, while it was stopped")
  void topicOutgrewTheOffset(String protocol) {
    publish(1, 30);
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      awaitTaken(events(1, 30));
    }
    assertThat(committed()).isEqualTo(30);
    makeAnewWith(101, 200);
    taken.clear();
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      awaitTaken(events(101, 200));
      await().atMost(Kafka.PATIENCE).until(() -> committed() >= 100);
    }
    // The offsets are those of the new topic now.
    taken.clear();
    publish(201, 210);
    try (LikeEventConsumer consumer = consumer(protocol).start()) {
      awaitTaken(events(201, 210));
      assertThat(taken).hasSize(10);
    }
  }

  private void makeAnewWith(int from, int to) {
    Kafka.done(kafka.admin().deleteTopics(List.of(topic)).all());
    await()
        .atMost(Kafka.PATIENCE)
        .until(() -> !Kafka.done(kafka.admin().listTopics().names()).contains(topic));
    kafka.createTopic(topic, 2);
    await()
        .atMost(Kafka.PATIENCE)
        .ignoreExceptionsInstanceOf(BackendException.class)
        .until(
            () -> {
              publish(from, to);
              return true;
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  @DisplayName("reads a topic from its start that was made anew, and grew, while it did not look")
  void topicOutgrewThePosition(String protocol) {
    ManualClock clock = new ManualClock();
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch madeAnew = new CountDownLatch(1);
    publish(1, 30);
    try (LikeEventConsumer consumer =
        kafka
            .consumer(topic, group, protocol, dead())
            .time(clock)
            .subscriber(
                "test",
                events -> {
                  taken.addAll(events);
                  if (taken.size() >= 30) {
                    busy.countDown();
                    awaitStart(madeAnew);
                  }
                })
            .start()) {
      awaitStart(busy);
      makeAnewWith(101, 200);
      madeAnew.countDown();
      await()
          .atMost(Kafka.PATIENCE)
          .untilAsserted(
              () -> {
                clock.advance(Duration.ofSeconds(1));
                assertThat(Set.copyOf(taken)).containsAll(events(101, 200));
              });
      assertThat(consumer.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  @DisplayName("goes on at the earliest event when retention has taken the one where it stopped")
  void offsetOutOfRange() {
    publish(1, 20);
    try (LikeEventConsumer consumer = consumer("classic").start()) {
      awaitTaken(events(1, 20));
    }
    publish(21, 60);
    Map<TopicPartition, RecordsToDelete> gone =
        kafka.read(topic).stream()
            .collect(
                Collectors.toMap(
                    record -> new TopicPartition(topic, record.partition()),
                    ConsumerRecord::offset,
                    Math::max))
            .entrySet()
            .stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, last -> RecordsToDelete.beforeOffset(last.getValue())));
    Kafka.done(kafka.admin().deleteRecords(gone).all());
    List<LikeEvent> left = kafka.read(topic).stream().map(Events::of).toList();
    assertThat(left).hasSize(gone.size());
    taken.clear();
    try (LikeEventConsumer consumer = consumer("classic").start()) {
      awaitTaken(left);
      assertThat(taken).hasSameSizeAs(left);
    }
  }

  @Test
  @DisplayName("keeps what it cannot read as dead letters, with the reason, and goes on")
  void deadLetters() {
    byte[] poison = "poison".getBytes(UTF_8);
    Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    sendRaw(poison);
    sendRaw(new byte[5_000]);
    publish(1, 5);
    Map<String, Object> narrow = new HashMap<>(kafka.producerConfig());
    narrow.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1_000);
    try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(narrow, new ByteArraySerializer(), new ByteArraySerializer());
        LikeEventConsumer consumer =
            consumer("classic")
                .deadLetters(producer, narrow, dead())
                .listener(
                    new LikesListener() {
                      @Override
                      public void lost(Loss loss, Throwable cause) {
                        if (loss == Loss.DEAD_LETTER) {
                          reported.add(cause);
                        }
                        throw new IllegalStateException("must not matter");
                      }
                    })
                .start()) {
      awaitTaken(events(1, 5));
      await().atMost(Kafka.PATIENCE).until(() -> committed() == 7);
      assertThat(consumer.ended().toCompletableFuture()).isNotDone();
    }
    List<ConsumerRecord<byte[], byte[]>> dead = kafka.read(dead());
    assertThat(dead).hasSize(2);
    assertThat(dead.get(0).value()).isEqualTo(poison);
    assertThat(dead.get(0).key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(header(dead.get(0), KafkaDeadLetters.REASON)).isEqualTo("unknown format 112");
    assertThat(header(dead.get(0), KafkaDeadLetters.TOPIC)).isEqualTo(topic);
    assertThat(header(dead.get(0), KafkaDeadLetters.PARTITION)).isEqualTo("0");
    assertThat(header(dead.get(0), KafkaDeadLetters.OFFSET)).isEqualTo("0");
    assertThat(header(dead.get(0), KafkaDeadLetters.TIMESTAMP)).isEqualTo("17");
    assertThat(header(dead.get(0), "mine")).isEqualTo("kept");
    assertThat(dead.get(1).value()).isNull();
    assertThat(header(dead.get(1), KafkaDeadLetters.OMITTED_BYTES)).isEqualTo("5000");
    assertThat(reported).hasSize(2);
  }

  private void sendRaw(byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, 17L, "key".getBytes(UTF_8), value);
    record.headers().add("mine", "kept".getBytes(UTF_8));
    Future<?> sent = kafka.producer().send(record);
    kafka.producer().flush();
    assertThat(sent).isDone();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  @DisplayName("waits for a backend for longer than max.poll.interval.ms and stays in its group")
  void staysAMember() {
    publish(1, 10);
    CountDownLatch failures = new CountDownLatch(40);
    Map<String, Object> config = new HashMap<>(kafka.consumerConfig(group, "classic"));
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 2_000);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    try (LikeEventConsumer consumer =
        kafka
            .consumer(topic, group, "classic", dead())
            .consumerConfig(config)
            .subscriber(
                "down for a while",
                events -> {
                  if (failures.getCount() > 0) {
                    failures.countDown();
                    throw new BackendException(Effect.UNKNOWN, "test", null);
                  }
                  taken.addAll(events);
                })
            .start()) {
      await()
          .atMost(Kafka.PATIENCE)
          .untilAsserted(() -> assertThat(consumer.lag().age()).isPositive());
      assertThat(consumer.lag().events()).isPositive();
      awaitTaken(events(1, 10));
      await().atMost(Kafka.PATIENCE).until(() -> committed() == 10);
      assertThat(taken).hasSize(10);
      await().atMost(Kafka.PATIENCE).until(() -> consumer.lag().events() == 0);
    }
  }

  @Test
  @DisplayName("starts before its topic is there")
  void topicComesLater() {
    String later = "later-" + topic;
    try (LikeEventConsumer consumer =
        kafka
            .consumer(later, group, "classic", dead())
            .subscriber("test", events -> taken.addAll(events))
            .start()) {
      kafka.createTopic(later, 1);
      KafkaEventSink sink = kafka.sink(later);
      await()
          .atMost(Kafka.PATIENCE)
          .ignoreExceptionsInstanceOf(BackendException.class)
          .until(
              () -> {
                sink.publish(like("a", 1), false);
                return true;
              });
      awaitTaken(List.of(like("a", 1)));
      assertThat(consumer.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  @DisplayName("may be closed by its own subscriber")
  void closedBySubscriber() {
    publish(1, 1);
    CountDownLatch started = new CountDownLatch(1);
    LikeEventConsumer[] self = new LikeEventConsumer[1];
    self[0] =
        kafka
            .consumer(topic, group, "classic", dead())
            .subscriber(
                "test",
                events -> {
                  awaitStart(started);
                  self[0].close();
                })
            .start();
    started.countDown();
    self[0].ended().toCompletableFuture().join();
    assertThat(committed()).isEqualTo(1);
  }

  private static void awaitStart(CountDownLatch started) {
    try {
      started.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("spreads the cells of one content over the partitions if it is asked to")
  void spread() {
    KafkaEventSink sink = kafka.sink(topic);
    io.likes.spi.CellId root = like("hot", 1).header().cell();
    Stream<LikeEvent> cells = IntStream.range(0, 16).mapToObj(i -> like(root.child(i), i + 1));
    sink.publish(like("hot", 1), false);
    sink.publish(like("hot", 2), false);
    assertThat(Kafka.partitions(kafka.read(topic))).hasSize(1);
    cells.forEach(event -> sink.publish(event, true));
    assertThat(Kafka.partitions(kafka.read(topic))).hasSize(2);
    assertThat(kafka.read(topic))
        .extracting(record -> new String(record.key(), UTF_8))
        .contains("hot", "hot/3");
  }
}
