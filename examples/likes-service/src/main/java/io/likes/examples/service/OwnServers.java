package io.likes.examples.service;

import io.likes.servers.cassandra.CassandraCluster;
import io.likes.servers.kafka.KafkaCluster;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * Real servers from Maven artifacts, each a process of its own, for a look at a profile. They and
 * their data are gone when the service ends.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("likes.start-servers")
class OwnServers {
  @Bean
  @Profile({"redis", "full"})
  RedisServer redisServer() {
    return RedisServer.start(Persistence.ALWAYS);
  }

  @Bean
  @Profile("full")
  KafkaCluster kafkaCluster() {
    return KafkaCluster.start(1, List.of());
  }

  @Bean
  @Profile("full")
  CassandraCluster cassandraCluster() {
    return CassandraCluster.start(1, CassandraCluster.DURABLE);
  }
}
