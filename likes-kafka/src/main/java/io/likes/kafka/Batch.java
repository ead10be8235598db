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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(LikeEventConsumer.class);
  // Characters of what a subscriber says of its failure: a record has room for them.
  private static final int MAX_REASON = 1_000;

  private final int size;
  private final List<ConsumerRecord<byte[], byte[]>> readable;
  private final List<LikeEvent> events;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> oldest = new HashMap<>();
  private final Map<TopicPartition, Long> newest = new HashMap<>();
  // What nobody can read, and what a subscriber cannot take.
  private final List<DeadLetter> refused = new ArrayList<>();
  // How many subscribers are done with the batch.
  private int done;
  // How many events the next subscriber has had one by one; -1 while it gets them all at once.
  private int single = -1;

  Batch(List<ConsumerRecord<byte[], byte[]>> records) {
    this.size = records.size();
    this.readable = new ArrayList<>(size);
    List<LikeEvent> decoded = new ArrayList<>(size);
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
        refused.add(new DeadLetter(record, String.valueOf(e.getMessage())));
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
   * @param goOn whether there is time for another event, where they are given one by one
   * @return false if there was not: call again
   * @throws BackendException if a backend is down: call again later
   */
  boolean deliver(List<Subscriber> subscribers, DeadLetters deadLetters, BooleanSupplier goOn) {
    while (!events.isEmpty() && done < subscribers.size()) {
      if (!deliver(subscribers.get(done), goOn)) {
        return false;
      }
      done++;
      single = -1;
    }
    if (!refused.isEmpty()) {
      deadLetters.write(refused);
      refused.clear();
    }
    return true;
  }

  private boolean deliver(Subscriber subscriber, BooleanSupplier goOn) {
    if (single < 0) {
      Throwable failure = failure(subscriber, events);
      if (failure == null) {
        return true;
      }
      // One of the events is more than it can take: find out which.
      LOG.debug("{} gets the events of a batch one by one", subscriber.name(), failure);
      single = 0;
    }
    while (single < events.size()) {
      if (!goOn.getAsBoolean()) {
        return false;
      }
      Throwable failure = failure(subscriber, List.of(events.get(single)));
      if (failure != null) {
        String reason = subscriber.name() + " failed with " + text(failure);
        refused.add(new DeadLetter(readable.get(single), reason));
      }
      single++;
    }
    return true;
  }

  /** Returns what shows that a subscriber cannot take one of the events, or null. */
  private static @Nullable Throwable failure(Subscriber subscriber, List<LikeEvent> events) {
    try {
      subscriber.events().accept(events);
      return null;
    } catch (BackendException | LinkageError e) {
      // Neither is the fault of an event.
      throw e;
    } catch (VirtualMachineError e) {
      if (!(e instanceof StackOverflowError)) {
        throw e;
      }
      return e;
    } catch (Throwable e) {
      // One that is not declared too, as other languages on the JVM throw them
      return e;
    } finally {
      // Whatever it did about an interruption, the log is not to meet it.
      boolean unused = Thread.interrupted();
    }
  }

  private static String text(Throwable failure) {
    String text;
    try {
      text = failure.toString();
    } catch (RuntimeException | StackOverflowError e) {
      text = failure.getClass().getName();
    }
    return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "...";
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
    return size;
  }
}
