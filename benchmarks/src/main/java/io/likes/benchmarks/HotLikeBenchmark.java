package io.likes.benchmarks;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.inmemory.InMemoryLikeStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One viral content, distinct users, two threads: a whole {@code like} on the in-memory backend
 * beside the floor of what any set with a counter costs. One operation is one like of a user who
 * did not like before; the user's id arrives as a string, as from a request, in both.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Warmup(iterations = 15)
@Measurement(iterations = 15)
@Fork(value = 2, jvmArgs = "-Xmx6g")
public class HotLikeBenchmark {
  private static final int LIKES = 500_000;
  private static final ContentId CONTENT = ContentId.of("viral");

  /** Key of the floor's set. */
  record Pair(ContentId content, UserId user) {}

  /** The users of one thread. */
  @State(Scope.Thread)
  public static class Users {
    private static final AtomicInteger THREADS = new AtomicInteger();
    final String[] ids = new String[LIKES];

    /** Makes ids that no other thread has. */
    @Setup(Level.Trial)
    public void make() {
      int thread = THREADS.getAndIncrement();
      for (int i = 0; i < LIKES; i++) {
        ids[i] = "user-" + thread + "-" + i;
      }
    }
  }

  /** The service, empty before each iteration. */
  @State(Scope.Benchmark)
  public static class Service {
    LikeService likes;

    /** Starts it. */
    @Setup(Level.Iteration)
    public void start() {
      likes = LikeService.builder().likeStore(new InMemoryLikeStore()).build();
      System.gc();
    }

    /** Stops it, and checks that the count is exact. */
    @TearDown(Level.Iteration)
    public void stop(BenchmarkParams params) {
      long count = likes.count(CONTENT).value();
      long expected = (long) params.getThreads() * LIKES;
      if (count != expected) {
        throw new IllegalStateException("count must be " + expected + ", but is " + count);
      }
      likes.close();
    }
  }

  /** The floor, empty before each iteration. */
  @State(Scope.Benchmark)
  public static class Floor {
    ConcurrentHashMap<Pair, Boolean> set;
    LongAdder count;

    /** Empties it. */
    @Setup(Level.Iteration)
    public void start() {
      set = new ConcurrentHashMap<>();
      count = new LongAdder();
      System.gc();
    }
  }

  /** A like of the library. */
  @Benchmark
  @OperationsPerInvocation(LIKES)
  public void like(Service service, Users users, Blackhole blackhole) {
    for (String user : users.ids) {
      blackhole.consume(service.likes.like(CONTENT, UserId.of(user)));
    }
  }

  /** A set and a counter that are not even changed together. */
  @Benchmark
  @OperationsPerInvocation(LIKES)
  public void putIfAbsentAndIncrement(Floor floor, Users users) {
    for (String user : users.ids) {
      if (floor.set.putIfAbsent(new Pair(CONTENT, UserId.of(user)), Boolean.TRUE) == null) {
        floor.count.increment();
      }
    }
  }
}
