package io.likes.kafka;

import io.likes.BackendException;
import io.likes.LikesListener;
import io.likes.TimeSource;
import io.likes.kafka.Batch.Subscriber;
import io.likes.kafka.DeadLetters.DeadLetter;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a Kafka topic, as a member of a consumer group, and gives each to every
 * subscriber at least once: to {@link io.likes.CountAggregator#accept} above all.
 *
 * <p><b>Position.</b> An offset is committed only when every subscriber has taken the events before
 * it, and is used for nothing but to go on there. A process that is killed, a rebalance or a zombie
 * repeats events; the count aggregator does not mind. Where the topic no longer has the offset, or
 * was made anew (its id is stored with each offset, and asked for every 10 s), reading goes on at
 * the earliest event.
 *
 * <p><b>Failures.</b> While a subscriber throws {@link BackendException}, nothing is read, nothing
 * is skipped, the consumer stays in its group, and the batch is tried again, by those subscribers
 * that have not taken it. What is no event, or what a subscriber fails with another exception at,
 * goes to the dead-letter topic once the subscribers have the rest of the batch, and is
 * acknowledged there before its offset is committed. Failures of the log are ridden out. What an
 * operator must mend (rights, identity, configuration, a {@link LinkageError} or another {@link
 * VirtualMachineError} than a stack overflow) ends the consumer: see {@link #ended}.
 *
 * <p><b>Threads.</b> It runs one daemon thread, which owns the Kafka consumer and calls the
 * subscribers and the listener. For more, start several, in one process or in many. The methods are
 * thread-safe.
 */
public final class LikeEventConsumer implements AutoCloseable {
  /**
   * How far the consumer is behind.
   *
   * @param events how many events wait in the partitions that this consumer reads; while a
   *     subscriber is down, those that came since are not known
   * @param age how long the first of them waits at most, within 2 s, in the partition that is
   *     furthest behind; zero if none waits. By this machine's clock and the producers'
   */
  public record Lag(long events, Duration age) {}

  private final EventReader reader;
  private final Thread thread;
  private final String name;

  private LikeEventConsumer(EventReader reader, String name) {
    this.reader = reader;
    this.name = name;
    this.thread = new Thread(reader, "likes-kafka-" + name);
    this.thread.setDaemon(true);
  }

  /** Returns a builder without its required parts. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the lag as of the last second. While a subscriber does not return, after the end, and
   * some 15 s after the brokers fell silent, nothing is known of new events, and the age grows.
   */
  public Lag lag() {
    return reader.lag();
  }

  /**
   * Returns what completes when the consumer has ended: normally after {@link #close}, with the
   * cause if it cannot go on. Something that restarts or alerts should wait for it.
   */
  public CompletionStage<Void> ended() {
    return reader.ended().minimalCompletionStage();
  }

  /**
   * Stops: lets the subscribers finish the batch that they have, or the event where they get them
   * one by one, commits what they took, and leaves the group. Waits for that, unless a subscriber
   * calls or the thread is interrupted, which stays so. A batch that is not finished is read again
   * by whoever comes next. Idempotent.
   */
  @Override
  public void close() {
    reader.stop();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the topic and the group. */
  @Override
  public String toString() {
    return "LikeEventConsumer[" + name + "]";
  }

  /** Builds and starts a {@link LikeEventConsumer}. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_POLL_RECORDS = 5_000;
    private static final int METADATA_MAX_AGE_MILLIS = 10_000;
    private static final Duration DEAD_LETTER_TIMEOUT = Duration.ofSeconds(10);
    private static final int ADMIN_TIMEOUT_MILLIS = 5_000;
    private static final Set<String> ONLY_OF_CONSUMERS = onlyOfConsumers();

    private @Nullable Map<String, ?> config;
    private @Nullable String topic;
    private @Nullable Producer<byte[], byte[]> deadLetterProducer;
    private @Nullable Map<String, ?> deadLetterConfig;
    private @Nullable String deadLetterTopic;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private LikesListener listener = LikesListener.none();
    private TimeSource time = TimeSource.system();
    private Duration retryPause = Duration.ofSeconds(1);
    private Duration commitInterval = Duration.ofSeconds(1);

    private Builder() {}

    /**
     * Sets the configuration of the Kafka consumer; {@code bootstrap.servers} and {@code group.id}
     * are required. Unless it says otherwise, {@code max.poll.records} is 5000, {@code
     * metadata.max.age.ms} 10 s (how long new partitions may go unnoticed), {@code
     * allow.auto.create.topics} false, and the classic group protocol assigns cooperatively. {@code
     * enable.auto.commit} must be false and {@code auto.offset.reset} earliest, as they are by
     * themselves here; deserializers must not be set. Required.
     */
    public Builder consumerConfig(Map<String, ?> config) {
      this.config = new HashMap<>(Settings.present("config", config));
      return this;
    }

    /** Sets the topic that is read. Required. */
    public Builder topic(String topic) {
      this.topic = Settings.present("topic", topic);
      return this;
    }

    /**
     * Sets where records go that are no events, or that a subscriber fails at. They stay as they
     * were; the headers {@code likes.reason}, {@code likes.topic}, {@code likes.partition}, {@code
     * likes.offset} and {@code likes.timestamp} say why and where from. Required.
     *
     * @param producer stays open
     * @param config what the producer was made with; {@link #start} checks it: durable, and {@code
     *     max.block.ms} at most 10 s, for which dead letters are waited for
     * @param topic another topic, which must exist: reading waits until it takes what it is given
     */
    public Builder deadLetters(
        Producer<byte[], byte[]> producer, Map<String, ?> config, String topic) {
      this.deadLetterProducer = Settings.present("producer", producer);
      this.deadLetterConfig = new HashMap<>(Settings.present("config", config));
      this.deadLetterTopic = Settings.present("topic", topic);
      return this;
    }

    /**
     * Adds a subscriber; at least one is required. Subscribers get each batch one after the other,
     * in the order of these calls, and one that is down holds up all: those that may not wait for
     * each other belong in consumers of different groups.
     *
     * @param name what logs and dead letters call it
     * @param events takes a batch, never empty, within the consumer's {@code max.poll.interval.ms};
     *     a batch may come again, and one that fails with an exception other than {@link
     *     BackendException} comes again event by event
     */
    public Builder subscriber(String name, Consumer<? super Collection<LikeEvent>> events) {
      subscribers.add(
          new Subscriber(Settings.present("name", name), Settings.present("events", events)));
      return this;
    }

    /**
     * Sets who hears of the lag, each second, and of dead letters. Default nobody.
     *
     * @param listener what it throws is logged
     */
    public Builder listener(LikesListener listener) {
      this.listener = Settings.present("listener", listener);
      return this;
    }

    /** Sets where time comes from. Default the machine's. */
    public Builder time(TimeSource time) {
      this.time = Settings.present("time", time);
      return this;
    }

    /** Sets the time between tries of what failed. 1 ms to 1 h. Default 1 s. */
    public Builder retryPause(Duration retryPause) {
      this.retryPause = Settings.present("retryPause", retryPause);
      return this;
    }

    /**
     * Sets the time between commits: about so much is repeated after a crash. 1 ms to 1 h. Default
     * 1 s.
     */
    public Builder commitInterval(Duration commitInterval) {
      this.commitInterval = Settings.present("commitInterval", commitInterval);
      return this;
    }

    /**
     * Starts the consumer; waits for no broker.
     *
     * @throws IllegalArgumentException if something is missing, out of range or unsafe, or if Kafka
     *     refuses the configuration; the message names every problem with its value
     */
    public LikeEventConsumer start() {
      return start(log -> log);
    }

    /**
     * Starts a consumer that tests disturb.
     *
     * @param around wraps the log
     */
    LikeEventConsumer start(UnaryOperator<EventLog> around) {
      Settings settings = new Settings();
      settings.required("consumerConfig", config);
      settings.topic("topic", topic);
      settings.required("deadLetters", deadLetterProducer);
      if (config != null) {
        settings.consumer(config);
      }
      if (deadLetterConfig != null) {
        settings.topic("topic of deadLetters", deadLetterTopic);
        settings.different("topic of deadLetters", deadLetterTopic, topic);
        settings.durableProducer(deadLetterConfig);
        settings.blocksAtMost(deadLetterConfig, DEAD_LETTER_TIMEOUT);
      }
      settings.positive("subscriber", subscribers.size());
      Duration hour = Duration.ofHours(1);
      settings.range("retryPause", retryPause, Duration.ofMillis(1), hour);
      settings.range("commitInterval", commitInterval, Duration.ofMillis(1), hour);
      settings.check();
      Map<String, Object> complete = completed(Settings.present("config", config));
      String subscribed = Settings.present("topic", topic);
      EventReader reader = reader(owner -> around.apply(open(complete, subscribed, time, owner)));
      try {
        reader.open();
      } catch (KafkaException e) {
        throw new IllegalArgumentException("consumerConfig: " + reason(e), e);
      }
      LikeEventConsumer consumer =
          new LikeEventConsumer(
              reader, subscribed + "-" + complete.get(ConsumerConfig.GROUP_ID_CONFIG));
      consumer.thread.start();
      return consumer;
    }

    private EventReader reader(EventLog.Opener opener) {
      LikesListener guarded = LikesListener.guarded(listener);
      DeadLetters topic =
          new KafkaDeadLetters(
              Settings.present("producer", deadLetterProducer),
              Settings.present("topic", deadLetterTopic),
              DEAD_LETTER_TIMEOUT);
      return new EventReader(
          opener,
          subscribers,
          letters -> {
            topic.write(letters);
            letters.forEach(letter -> report(guarded, letter));
          },
          guarded,
          new EventReader.Timing(time, retryPause, commitInterval));
    }

    private static void report(LikesListener listener, DeadLetter letter) {
      listener.lost(
          LikesListener.Loss.DEAD_LETTER, new IllegalArgumentException(letter.toString()));
    }

    private static EventLog open(
        Map<String, Object> config, String topic, TimeSource time, EventLog.Owner owner) {
      Admin admin = Admin.create(adminConfig(config));
      try {
        return KafkaEventLog.open(
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            admin,
            topic,
            time,
            owner);
      } catch (RuntimeException e) {
        admin.close(Duration.ZERO);
        throw e;
      }
    }

    /** Returns the configuration of a client that asks for the id of the topic. */
    private static Map<String, Object> adminConfig(Map<String, Object> config) {
      Map<String, Object> admin = new HashMap<>(config);
      // What neither knows stays: it may be for an extension, of security say.
      admin.keySet().removeIf(ONLY_OF_CONSUMERS::contains);
      admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MILLIS);
      admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MILLIS);
      return admin;
    }

    private static Set<String> onlyOfConsumers() {
      Set<String> names = new HashSet<>(ConsumerConfig.configNames());
      names.removeAll(AdminClientConfig.configNames());
      return names;
    }

    private static Map<String, Object> completed(Map<String, ?> config) {
      Map<String, Object> complete = new HashMap<>(config);
      complete.putIfAbsent(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      complete.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      complete.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
      complete.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
      complete.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
      Object protocol = complete.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
      if (protocol == null || GroupProtocol.CLASSIC.name.equalsIgnoreCase(protocol.toString())) {
        complete.putIfAbsent(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName());
      }
      return complete;
    }

    private static String reason(KafkaException e) {
      Throwable cause = e.getCause() != null ? e.getCause() : e;
      return String.valueOf(cause.getMessage());
    }
  }
}
