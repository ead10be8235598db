package io.likes.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.likes.BackendException;
import io.likes.kafka.DeadLetters.DeadLetter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Dead letters, on a real broker,")
@ExtendWith(OneBroker.class)
@Timeout(300)
class KafkaDeadLettersTest {
  private final Kafka kafka;
  private final List<DeadLetter> letters =
      IntStream.range(0, 100)
          .mapToObj(
              i ->
                  new DeadLetter(
                      new ConsumerRecord<>("likes", 0, i, null, ("poison " + i).getBytes(UTF_8)),
                      "test"))
          .toList();

  KafkaDeadLettersTest(Kafka kafka) {
    this.kafka = kafka;
  }

  private Producer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(kafka.producerConfig());
    config.putAll(settings);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  @DisplayName("are written once, however often that is tried while the broker does not answer")
  void oneCopy() {
    try (Producer<byte[], byte[]> producer =
        producer(Map.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000))) {
      String topic = kafka.newKnownTopic(producer);
      KafkaDeadLetters dead = new KafkaDeadLetters(producer, topic, Duration.ofMillis(200));
      kafka.whileSuspended(
          () -> {
            for (int i = 0; i < 5; i++) {
              assertThatThrownBy(() -> dead.write(letters)).isInstanceOf(BackendException.class);
            }
          });
      producer.flush();
      dead.write(letters);
      assertThat(kafka.read(topic)).hasSize(letters.size());
    }
  }

  @Test
  @DisplayName("that the producer gave up are sent again, all with the next try")
  void givenUp() {
    String topic = kafka.newKnownTopic(kafka.producer());
    KafkaDeadLetters dead = new KafkaDeadLetters(kafka.producer(), topic, Kafka.PATIENCE);
    kafka.whileSuspended(
        () -> {
          assertThatThrownBy(() -> dead.write(letters)).isInstanceOf(BackendException.class);
          kafka.producer().flush();
        });
    await().atMost(Kafka.PATIENCE).until(() -> kafka.producer().partitionsFor(topic).size() == 1);
    dead.write(letters);
    // What was given up may have arrived all the same.
    assertThat(kafka.read(topic))
        .hasSizeGreaterThanOrEqualTo(letters.size())
        .extracting(record -> new String(record.value(), UTF_8))
        .containsAll(IntStream.range(0, letters.size()).mapToObj(i -> "poison " + i).toList());
  }

  @Test
  @DisplayName("say it when only an operator can help")
  void operator() {
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      KafkaDeadLetters dead = new KafkaDeadLetters(producer, "a b", Kafka.PATIENCE);
      assertThatThrownBy(() -> dead.write(letters)).isInstanceOf(InvalidTopicException.class);
    }
  }
}
