package io.likes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.likes.CountAggregator;
import io.likes.kafka.AggregatorProcess.Step;
import io.likes.servers.ServerProcess;
import io.likes.servers.kafka.KafkaCluster;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.FaultyEventSink;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts become what the cells say, without an operator, after faults of real processes. */
@DisplayName("Counts equal the cells")
@ExtendWith(OneBroker.class)
@Timeout(600)
class FaultTest {
  private final Kafka kafka;
  private final String topic;
  private final String group = Kafka.newGroup();

  @TempDir private Path directory;

  FaultTest(Kafka kafka) {
    this.kafka = kafka;
    this.topic = kafka.newTopic(4);
  }

  @BeforeEach
  void createDeadLetters() {
    kafka.createTopic(dead(), 1);
  }

  private String dead() {
    return topic + "-dead";
  }

  private LikeEventConsumer aggregator(Kafka of, Traffic traffic) {
    return of.consumer(topic, group, "classic", dead())
        .subscriber("counts", new CountAggregator(traffic.counts)::accept)
        .start();
  }

  private static void killAndRestart(ServerProcess process) {
    process.kill();
    process.start();
  }

  @Test
  @DisplayName("after the broker was killed with -9 and restarted under load")
  void brokerKilled() {
    ServerProcess broker = kafka.brokers().get(0);
    try (Traffic traffic = new Traffic(kafka.sink(topic));
        LikeEventConsumer aggregator = aggregator(kafka, traffic)) {
      traffic.run(500, () -> killAndRestart(broker));
      traffic.awaitCountsEqualCells();
      assertThat(aggregator.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  @DisplayName("after one of three brokers was lost under load, and came back")
  void oneOfThreeBrokersLost() {
    try (Kafka three = new Kafka(KafkaCluster.start(3, KafkaCluster.SHORT_LIVED))) {
      three.createTopic(topic, 4);
      three.createTopic(dead(), 1);
      String single = topic + "-single";
      three.createTopic(new NewTopic(single, 6, (short) 1));
      await()
          .atMost(Kafka.PATIENCE)
          .until(() -> three.producer().partitionsFor(single).size() == 6);
      try (Traffic traffic = new Traffic(three.sink(topic));
          LikeEventConsumer aggregator = aggregator(three, traffic)) {
        ServerProcess lost = three.brokers().get(1);
        traffic.run(500, lost::kill);
        traffic.awaitCountsEqualCells();
        Set<LikeEvent> published = publishWithoutTwoPartitions(three.sink(single));
        traffic.run(200, lost::start);
        assertThat(three.read(single).stream().map(Events::of)).containsAll(published);
        traffic.awaitCountsEqualCells();
        assertThat(aggregator.ended().toCompletableFuture()).isNotDone();
      }
    }
  }

  /** Returns the events that are published; those of partitions without a leader are not. */
  private static Set<LikeEvent> publishWithoutTwoPartitions(KafkaEventSink sink) {
    List<LikeEvent> events =
        IntStream.range(0, 60).mapToObj(i -> Events.like("post-" + i, 1)).toList();
    Set<LikeEvent> published = new HashSet<>(events);
    published.removeAll(sink.publishAll(events, false).keySet());
    assertThat(published).hasSizeBetween(20, 59);
    return published;
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  @DisplayName("after the aggregator was killed with -9 in a step of its batch")
  void aggregatorKilled(Step step) {
    try (Traffic traffic = new Traffic(kafka.sink(topic));
        CounterServer server = new CounterServer(traffic.counts);
        ServerProcess killed =
            AggregatorProcess.describe(kafka, topic, group, server.port(), step, directory)) {
      traffic.run(200);
      killed.start();
      server.awaitHalt();
      killed.kill();
      try (LikeEventConsumer next = aggregator(kafka, traffic)) {
        traffic.awaitCountsEqualCells();
        assertThat(next.ended().toCompletableFuture()).isNotDone();
      }
    }
  }

  @Test
  @DisplayName(
      "after a zombie came back to its old batch while another aggregator reads its partitions")
  void zombie() {
    try (Traffic traffic = new Traffic(kafka.sink(topic));
        CounterServer server = new CounterServer(traffic.counts);
        ServerProcess zombie =
            AggregatorProcess.describe(
                kafka, topic, group, server.port(), Step.BEFORE_MERGE, directory)) {
      traffic.run(200);
      zombie.start();
      server.awaitHalt();
      zombie.suspend();
      traffic.run(200);
      try (LikeEventConsumer heir = aggregator(kafka, traffic)) {
        traffic.awaitCountsEqualCells();
        server.letGo();
        zombie.resume();
        server.awaitMerge();
        traffic.awaitCountsEqualCells();
        traffic.run(200);
        traffic.awaitCountsEqualCells();
        assertThat(heir.ended().toCompletableFuture()).isNotDone();
      }
    }
  }

  @Test
  @DisplayName("with two groups of aggregators on the same partitions and the same CounterStore")
  void twoAggregators() {
    try (Traffic traffic = new Traffic(kafka.sink(topic));
        LikeEventConsumer first = aggregator(kafka, traffic);
        LikeEventConsumer second =
            kafka
                .consumer(topic, Kafka.newGroup(), "consumer", dead())
                .subscriber("counts", new CountAggregator(traffic.counts)::accept)
                .start()) {
      traffic.run(300);
      traffic.awaitCountsEqualCells();
      assertThat(first.ended().toCompletableFuture()).isNotDone();
      assertThat(second.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  @DisplayName("when events are repeated and overtake each other")
  void repeatedAndReordered() {
    Faults faults =
        Faults.random(new Random(1), 0.3, Set.of(Fault.REPEATED, Fault.DELAYED, Fault.REPLY_LOST));
    try (Traffic traffic = new Traffic(new FaultyEventSink(kafka.sink(topic), faults));
        LikeEventConsumer aggregator = aggregator(kafka, traffic)) {
      traffic.run(300);
      faults.deliverLate();
      traffic.awaitCountsEqualCells();
      assertThat(aggregator.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  @DisplayName("when events are lost: at the next change of the cell")
  void lost() {
    Faults faults = Faults.random(new Random(1), 0.5, Set.of(Fault.LOST));
    EventSink sound = kafka.sink(topic);
    EventSink losing = new FaultyEventSink(sound, faults);
    AtomicBoolean loses = new AtomicBoolean(true);
    EventSink sink = (event, spread) -> (loses.get() ? losing : sound).publish(event, spread);
    try (Traffic traffic = new Traffic(sink);
        LikeEventConsumer aggregator = aggregator(kafka, traffic)) {
      traffic.run(300);
      loses.set(false);
      traffic.changeEachCell();
      traffic.awaitCountsEqualCells();
      assertThat(aggregator.ended().toCompletableFuture()).isNotDone();
    }
  }
}
