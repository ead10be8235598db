package io.likes.redis;

import io.likes.servers.FaultyProxy;
import io.likes.servers.FreePorts;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import io.likes.testkit.Capability;
import io.likes.testkit.CounterStoreContract;
import io.likes.testkit.LikeServiceContract;
import io.likes.testkit.LikeStoreContract;
import io.likes.testkit.StorageView;
import io.likes.testkit.UniqueLikersContract;
import io.likes.testkit.UserLikeStoreContract;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.ScanIteration;
import redis.clients.jedis.UnifiedJedis;

/** All contracts of the kit, against one kind of server. */
abstract class AllContracts {
  private static final int SCANNED_AT_ONCE = 10_000;

  private final String prefix = "test-" + UUID.randomUUID();

  /** Returns the client; skips the test if there is no such server. */
  abstract UnifiedJedis client();

  /** Returns a client of the same kind that reaches no server; empty if there is none. */
  Optional<UnifiedJedis> nowhere() {
    return Optional.of(
        Target.client(new HostAndPort("127.0.0.1", FreePorts.next()), RedisProtocol.RESP2));
  }

  /** Returns the address of the one server; empty if there are several. */
  Optional<HostAndPort> server() {
    return Optional.empty();
  }

  private LikeStore likes(UnifiedJedis client) {
    return RedisLikeStore.builder().client(client).prefix(prefix).build();
  }

  private UserLikeStore lists(UnifiedJedis client) {
    return RedisUserLikeStore.builder().client(client).prefix(prefix).build();
  }

  private UniqueLikers unique(UnifiedJedis client) {
    return RedisUniqueLikers.builder().client(client).prefix(prefix).build();
  }

  private CounterStore counts(UnifiedJedis client, Duration timeToLive) {
    return RedisCounterStore.builder().client(client).prefix(prefix).timeToLive(timeToLive).build();
  }

  @Nested
  @DisplayName("RedisLikeStore")
  class Likes extends LikeStoreContract {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @Override
    protected LikeStore open() {
      return likes(client());
    }

    @Override
    protected StorageView storage() {
      return new StoredCells(client(), prefix);
    }

    @Override
    protected Set<Capability> capabilities() {
      return server().isPresent()
          ? EnumSet.of(Capability.UNRELIABLE_CLIENT)
          : EnumSet.noneOf(Capability.class);
    }

    @Override
    protected LikeStore openUnreliable() {
      HostAndPort address = server().orElseThrow();
      FaultyProxy proxy =
          new FaultyProxy(new InetSocketAddress(address.getHost(), address.getPort()));
      opened.push(proxy);
      UnifiedJedis client =
          Target.client(new HostAndPort("127.0.0.1", proxy.port()), RedisProtocol.RESP2);
      opened.push(client);
      return new CutLikes(
          RedisLikeStore.builder()
              .client(client)
              .prefix(prefix)
              // How long a caller whose reply is cut waits.
              .writeWindow(Duration.ofMillis(50))
              .build(),
          proxy);
    }

    @AfterEach
    void closeOpened() throws Exception {
      for (AutoCloseable each : opened) {
        each.close();
      }
    }

    @Override
    protected Optional<LikeStore> openUnreachable() {
      return nowhere().map(AllContracts.this::likes);
    }
  }

  @Nested
  @DisplayName("RedisUserLikeStore")
  class Lists extends UserLikeStoreContract {
    @Override
    protected UserLikeStore open() {
      return lists(client());
    }

    @Override
    protected Optional<UserLikeStore> openUnreachable() {
      return nowhere().map(AllContracts.this::lists);
    }
  }

  @Nested
  @DisplayName("RedisUniqueLikers")
  class Unique extends UniqueLikersContract {
    @Override
    protected UniqueLikers open() {
      return unique(client());
    }

    @Override
    protected Optional<UniqueLikers> openUnreachable() {
      return nowhere().map(AllContracts.this::unique);
    }
  }

  @Nested
  @DisplayName("RedisCounterStore")
  class Counts extends CounterStoreContract {
    @Override
    protected CounterStore open() {
      return counts(client(), timeToLive());
    }

    @Override
    protected CounterStore openShortLived() {
      return counts(client(), shortTimeToLive());
    }

    @Override
    protected Duration timeToLive() {
      return Duration.ofMinutes(10);
    }

    @Override
    protected Set<Capability> capabilities() {
      return EnumSet.of(Capability.DRIVEN_CLOCK, Capability.REAL_CLOCK, Capability.EXCLUSIVE_LEASE);
    }

    @Override
    protected Optional<CounterStore> openUnreachable() {
      return nowhere().map(client -> counts(client, timeToLive()));
    }

    /** Makes all that is stored older: the clock of the server cannot be driven. */
    @Override
    protected void advance(Duration duration) {
      for (String key : keys()) {
        if (client().type(key).equals("hash")) {
          client()
              .hgetAll(key)
              .forEach((field, copy) -> client().hset(key, field, older(copy, duration)));
        }
        client().pexpire(key, Math.max(0, client().pttl(key) - duration.toMillis()));
      }
    }

    private Set<String> keys() {
      Set<String> keys = new HashSet<>();
      ScanIteration scan = client().scanIteration(SCANNED_AT_ONCE, prefix + ":1:*");
      while (!scan.isIterationCompleted()) {
        keys.addAll(scan.nextBatchList());
      }
      return keys;
    }

    private String older(String copy, Duration duration) {
      int time = copy.lastIndexOf(' ') + 1;
      return copy.substring(0, time) + (Long.parseLong(copy.substring(time)) - duration.toMillis());
    }
  }

  @Nested
  @DisplayName("LikeService on Redis")
  class Service extends LikeServiceContract {
    @Override
    protected LikeStore likeStore() {
      return likes(client());
    }

    @Override
    protected CounterStore counterStore() {
      return counts(client(), Duration.ofMinutes(10));
    }

    @Override
    protected UserLikeStore userLikeStore() {
      return lists(client());
    }

    @Override
    protected UniqueLikers uniqueLikers() {
      return unique(client());
    }

    @Override
    protected Set<Capability> capabilities() {
      return EnumSet.of(Capability.COUNTER_STORE, Capability.USER_LISTS, Capability.UNIQUE_LIKERS);
    }
  }
}
