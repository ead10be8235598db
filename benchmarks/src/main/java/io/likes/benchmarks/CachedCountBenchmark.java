package io.likes.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryLikeStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One viral content, two threads: a {@code count} that is in memory beside Caffeine's {@code
 * getIfPresent}, once with the time to live that any cache of counts needs, and once bare. One
 * operation is one read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CachedCountBenchmark {
  private static final ContentId CONTENT = ContentId.of("viral");

  private LikeService likes;
  private Cache<ContentId, Long> bare;
  private Cache<ContentId, Long> expiring;

  /** Makes one like, and one entry in each cache. */
  @Setup
  public void start() {
    likes =
        LikeService.builder()
            .likeStore(new InMemoryLikeStore())
            .counterStore(new InMemoryCounterStore())
            .build();
    likes.like(CONTENT, UserId.of("user"));
    bare = Caffeine.newBuilder().maximumSize(200_000).build();
    bare.put(CONTENT, 1L);
    expiring =
        Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(Duration.ofHours(1)).build();
    expiring.put(CONTENT, 1L);
  }

  /** Stops the service. */
  @TearDown
  public void stop() {
    likes.close();
  }

  /** A count of the library, with its age. */
  @Benchmark
  public Count count() {
    return likes.count(CONTENT);
  }

  /** A look-up that never expires. */
  @Benchmark
  public @Nullable Long getIfPresent() {
    return bare.getIfPresent(CONTENT);
  }

  /** A look-up with a time to live. */
  @Benchmark
  public @Nullable Long getIfPresentExpiring() {
    return expiring.getIfPresent(CONTENT);
  }
}
