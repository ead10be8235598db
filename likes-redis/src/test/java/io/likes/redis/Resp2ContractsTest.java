package io.likes.redis;

import org.junit.jupiter.api.DisplayName;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("One server, RESP2:")
final class Resp2ContractsTest extends AllContracts {
  @Override
  UnifiedJedis client() {
    return Target.resp2();
  }
}
