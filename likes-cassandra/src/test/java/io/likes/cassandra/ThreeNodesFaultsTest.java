package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.servers.ServerProcess;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayName("Three nodes of which some fail")
@EnabledIfSystemProperty(named = "likes.cassandra.nodes", matches = "3")
class ThreeNodesFaultsTest {
  private static final int THREADS = 4;

  private final TestCluster cluster = TestCluster.shared();
  private final ServerProcess second = cluster.nodes().node(1);
  private final ServerProcess third = cluster.nodes().node(2);
  private CqlSession session;
  private Storm storm;

  @BeforeEach
  void begin() {
    session =
        cluster
            .builder(Duration.ofSeconds(2))
            .addContactPoints(cluster.addresses())
            .withKeyspace(cluster.keyspace())
            .build();
    storm =
        new Storm(
            CassandraLikeStore.builder(session).timeout(Duration.ofSeconds(3)).build(), THREADS);
    storm.awaitChanges(20);
  }

  @AfterEach
  void end() {
    storm.close();
    session.close();
  }

  @Test
  @DisplayName("one down: writes and reads of all tables go on; up again: nothing is lost")
  void oneDown() {
    third.kill();
    try {
      storm.awaitChanges(40);
      UserId user = UserId.of("reader");
      ContentId content = ContentId.of(UUID.randomUUID().toString());
      // Until the nodes know that one is down, a first read may ask it, and waits before it asks
      // another: longer than the storm does.
      CqlSession patient = cluster.session();
      CassandraUserLikeStore lists = CassandraUserLikeStore.builder(patient).build();
      lists.record(
          List.of(
              new UserLike(user, content, true, new Version(0, 1), 1, ContentType.UNSPECIFIED)));
      assertThat(lists.liked(user, List.of(content))).isEqualTo(Set.of(content));
      assertThat(CassandraCounterStore.builder(patient).build().read(List.of(content)))
          .containsOnlyKeys(content);
    } finally {
      third.start();
    }
    storm.awaitChanges(40);
    storm.assertTrue(new CellRows(session));
  }

  @Test
  @DisplayName(
      "two down: calls that no quorum takes are NOT_APPLIED; one up again: they work by themselves")
  void twoDown() {
    second.kill();
    third.kill();
    try {
      // Until the node that is left has seen it, a call may have begun.
      storm.awaitNotApplied(5 * THREADS);
    } finally {
      second.start();
    }
    try {
      storm.awaitChanges(40);
    } finally {
      third.start();
    }
    storm.assertTrue(new CellRows(session));
  }

  @Test
  @DisplayName(
      "two hang: calls that nobody answers are UNKNOWN; running again, they work by themselves")
  void twoHang() {
    second.suspend();
    third.suspend();
    try {
      storm.awaitFailures(2 * THREADS);
      assertThat(storm.unknown()).isPositive();
    } finally {
      second.resume();
      third.resume();
    }
    storm.awaitChanges(40);
    storm.assertTrue(new CellRows(session));
  }

  @AfterEach
  void awaitAllUp() {
    Awaitility.await()
        .ignoreExceptions()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                cluster.session().execute("SELECT * FROM likes_schema").one() != null
                    && cluster.session().getMetadata().getNodes().values().stream()
                        .allMatch(node -> node.getOpenConnections() > 0));
  }
}
