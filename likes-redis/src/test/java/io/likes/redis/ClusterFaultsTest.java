package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.UserId;
import io.likes.servers.redis.RedisCluster;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellId;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What callers see while a Cluster changes under them. */
@DisplayName("While in a Cluster")
class ClusterFaultsTest {
  private static final int MOVES = 6;

  private static RedisLikeStore store(RedisClusterClient client) {
    return RedisLikeStore.builder().client(client).writeWindow(Duration.ofSeconds(1)).build();
  }

  private static int slot(CellId cell) {
    return JedisClusterCRC16.getSlot(new Keys("likes").bucket(cell, 0));
  }

  @Test
  @DisplayName("slots move to and fro under load, nothing is lost or counted twice")
  void slotsMove() throws InterruptedException {
    try (RedisCluster cluster = RedisCluster.start(Persistence.NONE);
        RedisClusterClient client = Target.clusterClient(cluster, RedisProtocol.RESP3)) {
      List<CellId> cells = IntStream.range(0, 3).mapToObj(i -> Likers.root()).toList();
      Likers likers = new Likers(store(client), cells);
      likers.awaitAnswers(300);
      for (int i = 0; i < MOVES; i++) {
        int slot = slot(cells.get(i % cells.size()));
        RedisServer source = cluster.masterOf(slot);
        RedisServer target =
            cluster.masters().stream().filter(each -> each != source).toList().get(i % 2);
        cluster.beginMove(slot, source, target);
        likers.awaitAnswers(30); // Of the other cells, and by ASK of those that are still one key.
        while (cluster.moveKeys(slot, source, target, 1) > 0) {
          likers.awaitAnswers(3); // One key here and the next there: TRYAGAIN.
        }
        likers.awaitAnswers(30);
        cluster.endMove(slot, target);
        likers.awaitAnswers(100);
      }
      likers.stop();
      likers.assertStored(new StoredCells(client, "likes"));
      assertThat(likers.unknown).as("a redirection is never UNKNOWN").hasValue(0);
      assertNothingButKeysOnBothSides(likers);
    }
  }

  @Test
  @DisplayName("a slot moves, its cells and those that nobody liked are read, in many buckets too")
  void readsWhileSlotsMove() {
    try (RedisCluster cluster = RedisCluster.start(Persistence.NONE);
        RedisClusterClient client = Target.clusterClient(cluster, RedisProtocol.RESP3)) {
      CellId cell = Likers.root();
      UserId user = UserId.of("user-7");
      LikeStore writer = store(client);
      for (int i = 0; i < 500; i++) {
        Likers.like(writer, cell, "user-" + i, true);
      }
      CellId untouched = sameSlot(cell);
      int slot = slot(cell);
      RedisServer source = cluster.masterOf(slot);
      RedisServer target =
          cluster.masters().stream().filter(each -> each != source).findFirst().orElseThrow();
      cluster.beginMove(slot, source, target);
      int moved;
      do {
        // A store of its own each time, which knows no cell.
        Map<CellId, PairState> states = store(client).states(user, List.of(cell, untouched));
        assertThat(states.get(cell).row()).isNotNull();
        assertThat(states.get(untouched).row()).isNull();
        assertThat(store(client).headers(List.of(cell)).get(cell).total()).isEqualTo(500);
        moved = cluster.moveKeys(slot, source, target, 100);
      } while (moved > 0);
      assertThat(store(client).states(user, List.of(cell)).get(cell).row()).isNotNull();
      cluster.endMove(slot, target);
    }
  }

  @Test
  @DisplayName("it is used through a client of the old kind, that is refused")
  @SuppressWarnings("deprecation")
  void oldClient() {
    try (RedisCluster cluster = RedisCluster.start(Persistence.NONE);
        JedisCluster client = new JedisCluster(cluster.addresses())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RedisLikeStore.builder().client(client).build())
          .withMessage("client of a Cluster must be a RedisClusterClient, but is a JedisCluster");
    }
  }

  private static CellId sameSlot(CellId cell) {
    return Stream.generate(Likers::root)
        .filter(other -> slot(other) == slot(cell))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("a slot moves to a master that is new and has none, everything is answered")
  void newMaster() throws InterruptedException {
    try (RedisCluster cluster = RedisCluster.start(Persistence.NONE);
        RedisClusterClient client = Target.clusterClient(cluster, RedisProtocol.RESP3);
        RedisServer added = cluster.addMaster()) {
      List<CellId> cells = IntStream.range(0, 3).mapToObj(i -> Likers.root()).toList();
      Likers likers = new Likers(store(client), cells);
      likers.awaitAnswers(300);
      int slot = slot(cells.get(0));
      RedisServer source = cluster.masterOf(slot);
      cluster.beginMove(slot, source, added);
      while (cluster.moveKeys(slot, source, added, 1) > 0) {
        likers.awaitAnswers(30);
      }
      // Not known to the client by the slots that it has: by ASK, and afterwards by MOVED.
      likers.awaitAnswers(100);
      cluster.endMove(slot, added);
      likers.awaitAnswers(300);
      likers.stop();
      likers.assertStored(new StoredCells(client, "likes"));
      assertThat(likers.unknown).hasValue(0);
      assertNothingButKeysOnBothSides(likers);
    }
  }

  /**
   * The test moves key by key, and slowly: a cell of which the server has a part waits for long.
   */
  private static void assertNothingButKeysOnBothSides(Likers likers) {
    assertThat(likers.notApplied)
        .as("a redirection is followed")
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("TRYAGAIN"));
  }

  @Test
  @DisplayName(
      "a master fails, its replica takes over with all it had, and counts are the number of rows")
  void failover() throws InterruptedException {
    try (RedisCluster cluster = RedisCluster.start(Persistence.NONE);
        RedisClusterClient client = Target.clusterClient(cluster, RedisProtocol.RESP2)) {
      List<CellId> cells = IntStream.range(0, 6).mapToObj(i -> Likers.root()).toList();
      RedisLikeStore store = store(client);
      Likers before = new Likers(store, cells);
      before.awaitAnswers(300);
      before.stop();
      StoredCells storage = new StoredCells(client, "likes");
      before.assertStored(storage);
      RedisServer master = cluster.masterOf(slot(cells.get(0)));
      // Of the slot of a cell, as it has the same tag.
      master.awaitReplica(new Keys("marker").bucket(cells.get(0), 0));
      // The others write on while it happens; what an old master had answered may be lost with it.
      AnyAnswers during = new AnyAnswers(store, cells);
      during.awaitAnswers(100);
      master.kill();
      during.awaitAnswerOf(cells.get(0));
      during.stop();
      before.assertStoredBeside(storage, AnyAnswers::has);
    }
  }
}
