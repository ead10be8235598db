package io.likes.examples.snippets;

import io.likes.CountAggregator;
import io.likes.kafka.KafkaEventSink;
import io.likes.kafka.LikeEventConsumer;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Both ends of a topic of events. */
public final class KafkaEvents {
  private KafkaEvents() {}

  /** In each process that serves likes. */
  public static EventSink sink(Producer<byte[], byte[]> producer, Map<String, Object> config) {
    // region sink
    EventSink log =
        KafkaEventSink.builder()
            .producer(producer, config) // acks, idempotence and max.block.ms are checked
            .topic("likes")
            .build();
    // endregion
    return log;
  }

  /** In any process, once or several times. */
  public static LikeEventConsumer consumer(
      Map<String, Object> config,
      Producer<byte[], byte[]> producer,
      Map<String, Object> producerConfig,
      CounterStore counts,
      Consumer<Collection<LikeEvent>> notifications) {
    // region consumer
    LikeEventConsumer consumer =
        LikeEventConsumer.builder()
            .consumerConfig(config) // bootstrap.servers, group.id, and what security needs
            .topic("likes")
            .deadLetters(producer, producerConfig, "likes-dead")
            .subscriber("counts", new CountAggregator(counts)::accept)
            .subscriber("notifications", notifications) // and whoever else wants each event
            .start();
    // endregion
    return consumer;
  }
}
