package io.likes.kafka;

import io.likes.CountAggregator;
import io.likes.servers.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A count aggregator in a process of its own, which halts once at a given step. */
final class AggregatorProcess {
  /** Where it halts. */
  enum Step {
    BEFORE_MERGE,
    AFTER_MERGE,
    BEFORE_COMMIT
  }

  private AggregatorProcess() {}

  static ServerProcess describe(
      Kafka kafka, String topic, String group, int port, Step step, Path directory) {
    return new ServerProcess(
        "aggregator",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            AggregatorProcess.class.getName(),
            kafka.cluster().bootstrapServers(),
            topic,
            group,
            Integer.toString(port),
            step.name()),
        directory,
        Map.of(),
        () -> true,
        Duration.ofMinutes(1));
  }

  public static void main(String[] args) throws Exception {
    CounterServer.Client counts = new CounterServer.Client(Integer.parseInt(args[3]));
    Halt halt = new Halt(counts, Step.valueOf(args[4]));
    CountAggregator aggregator = new CountAggregator(counts);
    Map<String, Object> producerConfig = Kafka.producerConfig(args[0]);
    LikeEventConsumer.Builder builder =
        LikeEventConsumer.builder()
            .consumerConfig(Kafka.consumerConfig(args[0], args[2], "classic"))
            .topic(args[1])
            .deadLetters(
                new KafkaProducer<>(
                    producerConfig, new ByteArraySerializer(), new ByteArraySerializer()),
                producerConfig,
                args[1] + "-dead")
            .subscriber(
                "counts",
                events -> {
                  halt.at(Step.BEFORE_MERGE);
                  aggregator.accept(events);
                  halt.at(Step.AFTER_MERGE);
                })
            .commitInterval(Duration.ofMillis(1));
    builder.start(log -> new HaltingLog(log, halt)).ended().toCompletableFuture().get();
  }

  private static final class Halt {
    private final CounterServer.Client counts;
    private Step step;

    Halt(CounterServer.Client counts, Step step) {
      this.counts = counts;
      this.step = step;
    }

    void at(Step reached) {
      if (reached == step) {
        step = null;
        counts.halt();
      }
    }
  }

  private record HaltingLog(EventLog log, Halt halt) implements EventLog {
    @Override
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
      return log.poll(wait);
    }

    @Override
    public void pause() {
      log.pause();
    }

    @Override
    public void resume() {
      log.resume();
    }

    @Override
    public void commit(Map<TopicPartition, Long> positions, Runnable stored) {
      halt.at(Step.BEFORE_COMMIT);
      log.commit(positions, stored);
    }

    @Override
    public void commitNow(Map<TopicPartition, Long> positions) {
      log.commitNow(positions);
    }

    @Override
    public boolean answers() {
      return log.answers();
    }

    @Override
    public Map<TopicPartition, Long> unread() {
      return log.unread();
    }

    @Override
    public void wakeUp() {
      log.wakeUp();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
