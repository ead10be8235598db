package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.PairState;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Statements")
class ConsistencyTest {
  private final TestCluster cluster = TestCluster.shared();
  private final SentRequests sent = new SentRequests();
  private final CellId cell = CellId.root(ContentId.of(UUID.randomUUID().toString()));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("carry the levels of the own data centre, or of all of them")
  void levels(boolean across) {
    try (CqlSession session =
        cluster
            .builder(Duration.ofSeconds(5))
            .addContactPoints(cluster.addresses())
            .withKeyspace(cluster.keyspace())
            .withRequestTracker(sent)
            .build()) {
      CassandraLikeStore likes =
          CassandraLikeStore.builder(session).acrossDataCenters(across).build();
      likes.apply(batch(1));
      likes.headers(List.of(cell));
      likes.rows(cell, null, 10);
      CassandraUserLikeStore lists =
          CassandraUserLikeStore.builder(session).acrossDataCenters(across).build();
      UserId user = UserId.of("user");
      lists.record(
          List.of(
              new UserLike(
                  user, cell.content(), true, new Version(0, 1), 1, ContentType.UNSPECIFIED)));
      lists.liked(user, List.of(cell.content()));
      lists.page(user, null, 10);
      CassandraCounterStore counts =
          CassandraCounterStore.builder(session).acrossDataCenters(across).build();
      counts.merge(List.of(new CellHeader(cell, 1, 1, 0, 0)));
      counts.read(List.of(cell.content()));
      counts.tryLease(cell.content(), Duration.ofMinutes(1));
    }
    ConsistencyLevel quorum =
        across ? DefaultConsistencyLevel.QUORUM : DefaultConsistencyLevel.LOCAL_QUORUM;
    ConsistencyLevel serial =
        across ? DefaultConsistencyLevel.SERIAL : DefaultConsistencyLevel.LOCAL_SERIAL;
    for (String table :
        List.of("likes", "likes_by_user", "likes_by_user_time", "like_counts", "like_leases")) {
      assertThat(sent.sent())
          .as("statements of %s", table)
          .anyMatch(each -> each.cql().contains("." + table + " "));
    }
    assertThat(sent.sent())
        .allSatisfy(
            each -> {
              String cql = each.cql();
              boolean conditional = cql.contains(" IF ");
              boolean cells = cql.startsWith("SELECT") && cql.contains(".likes ");
              assertThat(each.idempotent()).isEqualTo(!conditional);
              assertThat(each.level()).isEqualTo(cells ? serial : quorum);
              if (conditional) {
                assertThat(each.serialLevel()).isEqualTo(serial);
              }
            });
  }

  @Test
  @DisplayName("read a header and rows in one page, whatever the session's page size is")
  void onePage() {
    CassandraLikeStore.builder(cluster.session()).build().apply(batch(30));
    try (CqlSession session =
        cluster
            .builder(
                Duration.ofSeconds(5),
                options -> options.withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, 1))
            .addContactPoints(cluster.addresses())
            .withKeyspace(cluster.keyspace())
            .withRequestTracker(sent)
            .build()) {
      CassandraLikeStore store = CassandraLikeStore.builder(session).build();
      int before = sent.count(session);
      PairState state = store.states(UserId.of("user-7"), List.of(cell)).get(cell);
      assertThat(sent.count(session) - before).as("requests for a header and a row").isEqualTo(1);
      assertThat(state.header().total()).isEqualTo(30);
      assertThat(state.row()).isNotNull();
      assertThat(store.rows(cell, null, 10).rows()).hasSize(10);
      assertThat(sent.count(session) - before).as("and for ten rows with a header").isEqualTo(3);
    }
  }

  private CellBatch batch(int users) {
    return new CellBatch(
        cell,
        0,
        IntStream.range(0, users)
            .mapToObj(i -> new Change(UserId.of("user-" + i), true, 1, ContentType.UNSPECIFIED))
            .toList());
  }
}
