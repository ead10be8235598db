package io.likes.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A topic that keeps each record as it was, and says in headers where it came from and what is
 * wrong with it. For one thread.
 */
final class KafkaDeadLetters implements DeadLetters {
  static final String REASON = "likes.reason";
  static final String TOPIC = "likes.topic";
  static final String PARTITION = "likes.partition";
  static final String OFFSET = "likes.offset";
  static final String TIMESTAMP = "likes.timestamp";
  static final String OMITTED_BYTES = "likes.omitted.bytes";

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Duration timeout;
  // What the producer was given of the letters that are not all stored: no second copy while it
  // still tries the first.
  private final Map<DeadLetter, CompletableFuture<Void>> sent = new HashMap<>();

  /**
   * Makes them of a topic.
   *
   * @param producer stays open
   * @param timeout how long a call waits for all of its letters
   */
  KafkaDeadLetters(Producer<byte[], byte[]> producer, String topic, Duration timeout) {
    this.producer = producer;
    this.topic = topic;
    this.timeout = timeout;
  }

  @Override
  public void write(List<DeadLetter> letters) {
    sent.keySet().retainAll(Set.copyOf(letters));
    sent.values().removeIf(CompletableFuture::isCompletedExceptionally);
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      for (DeadLetter letter : letters) {
        if (!sent.containsKey(letter)) {
          send(letter, deadline);
        }
      }
      for (DeadLetter letter : letters) {
        await(letter, deadline);
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (TimeoutException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(e);
    }
    sent.clear();
  }

  private void send(DeadLetter letter, long deadline) throws TimeoutException {
    // The producer may have held up the one before for its max.block.ms.
    if (!sent.isEmpty() && deadline - System.nanoTime() < 0) {
      throw new TimeoutException(sent.size() + " sent within " + timeout);
    }
    sent.put(letter, Producers.send(producer, whole(letter)));
  }

  private void await(DeadLetter letter, long deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      await(Objects.requireNonNull(sent.get(letter)), deadline);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RecordTooLargeException)) {
        throw e;
      }
      // It would never fit, and stop its partition for ever.
      CompletableFuture<Void> stub = Producers.send(producer, withoutValue(letter));
      sent.put(letter, stub);
      await(stub, deadline);
    }
  }

  private static void await(CompletableFuture<Void> acknowledged, long deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    // Not less than 0: those that are acknowledged already are not late.
    acknowledged.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
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

  private RuntimeException failure(@Nullable Throwable cause) {
    if (cause instanceof InvalidConfigurationException onlyOperatorCanHelp) {
      return onlyOperatorCanHelp;
    }
    return new BackendException(
        Effect.UNKNOWN, "dead letters for topic " + topic + " were not acknowledged", cause);
  }
}
