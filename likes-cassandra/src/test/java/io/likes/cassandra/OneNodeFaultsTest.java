package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.servers.FaultyProxy;
import io.likes.servers.ServerProcess;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayName("One node, behind a network that fails")
@EnabledIfSystemProperty(named = "likes.cassandra.nodes", matches = "1")
class OneNodeFaultsTest {
  private static final int THREADS = 8;
  private static final Duration REQUEST = Duration.ofSeconds(1);
  private static final Duration WRITE = Duration.ofSeconds(2);

  private final TestCluster cluster = TestCluster.shared();

  @Test
  @DisplayName(
      "killed with -9 and started again, it loses no change and takes calls again by itself")
  void killedAndStartedAgain() {
    ServerProcess node = cluster.nodes().node(0);
    try (CqlSession session = session(cluster.addresses().get(0));
        Storm storm = new Storm(store(session), THREADS)) {
      storm.awaitChanges(100);
      node.kill();
      try {
        storm.awaitFailures(20);
      } finally {
        node.start();
      }
      storm.awaitChanges(100);
      awaitSharedSession();
      storm.assertTrue(new CellRows(cluster.session()));
    }
  }

  @Test
  @DisplayName("connections that are cut in the middle of requests make no answer untrue")
  void connectionsCut() {
    try (FaultyProxy proxy = new FaultyProxy(cluster.addresses().get(0));
        CqlSession session = session(address(proxy));
        Storm storm = new Storm(store(session), THREADS)) {
      for (int i = 0; i < 10; i++) {
        storm.awaitChanges(30);
        // In the middle of one of the next replies.
        proxy.cutAfterReplyBytes(200 + 37L * i);
        Awaitility.await("the cut").atMost(Duration.ofMinutes(1)).until(proxy::hasCut);
        proxy.heal();
      }
      storm.assertTrue(new CellRows(cluster.session()));
    }
  }

  @Test
  @DisplayName(
      "a reply that never comes ends as UNKNOWN, and the change sent again is counted once")
  void repliesLost() {
    try (FaultyProxy proxy = new FaultyProxy(cluster.addresses().get(0));
        CqlSession session = session(address(proxy))) {
      LikeStore store = store(session);
      CellBatch like = like("lost");
      proxy.dropReplies();
      BackendException lost = catchThrowableOfType(BackendException.class, () -> store.apply(like));
      assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);
      proxy.heal();

      BatchResult again =
          Awaitility.await()
              .ignoreExceptionsInstanceOf(BackendException.class)
              .atMost(Duration.ofMinutes(1))
              .until(() -> store.apply(like), result -> true);
      assertThat(again.results().get(0).effect()).isEqualTo(ChangeResult.Effect.UNCHANGED);
      assertThat(again.header()).isEqualTo(new CellHeader(like.cell(), 1, 1, 0, 0));
    }
  }

  @Test
  @DisplayName("a network that is down is NOT_APPLIED at once, and works again by itself")
  void networkDown() {
    try (FaultyProxy proxy = new FaultyProxy(cluster.addresses().get(0));
        CqlSession session = session(address(proxy))) {
      LikeStore store = store(session);
      proxy.refuse();
      CellBatch like = like("down");
      // Until the driver has seen it, a request may still be on its way.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  catchThrowableOfType(BackendException.class, () -> store.apply(like)).effect()
                      == Effect.NOT_APPLIED);
      proxy.heal();
      Awaitility.await()
          .ignoreExceptionsInstanceOf(BackendException.class)
          .atMost(Duration.ofMinutes(1))
          .until(() -> store.apply(like).header().total() == 1);
    }
  }

  @Test
  @DisplayName("a session that its owner has closed is NOT_APPLIED")
  void closedSession() {
    LikeStore store;
    try (CqlSession session = session(cluster.addresses().get(0))) {
      store = store(session);
    }
    assertThat(catchThrowableOfType(BackendException.class, () -> store.apply(like("late"))))
        .extracting(BackendException::effect)
        .isEqualTo(Effect.NOT_APPLIED);
  }

  @Test
  @DisplayName("a node that hangs makes no answer untrue, and works again by itself")
  void suspended() {
    ServerProcess node = cluster.nodes().node(0);
    try (CqlSession session = session(cluster.addresses().get(0));
        Storm storm = new Storm(store(session), THREADS)) {
      storm.awaitChanges(50);
      node.suspend();
      try {
        storm.awaitFailures(THREADS);
      } finally {
        node.resume();
      }
      assertThat(storm.unknown()).isPositive();
      storm.awaitChanges(50);
      awaitSharedSession();
      storm.assertTrue(new CellRows(cluster.session()));
    }
  }

  @Test
  @DisplayName("a node that is overloaded makes no answer untrue")
  void overloaded() {
    try (CqlSession session = session(cluster.addresses().get(0));
        CqlSession flood =
            cluster
                .builder(
                    REQUEST,
                    options -> options.withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, 32_000))
                .addContactPoint(cluster.addresses().get(0))
                .withKeyspace(cluster.keyspace())
                .build();
        Storm storm = new Storm(store(session), THREADS)) {
      String text = "x".repeat(10_000);
      Queue<CompletableFuture<?>> underWay = new ConcurrentLinkedQueue<>();
      // However fast the node is, more and more of them wait.
      Awaitility.await("a request that the node is too busy for")
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  underWay.add(
                      flood
                          .executeAsync(
                              "INSERT INTO likes (content, cell, user, seq, type)"
                                  + " VALUES ('flood', 'root', 'x', 1, ?) IF NOT EXISTS",
                              text)
                          .toCompletableFuture());
                }
                return underWay.stream().anyMatch(OneNodeFaultsTest::tooBusy);
              });
      storm.awaitChanges(30);
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> underWay.stream().allMatch(CompletableFuture::isDone));
      storm.awaitChanges(30);
      storm.assertTrue(new CellRows(cluster.session()));
    }
  }

  private static boolean tooBusy(CompletableFuture<?> request) {
    if (!request.isCompletedExceptionally()) {
      return false;
    }
    Throwable failure = request.handle((rows, e) -> e).join();
    return failure instanceof DriverTimeoutException || failure instanceof QueryExecutionException;
  }

  private void awaitSharedSession() {
    Awaitility.await()
        .ignoreExceptions()
        .atMost(Duration.ofMinutes(1))
        .until(() -> cluster.session().execute("SELECT * FROM likes_schema").one() != null);
  }

  private CqlSession session(InetSocketAddress address) {
    return cluster
        .builder(REQUEST)
        .addContactPoint(address)
        .withKeyspace(cluster.keyspace())
        .build();
  }

  private static LikeStore store(CqlSession session) {
    return CassandraLikeStore.builder(session).timeout(WRITE).build();
  }

  private static InetSocketAddress address(FaultyProxy proxy) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static CellBatch like(String user) {
    return new CellBatch(
        CellId.root(ContentId.of(UUID.randomUUID().toString())),
        0,
        List.of(new Change(UserId.of(user), true, 1, ContentType.UNSPECIFIED)));
  }
}
