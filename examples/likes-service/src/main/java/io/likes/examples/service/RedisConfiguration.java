package io.likes.examples.service;

import io.likes.redis.RedisCounterStore;
import io.likes.redis.RedisLikeStore;
import io.likes.redis.RedisUserLikeStore;
import io.likes.servers.redis.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** A client of Redis, and in the profile {@code redis} likes, users' lists and counts there. */
@Configuration(proxyBeanMethods = false)
@Profile({"redis", "full"})
class RedisConfiguration {
  private static final int CONNECTIONS = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @Bean
  UnifiedJedis redisClient(Servers servers, Optional<RedisServer> own) {
    Set<HostAndPort> nodes =
        own.map(server -> Stream.of(server.address()))
            .orElseGet(() -> servers.redis().stream().map(HostAndPort::from))
            .collect(Collectors.toSet());
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    pool.setMaxWait(TIMEOUT);
    JedisClientConfig config =
        DefaultJedisClientConfig.builder().timeoutMillis((int) TIMEOUT.toMillis()).build();
    return nodes.size() == 1
        ? RedisClient.builder()
            .hostAndPort(nodes.iterator().next())
            .clientConfig(config)
            .poolConfig(pool)
            .build()
        : RedisClusterClient.builder().nodes(nodes).clientConfig(config).poolConfig(pool).build();
  }

  @Bean
  @Profile("redis")
  Backend onRedis(UnifiedJedis redisClient) {
    return new Backend(
        RedisLikeStore.builder().client(redisClient).build(),
        RedisUserLikeStore.builder().client(redisClient).build(),
        RedisCounterStore.builder().client(redisClient).build(),
        null);
  }
}
