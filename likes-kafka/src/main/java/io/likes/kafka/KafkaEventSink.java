package io.likes.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to a Kafka topic, as durable as all in-sync replicas make them.
 *
 * <p>The key of a record is the content, and content and cell if it is spread, so that one post
 * never owns one partition; the cells of one content are dealt out to all partitions alike. Order
 * does not matter to readers. The producer is the caller's and stays open. Thread-safe.
 */
public final class KafkaEventSink implements EventSink {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Duration timeout;
  private final boolean awaitDurable;
  private final LikesListener listener;

  private KafkaEventSink(Builder builder, Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
    this.timeout = builder.timeout;
    this.awaitDurable = builder.awaitDurable;
    this.listener = LikesListener.guarded(builder.listener);
  }

  /** Returns a builder without a producer and a topic, which are required. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@inheritDoc}
   *
   * @throws BackendException always {@link Effect#UNKNOWN}: if the log did not acknowledge the
   *     event in time or refused it, or the thread was interrupted, which stays so. The producer
   *     may yet deliver it
   */
  @Override
  public void publish(LikeEvent event, boolean spread) {
    BackendException failure = publishAll(List.of(event), spread).get(event);
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The timeout is that of all events together; those that it leaves no time to send are among
   * the failed ones. Throws nothing; failures are those of {@link #publish}.
   */
  @Override
  public Map<LikeEvent, BackendException> publishAll(Collection<LikeEvent> events, boolean spread) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<LikeEvent, CompletableFuture<Void>> sent = new LinkedHashMap<>();
    Map<LikeEvent, BackendException> failed = new HashMap<>();
    for (LikeEvent event : events) {
      // The producer may have held up the one before for its max.block.ms.
      if (sent.isEmpty() || deadline - System.nanoTime() > 0) {
        sent.put(event, send(event, spread));
      } else {
        failed.put(event, failure("was not sent within " + timeout, null));
      }
    }
    sent.forEach(
        (event, acknowledged) -> {
          BackendException failure =
              awaitDurable ? await(acknowledged, deadline) : failedAtOnce(acknowledged);
          if (failure != null) {
            failed.put(event, failure);
          }
        });
    return failed;
  }

  private CompletableFuture<Void> send(LikeEvent event, boolean spread) {
    CellHeader header = event.header();
    byte[] key = key(header.cell(), spread);
    byte[] value = EventFormat.encode(event);
    try {
      Integer partition = spread && header.cell().depth() > 0 ? partition(header) : null;
      return Producers.send(producer, new ProducerRecord<>(topic, partition, key, value));
    } catch (KafkaException | IllegalStateException e) {
      // The number of partitions is not known, since no broker answers.
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Deals the cells of a content out to the partitions, one after the other from one that depends
   * on the content: of few cells a hash would give some partition twice its share (decision 13).
   */
  private int partition(CellHeader header) {
    CellId cell = header.cell();
    int number = cell.index();
    if (cell.depth() > 1) {
      number += cell.parent().index() * header.siblings();
    }
    int partitions = producer.partitionsFor(topic).size();
    return Math.floorMod(cell.content().value().hashCode() + number, partitions);
  }

  private static byte[] key(CellId cell, boolean spread) {
    return (spread ? cell.toString() : cell.content().value()).getBytes(UTF_8);
  }

  private @Nullable BackendException await(CompletableFuture<Void> acknowledged, long deadline) {
    try {
      // Not less than 0: those that are acknowledged already are not late.
      acknowledged.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return null;
    } catch (TimeoutException e) {
      return failure("was not acknowledged within " + timeout, e);
    } catch (ExecutionException e) {
      return failure("was refused", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure("was not awaited: the thread was interrupted", e);
    }
  }

  /** Returns the failure of an event that did not get as far as the producer's buffer. */
  private @Nullable BackendException failedAtOnce(CompletableFuture<Void> acknowledged) {
    if (acknowledged.isCompletedExceptionally()) {
      return await(acknowledged, System.nanoTime());
    }
    CompletableFuture<Void> unused =
        acknowledged.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                listener.lost(LikesListener.Loss.EVENT, failure);
              }
            });
    return null;
  }

  private BackendException failure(String what, @Nullable Throwable cause) {
    return new BackendException(Effect.UNKNOWN, "event for topic " + topic + " " + what, cause);
  }

  /** Returns the topic and the settings, not the client. */
  @Override
  public String toString() {
    return "KafkaEventSink[topic="
        + topic
        + ", timeout="
        + timeout
        + ", awaitDurable="
        + awaitDurable
        + "]";
  }

  /** Builds a {@link KafkaEventSink}. Not thread-safe. */
  public static final class Builder {
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Map<String, ?> producerConfig;
    private @Nullable String topic;
    private Duration timeout = Duration.ofSeconds(2);
    private boolean awaitDurable = true;
    private LikesListener listener = LikesListener.none();

    private Builder() {}

    /**
     * Sets the producer. Required.
     *
     * @param producer stays open
     * @param config what the producer was made with, since it does not tell; {@link #build} checks
     *     it
     */
    public Builder producer(Producer<byte[], byte[]> producer, Map<String, ?> config) {
      this.producer = Settings.present("producer", producer);
      this.producerConfig = new HashMap<>(Settings.present("config", config));
      return this;
    }

    /** Sets the topic, which must exist. Required. */
    public Builder topic(String topic) {
      this.topic = Settings.present("topic", topic);
      return this;
    }

    /**
     * Sets how long {@link #publish} waits for the acknowledgement. The producer's {@code
     * max.block.ms} must not be longer, since it delays the caller too while no broker answers. 1
     * ms to 1 h. Default 2 s.
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Settings.present("timeout", timeout);
      return this;
    }

    /**
     * Sets whether {@link #publish} waits until all in-sync replicas have the event. If not, it
     * fails for what the producer refuses at once, as without a broker, and an event that the
     * producer gives up later is reported to the listener as lost, and nobody tries it again.
     * Default true.
     */
    public Builder awaitDurable(boolean awaitDurable) {
      this.awaitDurable = awaitDurable;
      return this;
    }

    /** Sets who hears of events that are lost without {@link #awaitDurable}. Default nobody. */
    public Builder listener(LikesListener listener) {
      this.listener = Settings.present("listener", listener);
      return this;
    }

    /**
     * Builds the sink; asks no broker.
     *
     * @throws IllegalArgumentException if something is missing, out of range, or makes the log less
     *     durable than promised; the message names every problem with its value
     */
    public KafkaEventSink build() {
      Settings settings = new Settings();
      settings.required("producer", producer);
      settings.topic("topic", topic);
      settings.range("timeout", timeout, Duration.ofMillis(1), Duration.ofHours(1));
      if (producerConfig != null) {
        settings.durableProducer(producerConfig);
        settings.blocksAtMost(producerConfig, timeout);
      }
      settings.check();
      return new KafkaEventSink(
          this, Settings.present("producer", producer), Settings.present("topic", topic));
    }
  }
}
