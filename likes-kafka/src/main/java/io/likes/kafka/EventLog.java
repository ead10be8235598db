package io.likes.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What the reader asks of a log: the narrow port between it and the driver. One thread uses it,
 * except for {@link #wakeUp}; methods throw what the driver throws.
 */
interface EventLog extends AutoCloseable {
  /** Opens a log. */
  @FunctionalInterface
  interface Opener {
    /**
     * Joins the readers of the log.
     *
     * @param owner is told of partitions that go, on the thread that polls
     */
    EventLog open(Owner owner);
  }

  /** Who reads the partitions of this log. */
  interface Owner {
    /** Partitions go to another reader, which waits until this returns: positions can be stored. */
    void revoked(Collection<TopicPartition> partitions);

    /** Partitions are gone: another reader may have them already. */
    void lost(Collection<TopicPartition> partitions);
  }

  /**
   * Takes what has come, waits for a while if there is nothing, and keeps this reader a member.
   *
   * @return records of each partition in order; none while paused
   */
  List<ConsumerRecord<byte[], byte[]>> poll(Duration wait);

  /** Brings no records until {@link #resume}, of partitions that come meanwhile neither. */
  void pause();

  /** Brings records again. */
  void resume();

  /**
   * Stores positions, the offsets to be read next, in the background.
   *
   * @param stored is told when that is done, by the thread that polls; never if it fails
   */
  void commit(Map<TopicPartition, Long> positions, Runnable stored);

  /** Stores positions before it returns; {@link #wakeUp} ends it too. */
  void commitNow(Map<TopicPartition, Long> positions);

  /**
   * Returns whether the log has answered in the last seconds, and brings records of all partitions
   * that this reader has: only then {@link #unread} says something.
   */
  boolean answers();

  /** Returns how many records of each partition that this reader has are not polled yet. */
  Map<TopicPartition, Long> unread();

  /** Ends the call that waits, or the next one, with an exception; any thread may call. */
  void wakeUp();

  /** Leaves the readers of the log. */
  @Override
  void close();
}
