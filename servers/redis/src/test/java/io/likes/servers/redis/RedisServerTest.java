package io.likes.servers.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.servers.redis.RedisServer.Persistence;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

@DisplayName("A Redis process")
class RedisServerTest {
  @Test
  @DisplayName("keeps what it promised to keep when it is killed")
  void killed() {
    try (RedisServer server = RedisServer.start(Persistence.ALWAYS)) {
      try (Jedis jedis = server.connect()) {
        jedis.set("key", "value");
        assertThat(jedis.info("server")).contains("redis_version:");
      }
      server.kill();
      assertThat(server.alive()).isFalse();
      server.start();
      try (Jedis jedis = server.connect()) {
        assertThat(jedis.get("key")).isEqualTo("value");
      }
    }
  }

  @Test
  @DisplayName("takes settings")
  void settings() {
    try (RedisServer server =
            RedisServer.start(Persistence.NONE, "--requirepass", "secret", "--maxmemory", "5mb");
        Jedis jedis = server.connect()) {
      assertThatThrownBy(() -> jedis.get("key")).isInstanceOf(JedisDataException.class);
      jedis.auth("secret");
      assertThat(jedis.configGet("maxmemory")).containsEntry("maxmemory", "5242880");
    }
  }

  @Test
  @DisplayName("joins others to a cluster, whose slots can be moved")
  void cluster() {
    try (RedisCluster cluster = RedisCluster.start(Persistence.NONE);
        RedisClusterClient client = RedisClusterClient.create(cluster.addresses())) {
      client.set("key", "value");
      int slot = JedisClusterCRC16.getSlot("key");
      RedisServer source = cluster.masterOf(slot);
      RedisServer target =
          cluster.masters().stream().filter(each -> each != source).findFirst().orElseThrow();

      cluster.move(slot, source, target);

      assertThat(cluster.masterOf(slot)).isSameAs(target);
      assertThat(client.get("key")).isEqualTo("value");
      try (Jedis jedis = target.connect()) {
        assertThat(jedis.clusterGetKeysInSlot(slot, 10)).isEqualTo(List.of("key"));
      }
    }
  }

  @Test
  @DisplayName("is watched by a Sentinel, which says where the master is")
  void watched() {
    try (WatchedRedis redis = WatchedRedis.start(Persistence.NONE);
        RedisSentinelClient client =
            RedisSentinelClient.builder()
                .masterName(WatchedRedis.MASTER_NAME)
                .sentinels(Set.of(redis.sentinelAddress()))
                .build();
        Jedis replica = redis.replica().connect()) {
      assertThat(client.getCurrentMaster()).isEqualTo(redis.master().address());
      assertThat(replica.role()).contains("slave");
    }
  }
}
