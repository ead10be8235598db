package io.likes.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.Liker;
import io.likes.Page;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.redis.RedisLikeStore;
import io.likes.servers.FreePorts;
import io.likes.servers.ServerProcess;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

@DisplayName("Killed in a storm of likes, with Redis behind it, the service")
class KillTest {
  private static final ContentId POST = ContentId.of("post-first");
  private static final int THREADS = 16;
  private static final int LIKES_BEFORE_THE_KILL = 2_000;
  private static final Duration START = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private final int port = FreePorts.next();
  private final ApiClient client = new ApiClient(port);
  private final AtomicInteger nextUser = new AtomicInteger();
  private final Set<UserId> answered = ConcurrentHashMap.newKeySet();
  private final Set<UserId> unanswered = ConcurrentHashMap.newKeySet();
  private final CountDownLatch storm = new CountDownLatch(LIKES_BEFORE_THE_KILL);

  @Test
  @DisplayName("has every like that it answered, and counts what is stored")
  void everyAnswerHolds() throws Exception {
    try (RedisServer redis = RedisServer.start(Persistence.ALWAYS);
        ServerProcess service = service(redis);
        UnifiedJedis jedis = RedisClient.builder().hostAndPort(redis.address()).build();
        LikeService stored = stored(jedis)) {
      service.start();
      Set<UserId> first = likers(stored);
      ExecutorService crowd = Executors.newFixedThreadPool(THREADS);
      try {
        List<Future<Void>> people = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          Callable<Void> person =
              () -> {
                likeUntilNobodyAnswers();
                return null;
              };
          people.add(crowd.submit(person));
        }
        assertThat(storm.await(2, TimeUnit.MINUTES)).as("likes before the kill").isTrue();
        service.kill();
        for (Future<Void> person : people) {
          person.get();
        }
      } finally {
        crowd.shutdownNow();
      }
      assertThat(unanswered).as("likes under way when the service was killed").hasSize(THREADS);

      service.start();
      Set<UserId> rows = likers(stored);
      rows.removeAll(first);
      assertThat(rows).containsAll(answered);
      Set<UserId> unknown = new HashSet<>(rows);
      unknown.removeAll(answered);
      assertThat(unanswered).containsAll(unknown);

      // Who got no answer may just ask again; that completes what was left undone too: a row that
      // is
      // not counted yet.
      for (UserId user : unanswered) {
        assertThat(like(user)).isEqualTo(unknown.contains(user) ? 409 : 200);
      }
      assertThat(client.count(POST.value()))
          .isEqualTo(first.size() + answered.size() + unanswered.size());
    }
  }

  private ServerProcess service(RedisServer redis) {
    return new ServerProcess(
        "likes-service",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LikesServiceApplication.class.getName(),
            "--spring.profiles.active=redis",
            "--likes.servers.redis=" + redis.address(),
            "--server.port=" + port),
        directory,
        Map.of(),
        this::ready,
        START);
  }

  private boolean ready() {
    try {
      return client.get("/actuator/health/readiness").status() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Looks at the rows past the service. */
  private static LikeService stored(UnifiedJedis redis) {
    return LikeService.builder()
        .likeStore(RedisLikeStore.builder().client(redis).build())
        .counting(Counting.EXACT)
        .build();
  }

  private static Set<UserId> likers(LikeService stored) {
    Set<UserId> likers = new HashSet<>();
    PageRequest next = PageRequest.first(PageRequest.MAX_SIZE);
    while (next != null) {
      Page<Liker> page = stored.likersOf(POST, next);
      page.items().forEach(liker -> likers.add(liker.user()));
      next = page.next();
    }
    return likers;
  }

  private void likeUntilNobodyAnswers() throws InterruptedException {
    while (true) {
      UserId user = UserId.of("person-" + nextUser.getAndIncrement());
      try {
        assertThat(like(user)).isEqualTo(200);
      } catch (IOException e) {
        unanswered.add(user);
        return;
      }
      answered.add(user);
      storm.countDown();
    }
  }

  private int like(UserId user) throws IOException, InterruptedException {
    return client.like(POST.value(), user.value()).status();
  }
}
