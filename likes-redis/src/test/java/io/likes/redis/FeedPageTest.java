package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.UserId;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

@DisplayName("A feed page")
class FeedPageTest {
  private static final int CONTENTS = 100;

  /** Counts round trips: the stores send nothing but pipelines, each of which is one. */
  private static final class Counter extends UnifiedJedis {
    final AtomicInteger roundTrips = new AtomicInteger();

    Counter(HostAndPort address) {
      super(
          new PooledConnectionProvider(address, DefaultJedisClientConfig.builder().build()),
          RedisProtocol.RESP2);
    }

    @Override
    public AbstractPipeline pipelined() {
      roundTrips.incrementAndGet();
      return super.pipelined();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "INLINE"})
  @DisplayName("of 100 contents with own status is two round trips on one server")
  void twoRoundTrips(Counting counting) {
    UserId reader = UserId.of("reader");
    List<ContentId> contents =
        IntStream.range(0, CONTENTS).mapToObj(i -> ContentId.of("content-" + i)).toList();
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        Counter client = new Counter(server.address())) {
      try (LikeService writer = service(client, counting)) {
        writer.view(contents, reader);
        for (int i = 0; i < CONTENTS; i += 2) {
          writer.like(contents.get(i), reader);
        }
      }
      try (LikeService service = service(client, counting)) {
        int before = client.roundTrips.get();
        List<LikeView> page = service.view(contents, reader);
        assertThat(client.roundTrips.get() - before).isEqualTo(2);
        for (int i = 0; i < CONTENTS; i++) {
          assertThat(page.get(i).status())
              .isEqualTo(i % 2 == 0 ? LikeStatus.LIKED : LikeStatus.NOT_LIKED);
          assertThat(page.get(i).count().value()).isEqualTo(i % 2 == 0 ? 1 : 0);
        }
      }
    }
  }

  private static LikeService service(UnifiedJedis client, Counting counting) {
    LikeServiceBuilder builder =
        LikeService.builder()
            .likeStore(RedisLikeStore.builder().client(client).build())
            .counting(counting);
    if (counting != Counting.EXACT) {
      builder.counterStore(RedisCounterStore.builder().client(client).build());
    }
    return builder.build();
  }
}
