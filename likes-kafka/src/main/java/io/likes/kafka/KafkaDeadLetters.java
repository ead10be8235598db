package io.likes.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A topic that keeps each record as it was, and says in headers where it came from and what is
 * wrong with it.
 */
final class KafkaDeadLetters implements DeadLetters {
  static final String REASON = "likes.reason";
  static final String TOPIC = "likes.topic";
  static final String PARTITION = "likes.partition";
  static final String OFFSET = "likes.offset";
  static final String TIMESTAMP = "likes.timestamp";
  static final String OMITTED_BYTES = "likes.omitted.bytes";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  KafkaDeadLetters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  @Override
  public void write(List<DeadLetter> letters) {
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (DeadLetter letter : letters) {
        sent.add(producer.send(whole(letter)));
      }
      for (int i = 0; i < letters.size(); i++) {
        await(sent.get(i), letters.get(i));
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (KafkaException | IllegalStateException | TimeoutException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(e);
    }
  }

  private void await(Future<RecordMetadata> sent, DeadLetter letter)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      sent.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RecordTooLargeException)) {
        throw e;
      }
      // It would never fit, and stop its partition for ever.
      producer.send(withoutValue(letter)).get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private ProducerRecord<byte[], byte[]> whole(DeadLetter letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    ProducerRecord<byte[], byte[]> dead =
        new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
    explain(dead.headers(), letter);
    return dead;
  }

  private ProducerRecord<byte[], byte[]> withoutValue(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> dead = new ProducerRecord<>(topic, null, null, null);
    explain(dead.headers(), letter);
    byte[] value = letter.record().value();
    put(dead.headers(), OMITTED_BYTES, value == null ? 0 : value.length);
    return dead;
  }

  private static void explain(Headers headers, DeadLetter letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    put(headers, REASON, letter.reason());
    put(headers, TOPIC, record.topic());
    put(headers, PARTITION, record.partition());
    put(headers, OFFSET, record.offset());
    put(headers, TIMESTAMP, record.timestamp());
  }

  private static void put(Headers headers, String name, Object value) {
    headers.remove(name).add(name, value.toString().getBytes(UTF_8));
  }

  private BackendException failure(@Nullable Throwable cause) {
    return new BackendException(
        Effect.UNKNOWN, "dead letters for topic " + topic + " were not acknowledged", cause);
  }
}
