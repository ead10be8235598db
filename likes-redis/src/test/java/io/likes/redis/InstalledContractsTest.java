package io.likes.redis;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("The installed Redis:")
final class InstalledContractsTest extends AllContracts {
  @Override
  UnifiedJedis client() {
    return Target.installed();
  }

  @Override
  Optional<HostAndPort> server() {
    return Optional.of(Target.installedAddress());
  }
}
