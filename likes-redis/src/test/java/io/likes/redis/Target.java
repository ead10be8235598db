package io.likes.redis;

import io.likes.servers.redis.RedisCluster;
import io.likes.servers.redis.RedisProgram;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;

/** Clients of real servers that tests share; each is started when it is first wanted. */
final class Target {
  private static final int TIMEOUT_MILLIS = 5_000;

  private Target() {}

  /** A server that already runs may be named by the property {@code likes.redis}. */
  private static final class Single {
    static final HostAndPort ADDRESS =
        System.getProperty("likes.redis") == null
            ? RedisServer.start(Persistence.NONE).address()
            : HostAndPort.from(System.getProperty("likes.redis"));
    static final UnifiedJedis RESP2 = client(ADDRESS, RedisProtocol.RESP2);
    static final UnifiedJedis RESP3 = client(ADDRESS, RedisProtocol.RESP3);
  }

  private static final class Installed {
    static final HostAndPort ADDRESS =
        RedisServer.start(RedisProgram.installed().orElseThrow(), Persistence.NONE).address();
    static final UnifiedJedis CLIENT = client(ADDRESS, RedisProtocol.RESP3);
  }

  private static final class Cluster {
    static final UnifiedJedis CLIENT =
        clusterClient(RedisCluster.start(Persistence.NONE), RedisProtocol.RESP2);
  }

  static UnifiedJedis resp2() {
    return Single.RESP2;
  }

  static UnifiedJedis resp3() {
    return Single.RESP3;
  }

  static HostAndPort singleAddress() {
    return Single.ADDRESS;
  }

  static HostAndPort installedAddress() {
    return Installed.ADDRESS;
  }

  static UnifiedJedis cluster() {
    return Cluster.CLIENT;
  }

  /** The server of this machine, often a newer version; tests are skipped where there is none. */
  static UnifiedJedis installed() {
    Assumptions.assumeTrue(
        RedisProgram.installed().isPresent(), "no redis-server is installed on this machine");
    return Installed.CLIENT;
  }

  static RedisClient client(HostAndPort address, RedisProtocol protocol) {
    return RedisClient.builder()
        .hostAndPort(address)
        .clientConfig(config(protocol, TIMEOUT_MILLIS))
        .build();
  }

  static RedisClusterClient clusterClient(RedisCluster cluster, RedisProtocol protocol) {
    return RedisClusterClient.builder()
        .nodes(cluster.addresses())
        .clientConfig(config(protocol, TIMEOUT_MILLIS))
        .build();
  }

  static JedisClientConfig config(RedisProtocol protocol, int timeoutMillis) {
    return DefaultJedisClientConfig.builder()
        .protocol(protocol)
        .timeoutMillis(timeoutMillis)
        .build();
  }
}
