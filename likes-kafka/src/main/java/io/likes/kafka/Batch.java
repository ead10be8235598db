package io.likes.kafka;

import io.likes.BackendException;
import io.likes.kafka.DeadLetters.DeadLetter;
import io.likes.spi.LikeEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records that were read together, on their way to the dead letters and to every subscriber. If one
 * of them fails, the batch goes on there the next time.
 */
final class Batch {
  /**
   * Who gets every event.
   *
   * @param name what messages and dead letters call it
   * @param events takes a batch; see {@link LikeEventConsumer.Builder#subscriber}
   */
  record Subscriber(String name, Consumer<? super Collection<LikeEvent>> events) {}

  private final List<ConsumerRecord<byte[], byte[]>> readable;
  private final List<LikeEvent> events;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> oldest = new HashMap<>();
  private final Map<TopicPartition, Long> newest = new HashMap<>();
  private List<DeadLetter> unreadable = new ArrayList<>();
  // How many subscribers are done with the batch.
  private int done;
  // How many events the next subscriber has had one by one; -1 while it gets them all at once.
  private int single = -1;

  Batch(List<ConsumerRecord<byte[], byte[]>> records) {
    this.readable = new ArrayList<>(records.size());
    List<LikeEvent> decoded = new ArrayList<>(records.size());
    ConsumerRecord<byte[], byte[]> last = null;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      // Most records come from the partition of the one before.
      if (last == null || last.partition() != record.partition()) {
        endAt(last);
        oldest.putIfAbsent(partition(record), record.timestamp());
      }
      last = record;
      try {
        decoded.add(EventFormat.decode(record.value()));
        readable.add(record);
      } catch (UnreadableEventException e) {
        unreadable.add(new DeadLetter(record, String.valueOf(e.getMessage())));
      }
    }
    endAt(last);
    this.events = Collections.unmodifiableList(decoded);
  }

  private void endAt(@Nullable ConsumerRecord<byte[], byte[]> last) {
    if (last != null) {
      positions.put(partition(last), last.offset() + 1);
      newest.put(partition(last), last.timestamp());
    }
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /**
   * Gives the events to those subscribers that have not had them, and what nobody can read or take
   * to the dead letters.
   *
   * @throws BackendException if a backend is down: call again later
   */
  void deliver(List<Subscriber> subscribers, DeadLetters deadLetters) {
    if (!unreadable.isEmpty()) {
      deadLetters.write(unreadable);
      unreadable = List.of();
    }
    while (!events.isEmpty() && done < subscribers.size()) {
      deliver(subscribers.get(done), deadLetters);
      done++;
      single = -1;
    }
  }

  private void deliver(Subscriber subscriber, DeadLetters deadLetters) {
    if (single < 0) {
      try {
        subscriber.events().accept(events);
        return;
      } catch (BackendException e) {
        throw e;
      } catch (RuntimeException e) {
        // One of the events is more than it can take: find out which.
        single = 0;
      }
    }
    for (; single < events.size(); single++) {
      try {
        subscriber.events().accept(List.of(events.get(single)));
      } catch (BackendException e) {
        throw e;
      } catch (RuntimeException e) {
        deadLetters.write(
            List.of(new DeadLetter(readable.get(single), subscriber.name() + " failed with " + e)));
      }
    }
  }

  /** Forgets the positions in partitions that somebody else reads now. */
  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
    oldest.keySet().removeAll(partitions);
    newest.keySet().removeAll(partitions);
  }

  /** Returns the offset behind the last record of each partition. */
  Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** Returns the timestamp of the first record of each partition. */
  Map<TopicPartition, Long> oldest() {
    return oldest;
  }

  /** Returns the timestamp of the last record of each partition. */
  Map<TopicPartition, Long> newest() {
    return newest;
  }

  /** Returns how many records there are. */
  int size() {
    return readable.size() + unreadable.size();
  }
}
