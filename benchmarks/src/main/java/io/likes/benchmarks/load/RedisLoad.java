package io.likes.benchmarks.load;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.redis.RedisLikeStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/**
 * Likes of one viral post by distinct users from 64 callers, in this library, in the usual
 * hand-written way (SADD, and then INCR if the member is new), and by one thread that fills a
 * pipeline with the library's script; then feed pages of 100 contents.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.likes.benchmarks.load.RedisLoad SECONDS
 * </pre>
 *
 * <p>Starts a server by itself. The first two take turns, in five rounds after 20 seconds of each
 * that count for nothing, and the median of the rounds' ratios is printed. Each load runs for so
 * many seconds after a third of that as a warm-up; ratios are to SADD and INCR of the same round,
 * for the scripts by hand of the last one, and for pages to the first line.
 */
public final class RedisLoad {
  private static final int CALLERS = 64;
  private static final int ROUNDS = 5;
  // Compiled late, the longer path looks slower than it is for tens of seconds.
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final int PAGE = 100;
  private static final int PAGES = 100;

  private RedisLoad() {}

  /** Runs all loads, and prints a table. */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("arguments must be SECONDS");
    }
    Duration length = Duration.ofSeconds(Integer.parseInt(arguments[0]));
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CALLERS);
    pool.setMaxIdle(CALLERS);
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        Jedis connection = server.connect();
        RedisClient client =
            RedisClient.builder().hostAndPort(server.address()).poolConfig(pool).build()) {
      System.out.printf("one server, %d callers, %s%none viral post%n", CALLERS, length);
      Measured usual = rounds(client, length);
      hand(client, connection, 1, CALLERS, length).print("script by hand, 64 calls a trip", usual);
      hand(client, connection, CALLERS, 1, length).print("script by hand, 64 likes a call", usual);
      feed(client, length);
    }
  }

  /** Lets both take turns in a JVM that has compiled both; returns the last of the usual way. */
  private static Measured rounds(RedisClient client, Duration length) {
    usual(client, "warm-up", WARM_UP);
    viral(client, "warm-up", WARM_UP);
    List<Measured> usual = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      Measured base = usual(client, "round-" + round, length);
      base.print("SADD, then INCR if new, round " + round, base);
      Measured library = viral(client, "round-" + round, length);
      library.print("likes-redis, round " + round, base);
      usual.add(base);
      ratios.add(library.perSecond() / base.perSecond());
    }
    Collections.sort(ratios);
    System.out.printf(
        "  likes-redis to SADD and INCR: median of %d rounds %.2f x, from %.2f x to %.2f x%n",
        ROUNDS, ratios.get(ROUNDS / 2), ratios.get(0), ratios.get(ROUNDS - 1));
    return usual.get(ROUNDS - 1);
  }

  private static Measured usual(RedisClient client, String post, Duration length) {
    return Callers.run(
        CALLERS,
        length,
        i -> {
          if (client.sadd("users:{" + post + "}", "user-" + i) == 1) {
            client.incr("count:{" + post + "}");
          }
          return true;
        });
  }

  private static Measured viral(RedisClient client, String post, Duration length) {
    ContentId content = ContentId.of(post);
    AtomicLong liked = new AtomicLong();
    try (LikeService likes = service(client)) {
      Measured measured =
          Callers.run(
              CALLERS,
              length,
              i -> {
                likes.like(content, UserId.of("user-" + i));
                liked.incrementAndGet();
                return true;
              });
      checkExact(likes, content, liked.get());
      return measured;
    }
  }

  private static Measured hand(
      RedisClient client, Jedis connection, int likes, int calls, Duration length) {
    HandPipeline pipeline = new HandPipeline(connection, likes, calls);
    Measured measured = pipeline.run(length);
    try (LikeService service = service(client)) {
      ContentId content = ContentId.of("hand-" + likes + "-" + calls);
      checkExact(service, content, pipeline.total());
    }
    return measured;
  }

  /** Reads other contents in each page, and each count from the server. */
  private static void feed(RedisClient client, Duration length) {
    UserId reader = UserId.of("reader");
    try (LikeService likes = service(client)) {
      List<List<ContentId>> pages = LongStream.range(0, PAGES).mapToObj(RedisLoad::page).toList();
      pages.forEach(page -> page.forEach(content -> likes.like(content, reader)));
      System.out.printf("feed pages of %d contents with own status, one reader%n", PAGE);
      Measured single =
          Callers.run(
              1,
              length,
              i -> {
                pages
                    .get((int) (i % PAGES))
                    .forEach(content -> likes.view(List.of(content), reader));
                return true;
              });
      single.print("a call for each content", single);
      Callers.run(
              1,
              length,
              i -> {
                likes.view(pages.get((int) (i % PAGES)), reader);
                return true;
              })
          .print("one call", single);
    }
  }

  private static List<ContentId> page(long number) {
    return LongStream.range(0, PAGE)
        .mapToObj(i -> ContentId.of("feed-" + number + "-" + i))
        .toList();
  }

  private static LikeService service(RedisClient client) {
    return LikeService.builder()
        .likeStore(RedisLikeStore.builder().client(client).build())
        .counting(Counting.EXACT)
        .countFreshness(Duration.ofMillis(1))
        .build();
  }

  private static void checkExact(LikeService service, ContentId content, long likes) {
    long count = service.count(content).value();
    if (count != likes) {
      throw new IllegalStateException(
          "%s has count %d, but %d likes".formatted(content, count, likes));
    }
  }
}
