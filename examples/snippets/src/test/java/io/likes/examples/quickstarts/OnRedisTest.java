package io.likes.examples.quickstarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.redis.RedisCounterStore;
import io.likes.redis.RedisLikeStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Likes and counts in Redis, for any number of processes. */
class OnRedisTest {
  private static LikeService service(UnifiedJedis redis) {
    return LikeService.builder()
        .likeStore(RedisLikeStore.builder().client(redis).build())
        .counterStore(RedisCounterStore.builder().client(redis).build())
        .build();
  }

  @Test
  void processesShareLikes() {
    try (RedisServer server = RedisServer.start(Persistence.ALWAYS); // yours runs already
        UnifiedJedis redis = RedisClient.builder().hostAndPort(server.address()).build();
        LikeService one = service(redis);
        LikeService other = service(redis)) {
      one.like(ContentId.of("tea"), UserId.of("mira"));

      assertThat(other.liked(ContentId.of("tea"), UserId.of("mira"))).isTrue();
      assertThat(other.count(ContentId.of("tea")).value()).isEqualTo(1);
    }
  }
}
