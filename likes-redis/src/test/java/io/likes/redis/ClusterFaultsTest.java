package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.servers.redis.RedisCluster;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
    }
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
