package io.likes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.LikesListener;
import io.likes.servers.FreePorts;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("The sink of events")
@ExtendWith(OneBroker.class)
@Timeout(300)
class KafkaEventSinkTest {
  private static final LikeEvent EVENT = Events.like("a", 1);

  private final Kafka kafka;
  private final Queue<Throwable> lost = new ConcurrentLinkedQueue<>();

  KafkaEventSinkTest(Kafka kafka) {
    this.kafka = kafka;
  }

  private KafkaEventSink.Builder sink(Producer<byte[], byte[]> producer, String topic) {
    return KafkaEventSink.builder()
        .producer(producer, kafka.producerConfig())
        .topic(topic)
        .listener(
            new LikesListener() {
              @Override
              public void lost(Loss loss, Throwable cause) {
                lost.add(cause);
              }
            });
  }

  private Producer<byte[], byte[]> withoutBroker() {
    Map<String, Object> nowhere = new HashMap<>(kafka.producerConfig());
    nowhere.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + FreePorts.next());
    nowhere.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 100);
    return new KafkaProducer<>(nowhere, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  @DisplayName(
      "that does not wait fails while there is no broker, so that the event is tried again")
  void noBroker() {
    try (Producer<byte[], byte[]> producer = withoutBroker()) {
      KafkaEventSink sink = sink(producer, "likes").awaitDurable(false).build();
      assertThatThrownBy(() -> sink.publish(EVENT, false))
          .isInstanceOf(BackendException.class)
          .hasMessageStartingWith("UNKNOWN: event for topic likes was refused");
      assertThat(lost).isEmpty();
    }
  }

  @Test
  @DisplayName("that does not wait reports what the producer gives up later as lost")
  void givenUpLater() {
    String topic = kafka.newKnownTopic(kafka.producer());
    KafkaEventSink sink = sink(kafka.producer(), topic).awaitDurable(false).build();
    kafka.whileSuspended(
        () -> {
          sink.publish(EVENT, false);
          kafka.producer().flush();
        });
    assertThat(lost).hasSize(1);
  }

  @Test
  @DisplayName("has one timeout for all events that are published together")
  void oneTimeout() {
    List<LikeEvent> events =
        IntStream.range(0, 500).mapToObj(i -> Events.like("a", i + 1)).toList();
    try (Producer<byte[], byte[]> producer = withoutBroker()) {
      KafkaEventSink sink = sink(producer, "likes").timeout(Duration.ofSeconds(2)).build();
      Map<LikeEvent, BackendException> failed = sink.publishAll(events, false);
      assertThat(failed).containsOnlyKeys(events);
      assertThat(failed.get(events.get(499)))
          .hasMessage("UNKNOWN: event for topic likes was not sent within PT2S");
    }
  }

  @Test
  @DisplayName("deals the cells of a content out to all partitions alike, at every depth")
  void evenly() {
    String topic = kafka.newTopic(8);
    KafkaEventSink sink = sink(kafka.producer(), topic).build();
    CellId root = EVENT.header().cell();
    for (int i = 0; i < 32; i++) {
      sink.publish(Events.like(root.child(i), 1), true);
    }
    assertThat(ofEachPartition(topic))
        .hasSize(8)
        .allSatisfy((partition, of) -> assertThat(of).isEqualTo(4));
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 16; j++) {
        sink.publish(Events.like(root.child(i).child(j), 1), true);
      }
    }
    assertThat(ofEachPartition(topic))
        .allSatisfy((partition, of) -> assertThat(of).isEqualTo(4 + 32));
  }

  private Map<Integer, Long> ofEachPartition(String topic) {
    return kafka.read(topic).stream()
        .collect(Collectors.groupingBy(ConsumerRecord::partition, Collectors.counting()));
  }

  @Test
  @DisplayName("names those of several events that an interrupted thread did not wait for")
  void interrupted() {
    KafkaEventSink sink = sink(kafka.producer(), kafka.newTopic(1)).build();
    Thread.currentThread().interrupt();
    Map<LikeEvent, BackendException> failed = sink.publishAll(List.of(EVENT), false);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failed).containsOnlyKeys(EVENT);
  }
}
