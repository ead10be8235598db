package io.likes.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** The one way in which records are sent. */
final class Producers {
  private Producers() {}

  /**
   * Gives a record to a producer, which may hold up the caller for its {@code max.block.ms}.
   *
   * @return completed when the record is acknowledged, and exceptionally whenever it is refused
   */
  static CompletableFuture<Void> send(
      Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    try {
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  acknowledged.complete(null);
                } else {
                  acknowledged.completeExceptionally(failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      // Interrupted, closed, or of no use any more
      acknowledged.completeExceptionally(e);
    }
    return acknowledged;
  }
}
