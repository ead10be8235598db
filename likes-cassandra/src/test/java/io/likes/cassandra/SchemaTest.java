package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Building a store")
class SchemaTest {
  private static final String FILE = "io/likes/cassandra/schema.cql";

  private final TestCluster cluster = TestCluster.shared();

  @Test
  @DisplayName("names the file to run if tables are missing or of another version")
  void namesTheFile() {
    String keyspace = TestCluster.newName();
    cluster.createKeyspace(keyspace);
    try (CqlSession session = session(keyspace)) {
      assertRefused(session, keyspace, "no table likes_schema", FILE);

      TestCluster.runSchema(session);
      builds(session).forEach(build -> assertThatCode(build).doesNotThrowAnyException());

      session.execute("UPDATE likes_schema USING TIMESTAMP 2 SET version = 0 WHERE name = 'likes'");
      assertRefused(session, keyspace, "version 0", FILE);
      session.execute("DELETE FROM likes_schema USING TIMESTAMP 3 WHERE name = 'likes'");
      assertRefused(session, keyspace, "no version", FILE);
      session.execute("UPDATE likes_schema USING TIMESTAMP 4 SET version = 2 WHERE name = 'likes'");
      assertRefused(session, keyspace, "version 2", "use a newer one");
      CassandraSchema.statements().forEach(session::execute);
      assertRefused(session, keyspace, "version 2", "use a newer one");

      session.execute("UPDATE likes_schema USING TIMESTAMP 5 SET version = 1 WHERE name = 'likes'");
      builds(session).forEach(build -> assertThatCode(build).doesNotThrowAnyException());
      session.execute("DROP TABLE like_counts");
    }
    // The driver remembers what a session has prepared.
    try (CqlSession session = session(keyspace)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> CassandraCounterStore.builder(session).build())
          .withMessageContaining("other tables than expected")
          .withMessageContaining(FILE);
    }
  }

  private static List<ThrowingCallable> builds(CqlSession session) {
    return List.of(
        () -> CassandraLikeStore.builder(session).build(),
        () -> CassandraUserLikeStore.builder(session).build(),
        () -> CassandraCounterStore.builder(session).build());
  }

  private static void assertRefused(CqlSession session, String... parts) {
    builds(session)
        .forEach(
            build ->
                assertThatIllegalStateException()
                    .isThrownBy(build)
                    .satisfies(e -> assertThat(e.getMessage()).contains(parts)));
  }

  @Test
  @DisplayName("names the keyspace if it is missing")
  void namesTheKeyspace() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> CassandraLikeStore.builder(cluster.session()).keyspace("no_such_one").build())
        .withMessageContaining("no_such_one")
        .withMessageContaining("not there itself");
  }

  @Test
  @DisplayName("refuses what cannot be, naming it")
  void badArguments() {
    CqlSession session = cluster.session();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraLikeStore.builder(null))
        .withMessage("session must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraLikeStore.builder(session).timeout(Duration.ZERO).build())
        .withMessageContaining("timeout")
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraLikeStore.builder(session).maxRememberedCells(0).build())
        .withMessageContaining("maxRememberedCells")
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CassandraCounterStore.builder(session).timeToLive(Duration.ofSeconds(-1)).build())
        .withMessageContaining("timeToLive")
        .withMessageContaining("PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CassandraCounterStore.builder(session).timeToLive(Duration.ofDays(366)).build())
        .withMessageContaining("timeToLive")
        .withMessageContaining("PT8784H");
    assertNamed("time", () -> CassandraCounterStore.builder(session).time(null));
    assertNamed("timeToLive", () -> CassandraCounterStore.builder(session).timeToLive(null));
    assertNamed("time", () -> CassandraLikeStore.builder(session).time(null));
    assertNamed("random", () -> CassandraLikeStore.builder(session).random(null));
    assertNamed("timeout", () -> CassandraLikeStore.builder(session).timeout(null));
    assertNamed("keyspace", () -> CassandraLikeStore.builder(session).keyspace(null));
    assertNamed("keyspace", () -> CassandraUserLikeStore.builder(session).keyspace(null));
    assertNamed("keyspace", () -> CassandraCounterStore.builder(session).keyspace(null));
    assertNamed("name", () -> CassandraLikeStore.builder(session).executionProfile(null));
    assertNamed("name", () -> CassandraUserLikeStore.builder(session).executionProfile(null));
    assertNamed("name", () -> CassandraCounterStore.builder(session).executionProfile(null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraUserLikeStore.builder(session).executionProfile("none").build())
        .withMessageContaining("executionProfile")
        .withMessageContaining("none");
  }

  private static void assertNamed(String argument, ThrowingCallable call) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessage(argument + " must not be null");
  }

  @Test
  @DisplayName("takes a keyspace other than the session's, and across data centres")
  void otherKeyspace() {
    try (CqlSession session =
        cluster.builder(Duration.ofSeconds(5)).addContactPoints(cluster.addresses()).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CassandraLikeStore.builder(session).build())
          .withMessageContaining("keyspace must be given");
      assertThat(
              CassandraLikeStore.builder(session)
                  .keyspace(cluster.keyspace())
                  .acrossDataCenters(true)
                  .build())
          .isNotNull();
      assertThat(session.isClosed()).isFalse();
    }
  }

  private CqlSession session(String keyspace) {
    return cluster
        .builder(TestCluster.DDL_TIMEOUT)
        .addContactPoints(cluster.addresses())
        .withKeyspace(keyspace)
        .build();
  }
}
