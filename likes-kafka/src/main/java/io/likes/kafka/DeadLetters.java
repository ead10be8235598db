package io.likes.kafka;

import io.likes.BackendException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that no reader can use. */
@FunctionalInterface
interface DeadLetters {
  /**
   * A record that is given up.
   *
   * @param record as it was read
   * @param reason why it is given up, for a person
   */
  record DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
    /** Returns the reason and the place, not the bytes. */
    @Override
    public String toString() {
      return reason
          + " (offset "
          + record.offset()
          + " of partition "
          + record.partition()
          + " of "
          + record.topic()
          + ")";
    }
  }

  /**
   * Returns when all are stored.
   *
   * @throws BackendException if that is not sure; they may be written again
   */
  void write(List<DeadLetter> letters);
}
