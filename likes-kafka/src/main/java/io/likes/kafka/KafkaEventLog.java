package io.likes.kafka;

import io.likes.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic of Kafka, read as a member of a consumer group. The id of the topic is stored with each
 * position: in a topic that was made anew it says nothing, and reading begins at the start.
 */
final class KafkaEventLog implements EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(LikeEventConsumer.class);

  // Who is revoked or closed waits no longer for a broker: a position that is not stored costs a
  // repetition, not a count.
  private static final Duration LAST_WORD = Duration.ofSeconds(5);
  // While partitions wait for the id of the topic
  private static final Duration SHORT_POLL = Duration.ofMillis(50);
  private static final Duration ID_PERIOD = Duration.ofSeconds(10);
  // Behind the answer that is due each period
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Consumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final String topic;
  private final TimeSource time;
  private final Owner owner;
  // Of the topic that each partition was in when it was read.
  private final Map<TopicPartition, String> topicIds = new HashMap<>();
  // Paused until the id of the topic is known.
  private final Set<TopicPartition> unchecked = new HashSet<>();
  private @Nullable KafkaFuture<TopicDescription> asked;
  private long askAt;
  private long answeredAt;
  private boolean warned;
  private boolean paused;

  private KafkaEventLog(
      Consumer<byte[], byte[]> consumer, Admin admin, String topic, TimeSource time, Owner owner) {
    this.consumer = consumer;
    this.admin = admin;
    this.topic = topic;
    this.time = time;
    this.owner = owner;
    this.askAt = time.nanoTime();
    this.answeredAt = time.nanoTime();
  }

  /**
   * Subscribes a consumer.
   *
   * @param consumer closed with the log
   * @param admin of the same cluster, closed with the log: a consumer does not tell the id of a
   *     topic
   */
  static EventLog open(
      Consumer<byte[], byte[]> consumer, Admin admin, String topic, TimeSource time, Owner owner) {
    KafkaEventLog log = new KafkaEventLog(consumer, admin, topic, time, owner);
    consumer.subscribe(Set.of(topic), log.rebalances());
    return log;
  }

  // The other members wait for this one, so that nothing but the last positions is waited for.
  private ConsumerRebalanceListener rebalances() {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.debug("assigned {}", partitions);
        consumer.pause(partitions);
        unchecked.addAll(partitions);
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        LOG.debug("revoked {}", partitions);
        owner.revoked(partitions);
        forget(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.debug("lost {}", partitions);
        owner.lost(partitions);
        forget(partitions);
      }

      private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(topicIds::remove);
        unchecked.removeAll(partitions);
      }
    };
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    checkTopic();
    boolean soon = !unchecked.isEmpty() || consumer.assignment().isEmpty();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(soon ? SHORT_POLL : wait);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(records.count());
    records.forEach(all::add);
    return all;
  }

  @Override
  public void pause() {
    paused = true;
    consumer.pause(consumer.assignment());
  }

  @Override
  public void resume() {
    paused = false;
    Set<TopicPartition> ready = new HashSet<>(consumer.assignment());
    ready.removeAll(unchecked);
    consumer.resume(ready);
  }

  @Override
  public void commit(Map<TopicPartition, Long> positions, Runnable stored) {
    consumer.commitAsync(
        offsets(positions),
        (offsets, failure) -> {
          if (failure == null) {
            stored.run();
          } else {
            LOG.debug("positions were not stored, and will be tried again: {}", offsets, failure);
          }
        });
  }

  @Override
  public void commitNow(Map<TopicPartition, Long> positions) {
    consumer.commitSync(offsets(positions), LAST_WORD);
  }

  @Override
  public boolean answers() {
    return unchecked.isEmpty() && time.nanoTime() - answeredAt < SILENCE.toNanos();
  }

  @Override
  public Map<TopicPartition, Long> unread() {
    Map<TopicPartition, Long> unread = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      // Known from the last answer of the broker; nobody is asked.
      consumer.currentLag(partition).ifPresent(records -> unread.put(partition, records));
    }
    return unread;
  }

  @Override
  public void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(LAST_WORD));
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    positions.forEach(
        (partition, next) ->
            offsets.put(
                partition, new OffsetAndMetadata(next, topicIds.getOrDefault(partition, ""))));
    return offsets;
  }

  /** Asks for the id of the topic now and then, and as long as partitions wait for it. */
  private void checkTopic() {
    KafkaFuture<TopicDescription> question = asked;
    if (question == null) {
      if (!unchecked.isEmpty() || time.nanoTime() - askAt >= 0) {
        askAt = time.nanoTime() + ID_PERIOD.toNanos();
        asked = admin.describeTopics(Set.of(topic)).topicNameValues().get(topic);
      }
    } else if (question.isDone()) {
      asked = null;
      String id = id(question);
      if (id != null) {
        answeredAt = time.nanoTime();
        warned = false;
        checkAssigned(id);
        checkRead(id);
      }
    }
  }

  /** Returns the answer, or null if the question must be asked again. */
  private @Nullable String id(KafkaFuture<TopicDescription> answered) {
    try {
      return answered.get().topicId().toString();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        if (!warned && time.nanoTime() - answeredAt > SILENCE.toNanos()) {
          warned = true;
          LOG.warn("the id of topic {} is not told; new partitions wait for it", topic, e);
        }
        return null;
      }
      throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Lets new partitions be read: from their start if the stored position is one of another topic of
   * the same name, since this one may have grown past it. A position without the id of a topic was
   * set by an operator, and holds.
   */
  private void checkAssigned(String id) {
    if (unchecked.isEmpty()) {
      return;
    }
    Set<TopicPartition> partitions = Set.copyOf(unchecked);
    List<TopicPartition> others = new ArrayList<>();
    consumer
        .committed(partitions, LAST_WORD)
        .forEach(
            (partition, stored) -> {
              if (stored != null && !stored.metadata().isEmpty() && !stored.metadata().equals(id)) {
                others.add(partition);
              }
            });
    beginAtTheStart(others);
    partitions.forEach(partition -> topicIds.put(partition, id));
    unchecked.clear();
    if (!paused) {
      consumer.resume(partitions);
    }
  }

  /** The same for partitions that were read before the topic was made anew. */
  private void checkRead(String id) {
    List<TopicPartition> others = new ArrayList<>();
    topicIds.forEach(
        (partition, known) -> {
          if (!known.equals(id)) {
            others.add(partition);
          }
        });
    beginAtTheStart(others);
    others.forEach(partition -> topicIds.put(partition, id));
  }

  private void beginAtTheStart(List<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      LOG.info("the topic was made anew; reading from their start: {}", partitions);
      owner.lost(partitions);
      consumer.seekToBeginning(partitions);
    }
  }
}
