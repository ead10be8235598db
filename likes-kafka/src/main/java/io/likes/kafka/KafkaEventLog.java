package io.likes.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A topic of Kafka, read as a member of a consumer group. */
final class KafkaEventLog implements EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(LikeEventConsumer.class);

  // Who is revoked or closed waits no longer for a broker: a position that is not stored costs a
  // repetition, not a count.
  private static final Duration LAST_WORD = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Supplier<String> currentTopicId;
  // Of the topic whose partitions are read; stored with each position.
  private String topicId = "";
  private boolean paused;

  private KafkaEventLog(Consumer<byte[], byte[]> consumer, Supplier<String> currentTopicId) {
    this.consumer = consumer;
    this.currentTopicId = currentTopicId;
  }

  /**
   * Subscribes a consumer, which the log closes.
   *
   * @param currentTopicId asks the cluster for the id of the topic
   */
  static EventLog open(
      Consumer<byte[], byte[]> consumer,
      String topic,
      Supplier<String> currentTopicId,
      Owner owner) {
    KafkaEventLog log = new KafkaEventLog(consumer, currentTopicId);
    consumer.subscribe(Set.of(topic), log.rebalances(owner));
    return log;
  }

  private ConsumerRebalanceListener rebalances(Owner owner) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.debug("assigned {}", partitions);
        beginWhereTheTopicIsNew(partitions);
        if (paused) {
          consumer.pause(partitions);
        }
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        LOG.debug("revoked {}", partitions);
        owner.revoked(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.debug("lost {}", partitions);
        owner.lost(partitions);
      }
    };
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
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
    consumer.resume(consumer.assignment());
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
    consumer.close(CloseOptions.timeout(LAST_WORD));
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    positions.forEach(
        (partition, next) -> offsets.put(partition, new OffsetAndMetadata(next, topicId)));
    return offsets;
  }

  /**
   * Reads partitions from their start whose stored offset is one of another topic of the same name:
   * the new one may have grown past it. An offset without the id of a topic was set by an operator,
   * and holds.
   */
  private void beginWhereTheTopicIsNew(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    topicId = currentTopicId.get();
    List<TopicPartition> others = new ArrayList<>();
    consumer
        .committed(Set.copyOf(partitions), LAST_WORD)
        .forEach(
            (partition, stored) -> {
              if (stored != null
                  && !stored.metadata().isEmpty()
                  && !stored.metadata().equals(topicId)) {
                others.add(partition);
              }
            });
    if (!others.isEmpty()) {
      LOG.info("the topic was made anew; reading from their start: {}", others);
      consumer.seekToBeginning(others);
    }
  }
}
