package io.likes.servers.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.likes.servers.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A Kafka cluster")
class KafkaClusterTest {
  private static final String TOPIC = "topic";

  @Test
  @DisplayName("serves, survives the loss of one of three brokers, and takes it back")
  void threeBrokers() throws ExecutionException, InterruptedException {
    try (KafkaCluster cluster = KafkaCluster.start(3, KafkaCluster.SHORT_LIVED);
        Admin admin =
            Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(2), Optional.empty())))
          .all()
          .get();
      ServerProcess lost = cluster.brokers().get(1);
      lost.kill();
      assertThat(lost.alive()).isFalse();
      awaitTopic(admin);
      lost.start();
      awaitTopic(admin);
      assertThat(admin.describeTopics(Set.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions())
          .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
    }
  }

  /** A broker learns of a topic a moment after the controller has made it. */
  private static void awaitTopic(Admin admin) {
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(() -> admin.listTopics().names().get().contains(TOPIC));
  }
}
