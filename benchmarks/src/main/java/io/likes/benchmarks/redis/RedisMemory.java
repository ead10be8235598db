package io.likes.benchmarks.redis;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.redis.RedisLikeStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.LikeStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Measures the memory that Redis takes for a like, all included: likes of many contents, and of one
 * post. Users have 19-digit ids; likes come over 30 days.
 */
public final class RedisMemory {
  private static final int LIKES = 1_000_000;
  private static final int LIKES_OF_A_CONTENT = 50;
  private static final int BATCH = 250;
  private static final long FIRST_MILLIS = 1_700_000_000_000L;
  private static final long MILLIS_BETWEEN = 2_592;

  private RedisMemory() {}

  /** Prints bytes a like and the biggest key, for 1,000,000 likes each. */
  public static void main(String[] arguments) {
    measure("50 likes a content", LIKES / LIKES_OF_A_CONTENT, 40);
    measure("one post", 1, 32);
  }

  private static void measure(String name, int contents, int target) {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        RedisClient client = RedisClient.create(server.address());
        Jedis admin = server.connect()) {
      LikeStore store = RedisLikeStore.builder().client(client).build();
      like(store, CellId.root(ContentId.of("warm-up")), 1, new SplittableRandom(0), 0);
      long before = usedMemory(admin);
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < contents; i++) {
        ContentId content = ContentId.of(Long.toString(random.nextLong(1L << 62)));
        // From half to one and a half times the average.
        int likes =
            contents == 1 ? LIKES : LIKES_OF_A_CONTENT / 2 + random.nextInt(LIKES_OF_A_CONTENT + 1);
        like(store, CellId.root(content), likes, random, i);
      }
      long likes = contents == 1 ? LIKES : likesStored(admin);
      double bytes = (double) (usedMemory(admin) - before) / likes;
      System.out.printf(
          "%s: %,d likes, %,d keys, %.1f bytes a like (target %d), biggest key %,d bytes (target"
              + " 65,536)%n",
          name, likes, admin.dbSize(), bytes, target, biggestKey(admin));
    }
  }

  private static void like(
      LikeStore store, CellId cell, int likes, SplittableRandom random, int offset) {
    for (int done = 0; done < likes; done += BATCH) {
      List<Change> changes = new ArrayList<>();
      for (int i = done; i < Math.min(likes, done + BATCH); i++) {
        long user = 1_000_000_000_000_000_000L + random.nextLong(1L << 62);
        long time = FIRST_MILLIS + (offset + (long) i) * MILLIS_BETWEEN;
        changes.add(new Change(UserId.of(Long.toString(user)), true, time, ContentType.of("post")));
      }
      store.apply(new CellBatch(cell, 0, changes));
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

  private static long likesStored(Jedis admin) {
    long[] likes = {0};
    eachKey(admin, key -> likes[0] += admin.hlen(key) - (key[key.length - 1] == '}' ? 1 : 0));
    return likes[0] - 1;
  }

  private static long biggestKey(Jedis admin) {
    long[] biggest = {0};
    eachKey(admin, key -> biggest[0] = Math.max(biggest[0], admin.memoryUsage(key, 0)));
    return biggest[0];
  }

  private static void eachKey(Jedis admin, Consumer<byte[]> action) {
    byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
    do {
      ScanResult<byte[]> page = admin.scan(cursor, new ScanParams().count(1000));
      page.getResult().forEach(action);
      cursor = page.getCursorAsBytes();
    } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
  }
}
