package io.likes.redis;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("One server, RESP2:")
final class Resp2ContractsTest extends AllContracts {
  @Override
  UnifiedJedis client() {
    return Target.resp2();
  }

  @Override
  Optional<HostAndPort> server() {
    return Optional.of(Target.singleAddress());
  }
}
