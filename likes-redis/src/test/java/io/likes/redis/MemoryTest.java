package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

@DisplayName("The memory of Redis")
class MemoryTest {
  private static final ContentType TYPE = ContentType.of("post");
  private static final int BATCH = 200;
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  @DisplayName("is what docs/operations.md says, and no bucket leaves the compact encoding")
  void formula() {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        Jedis admin = server.connect();
        RedisClient client = RedisClient.create(server.address())) {
      // A quarter of the default: what docs/redis.md calls enough.
      admin.configSet("hash-max-ziplist-entries", "128");
      RedisLikeStore store = RedisLikeStore.builder().client(client).build();
      fill(store, "warm-up", 1);
      for (int rows : new int[] {10, 50, 90, 300, 20_000}) {
        int contents = Math.max(1, 40_000 / rows);
        long before = usedMemory(admin);
        for (int i = 0; i < contents; i++) {
          fill(store, "content-" + rows + "-" + i, rows);
        }
        double bytes = (double) (usedMemory(admin) - before) / contents;
        int buckets = rows > 96 ? 1 + (rows - 96) / 40 : 1;
        double expected = 1.1 * (rows * (8 + 4 + 13) + (80 + 16) * buckets + 40);
        assertThat(bytes)
            .as("bytes of a content with %s rows", rows)
            .isBetween(expected * 0.75, expected * 1.25);
      }
      for (String key : admin.keys("*")) {
        assertThat(admin.objectEncoding(key)).as(key).isIn("ziplist", "listpack");
        assertThat(admin.memoryUsage(key)).as(key).isLessThan(64 * 1024);
      }
    }
  }

  private void fill(RedisLikeStore store, String content, int rows) {
    CellId cell = CellId.root(ContentId.of(content));
    for (int done = 0; done < rows; done += BATCH) {
      List<Change> likes = new ArrayList<>();
      for (int i = done; i < Math.min(rows, done + BATCH); i++) {
        String user = Long.toString(1_000_000_000_000_000_000L + random.nextLong(1L << 62));
        likes.add(new Change(UserId.of(user), true, 1_700_000_000_000L + i, TYPE));
      }
      store.apply(new CellBatch(cell, 0, likes));
    }
  }

  private static long usedMemory(Jedis admin) {
    return admin
        .info("memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }
}
