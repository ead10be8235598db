package io.likes.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.servers.redis.WatchedRedis;
import io.likes.spi.CellId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.RedisSentinelClient;

/** What callers see when Sentinel makes another server the master. */
@DisplayName("When Sentinel watches a master and its replica")
class SentinelFaultsTest {
  private static final int TIMEOUT_MILLIS = 1_000;

  private final List<CellId> cells = IntStream.range(0, 4).mapToObj(i -> Likers.root()).toList();

  private static RedisSentinelClient client(WatchedRedis redis) {
    return RedisSentinelClient.builder()
        .masterName(WatchedRedis.MASTER_NAME)
        .sentinels(Set.of(redis.sentinelAddress()))
        .clientConfig(Target.config(RedisProtocol.RESP3, TIMEOUT_MILLIS))
        .sentinelClientConfig(Target.config(RedisProtocol.RESP3, TIMEOUT_MILLIS))
        .build();
  }

  @Test
  @DisplayName("and the master is killed, all that the replica had is there, and callers go on")
  void failover() throws InterruptedException {
    try (WatchedRedis redis = WatchedRedis.start(Persistence.NONE);
        RedisSentinelClient client = client(redis)) {
      RedisLikeStore store = RedisLikeStore.builder().client(client).build();
      Likers before = new Likers(store, cells);
      before.awaitAnswers(300);
      before.stop();
      StoredCells storage = new StoredCells(client, "likes");
      before.assertStored(storage);
      redis.master().awaitReplica("marker".getBytes(US_ASCII));
      AnyAnswers during = new AnyAnswers(store, cells);
      during.awaitAnswers(100);
      redis.master().kill();
      during.awaitAnswerOf(cells.get(0));
      during.stop();
      before.assertStoredBeside(storage, AnyAnswers::has);
      assertThat(client.getCurrentMaster()).isEqualTo(redis.replica().address());
    }
  }
}
