package io.likes.kafka;

import io.likes.ContentId;
import io.likes.servers.FreePorts;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.testkit.EventSinkContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
final class KafkaEventSinkContractTest extends EventSinkContract {
  private final Kafka kafka;
  private final String topic;
  private final List<Producer<byte[], byte[]>> opened = new ArrayList<>();

  KafkaEventSinkContractTest(Kafka kafka) {
    this.kafka = kafka;
    this.topic = kafka.newTopic(3);
  }

  @AfterEach
  void closeProducers() {
    opened.forEach(producer -> producer.close(Duration.ZERO));
  }

  @Override
  protected EventSink open() {
    return sink(kafka.producerConfig());
  }

  @Override
  protected Optional<EventSink> openUnreachable() {
    Map<String, Object> nowhere = new HashMap<>(kafka.producerConfig());
    nowhere.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + FreePorts.next());
    nowhere.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 300);
    return Optional.of(sink(nowhere));
  }

  private EventSink sink(Map<String, Object> config) {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    opened.add(producer);
    return KafkaEventSink.builder().producer(producer, config).topic(topic).build();
  }

  @Override
  protected List<LikeEvent> delivered(Collection<ContentId> contents) {
    return kafka.read(topic).stream()
        .map(Events::of)
        .filter(event -> contents.contains(event.header().cell().content()))
        .toList();
  }
}
