package io.likes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the builders refuse, and what they say; no broker is asked. */
@DisplayName("Bad configuration")
class SettingsTest {
  private static final Map<String, Object> GOOD =
      Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", 1000);
  private static final Producer<byte[], byte[]> PRODUCER =
      new KafkaProducer<>(GOOD, new ByteArraySerializer(), new ByteArraySerializer());

  @AfterAll
  static void closeProducer() {
    PRODUCER.close(Duration.ZERO);
  }

  private static KafkaEventSink.Builder sink(Object... config) {
    return KafkaEventSink.builder().topic("likes").producer(PRODUCER, with(GOOD, config));
  }

  private static LikeEventConsumer.Builder consumer(Object... config) {
    return LikeEventConsumer.builder()
        .topic("likes")
        .consumerConfig(
            with(Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "counts"), config))
        .deadLetters(PRODUCER, GOOD, "likes-dead")
        .subscriber("test", events -> {});
  }

  private static Map<String, Object> with(Map<String, Object> base, Object... config) {
    Map<String, Object> all = new HashMap<>(base);
    for (int i = 0; i < config.length; i += 2) {
      all.put((String) config[i], config[i + 1]);
    }
    return all;
  }

  private static void assertRefused(KafkaEventSink.Builder builder, String message) {
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
  }

  private static void assertRefused(LikeEventConsumer.Builder builder, String message) {
    assertThatIllegalArgumentException().isThrownBy(builder::start).withMessageContaining(message);
  }

  @Test
  @DisplayName("of a sink is refused, all problems together")
  void sinkProblems() {
    assertRefused(
        KafkaEventSink.builder().timeout(Duration.ZERO),
        "producer is required; topic is required; timeout must be PT0.001S to PT1H, but is PT0S");
    assertRefused(sink("acks", "1"), "acks must be all, but is 1");
    assertRefused(
        sink("enable.idempotence", false), "enable.idempotence must be true, but is false");
    assertRefused(sink("retries", "0"), "retries must be at least 1, but is 0");
    assertRefused(
        sink("max.in.flight.requests.per.connection", 6),
        "max.in.flight.requests.per.connection must be at most 5, but is 6");
    assertRefused(sink("retries", "x"), "retries must be a number, but is x");
    assertRefused(
        sink("max.block.ms", 60_000),
        "max.block.ms must be at most the timeout of PT2S, but is 60000");
    assertRefused(
        KafkaEventSink.builder().topic("likes").producer(PRODUCER, Map.of()),
        "max.block.ms must be at most the timeout of PT2S, but is 60000");
    assertRefused(
        sink().topic("two words"), "topic must match [a-zA-Z0-9._-]{1,249}, but is \"two words\"");
  }

  @Test
  @DisplayName("of a sink is told from good configuration")
  void goodSink() {
    assertThat(sink("acks", "-1", "enable.idempotence", "TRUE", "retries", null).build())
        .hasToString("KafkaEventSink[topic=likes, timeout=PT2S, awaitDurable=true]");
  }

  @Test
  @DisplayName("of a consumer is refused, all problems together")
  void consumerProblems() {
    assertRefused(
        LikeEventConsumer.builder().retryPause(Duration.ZERO).commitInterval(Duration.ofHours(2)),
        "consumerConfig is required; topic is required; deadLetters is required; at least one"
            + " subscriber is required; retryPause must be PT0.001S to PT1H, but is PT0S;"
            + " commitInterval must be PT0.001S to PT1H, but is PT2H");
    assertRefused(consumer("group.id", ""), "group.id is required");
    assertRefused(
        consumer("enable.auto.commit", true), "enable.auto.commit must be false, but is true");
    assertRefused(
        consumer("auto.offset.reset", "latest"),
        "auto.offset.reset must be earliest, but is latest");
    assertRefused(
        consumer("value.deserializer", "Some"), "value.deserializer must not be set, but is Some");
    assertRefused(
        consumer().deadLetters(PRODUCER, GOOD, "likes"),
        "topic of deadLetters must be another one than likes");
    assertRefused(
        consumer().deadLetters(PRODUCER, with(GOOD, "acks", "0"), "likes-dead"),
        "acks must be all, but is 0");
    assertRefused(
        consumer().deadLetters(PRODUCER, with(GOOD, "max.block.ms", 10_001), "likes-dead"),
        "max.block.ms must be at most the timeout of PT10S, but is 10001");
    assertRefused(consumer("max.poll.records", -1), "max.poll.records");
    assertRefused(consumer("security.protocol", "NONE"), "security.protocol");
  }

  @Test
  @DisplayName("null is refused at once")
  void nulls() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaEventSink.builder().producer(null, GOOD))
        .withMessage("producer must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LikeEventConsumer.builder().subscriber("x", null))
        .withMessage("events must not be null");
  }

  @Test
  @DisplayName("is told from good configuration, of either group protocol, without a broker")
  void goodConsumer() {
    for (String protocol : new String[] {"classic", "CLASSIC", "consumer"}) {
      // The client that asks for the id of the topic has timeouts of its own.
      assertThatCode(
              () ->
                  consumer("group.protocol", protocol, "default.api.timeout.ms", 100)
                      .start()
                      .close())
          .doesNotThrowAnyException();
    }
  }
}
