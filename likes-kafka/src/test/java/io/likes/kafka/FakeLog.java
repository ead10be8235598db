package io.likes.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A log in memory behind the port of the reader: it does what the test says, on its thread. */
final class FakeLog implements EventLog {
  static final String TOPIC = "likes";

  private final Deque<List<ConsumerRecord<byte[], byte[]>>> polls = new ArrayDeque<>();
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  final Map<TopicPartition, Long> committed = new HashMap<>();
  final Map<TopicPartition, Long> unread = new HashMap<>();
  private @Nullable RuntimeException commitFailure;
  private @Nullable Owner owner;
  private boolean woken;
  int pollsWhilePaused;
  int opened;
  int closed;
  boolean paused;
  boolean leaking;
  boolean silent;

  static TopicPartition partition(int number) {
    return new TopicPartition(TOPIC, number);
  }

  /** A record at the end of a partition. */
  ConsumerRecord<byte[], byte[]> record(int partition, long timestamp, byte @Nullable [] value) {
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    return new ConsumerRecord<>(
        TOPIC,
        partition,
        offset,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[] {1},
        value,
        new RecordHeaders(),
        java.util.Optional.empty());
  }

  @SafeVarargs
  final void nextPoll(ConsumerRecord<byte[], byte[]>... records) {
    List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      poll.add(record);
    }
    polls.add(poll);
  }

  void nextPoll(List<ConsumerRecord<byte[], byte[]>> records) {
    polls.add(records);
  }

  void nextPollFails(RuntimeException failure) {
    failures.add(failure);
  }

  void commitsFail(@Nullable RuntimeException failure) {
    commitFailure = failure;
  }

  void revoke(int partition) {
    owner.revoked(Set.of(partition(partition)));
  }

  void lose(int partition) {
    owner.lost(Set.of(partition(partition)));
  }

  EventLog open(Owner reader) {
    opened++;
    owner = reader;
    return this;
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    beginCall();
    if (!failures.isEmpty()) {
      throw failures.poll();
    }
    if (paused && !leaking) {
      pollsWhilePaused++;
      return List.of();
    }
    return polls.isEmpty() ? List.of() : new ArrayList<>(polls.poll());
  }

  /** As the driver does in every call that may wait. */
  private void beginCall() {
    if (woken) {
      woken = false;
      throw new WakeupException();
    }
    if (Thread.interrupted()) {
      throw new InterruptException("test");
    }
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public void commit(Map<TopicPartition, Long> positions, Runnable stored) {
    if (commitFailure == null) {
      committed.putAll(positions);
      stored.run();
    }
  }

  @Override
  public void commitNow(Map<TopicPartition, Long> positions) {
    beginCall();
    if (commitFailure != null) {
      throw commitFailure;
    }
    committed.putAll(positions);
  }

  @Override
  public boolean answers() {
    return !silent;
  }

  @Override
  public Map<TopicPartition, Long> unread() {
    return unread;
  }

  @Override
  public void wakeUp() {
    woken = true;
  }

  @Override
  public void close() {
    closed++;
  }
}
