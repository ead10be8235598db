package io.likes.redis;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("One server, RESP3:")
final class Resp3ContractsTest extends AllContracts {
  @Override
  UnifiedJedis client() {
    return Target.resp3();
  }

  @Override
  Optional<HostAndPort> server() {
    return Optional.of(Target.singleAddress());
  }
}
