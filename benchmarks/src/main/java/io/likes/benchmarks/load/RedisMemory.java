package io.likes.benchmarks.load;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.redis.RedisLikeStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Memory of Redis for each like, all included: of contents with 50 likes on average, and of one
 * post that has them all. Users are 19-digit numbers, contents have the type {@code post}.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.likes.benchmarks.load.RedisMemory LIKES
 * </pre>
 */
public final class RedisMemory {
  private static final int MEAN = 50;
  private static final int BATCH = 250;
  private static final long FIRST_USER = 1_000_000_000_000_000_000L;
  private static final long NOW = 1_700_000_000_000L;
  private static final int SCAN = 1000;
  private static final ContentType TYPE = ContentType.of("post");

  private final SplittableRandom random = new SplittableRandom(1);
  private final RedisLikeStore store;
  private final Jedis connection;

  private RedisMemory(RedisLikeStore store, Jedis connection) {
    this.store = store;
    this.connection = connection;
  }

  /** Fills two servers, and prints what their memory has grown by. */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("arguments must be LIKES");
    }
    int likes = Integer.parseInt(arguments[0]);
    System.out.printf("%,d likes, 19-digit users%n", likes);
    for (boolean viral : new boolean[] {false, true}) {
      try (RedisServer server = RedisServer.start(Persistence.NONE);
          Jedis connection = server.connect();
          RedisClient client = RedisClient.create(server.address())) {
        new RedisMemory(RedisLikeStore.builder().client(client).build(), connection)
            .measure(likes, viral);
      }
    }
  }

  private void measure(int likes, boolean viral) {
    fill("warm-up", 1); // Connections and scripts.
    long before = usedMemory();
    int contents = 0;
    for (int left = likes; left > 0; contents++) {
      int rows = viral ? likes : Math.min(left, rows());
      fill("content-" + contents, rows);
      left -= rows;
    }
    long bytes = usedMemory() - before;
    System.out.printf(
        "  %,8d content(s)  %5.1f bytes a like  largest key %,6d bytes  Redis %s%n",
        contents, (double) bytes / likes, largestKey(), property("server", "redis_version"));
  }

  /** Returns a number of likes; most contents have fewer than the mean, and some have many more. */
  private int rows() {
    return 1 + (int) (-Math.log(1 - random.nextDouble()) * (MEAN - 0.5));
  }

  private void fill(String content, int rows) {
    CellId cell = CellId.root(ContentId.of(content));
    for (int done = 0; done < rows; done += BATCH) {
      List<Change> changes = new ArrayList<>();
      for (int i = done; i < Math.min(rows, done + BATCH); i++) {
        UserId user = UserId.of(Long.toString(FIRST_USER + random.nextLong(1L << 62)));
        changes.add(new Change(user, true, NOW + i, TYPE));
      }
      store.apply(new CellBatch(cell, 0, changes));
    }
  }

  private long usedMemory() {
    return Long.parseLong(property("memory", "used_memory"));
  }

  private String property(String section, String name) {
    return connection
        .info(section)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  private long largestKey() {
    long largest = 0;
    ScanParams params = new ScanParams().count(SCAN);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> keys = connection.scan(cursor, params);
      for (String key : keys.getResult()) {
        largest = Math.max(largest, connection.memoryUsage(key, 0));
      }
      cursor = keys.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return largest;
  }
}
