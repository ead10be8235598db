package io.likes.benchmarks;

import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One viral content in memory, distinct users. One operation is one like of a user who did not like
 * before; ids arrive as strings, as from a request. The time is that of the wall: 100 ns with two
 * threads means that each like took 200.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 12)
@Measurement(iterations = 7)
@Fork(value = 3, jvmArgs = "-Xmx4g")
public class HotKeyBenchmark {
  private static final int LIKES = 320_000;
  private static final String CONTENT = "viral";

  /** Who keeps the likes. */
  @Param({"likes-inmemory", "likes-inmemory INLINE", "AtomicLong", "LongAdder", "set + LongAdder"})
  public String subject = "";

  /** How many threads like at once. */
  @Param({"1", "2", "4", "16", "64"})
  public int threads = 1;

  private String[] users;
  private ExecutorService callers;
  private Likes likes;

  /** Makes the ids and the threads. */
  @Setup(Level.Trial)
  public void start() {
    users = new String[LIKES];
    for (int i = 0; i < LIKES; i++) {
      users[i] = "user-" + i;
    }
    callers = Executors.newFixedThreadPool(threads);
  }

  /** Opens the subject, empty. */
  @Setup(Level.Iteration)
  public void open() {
    likes = Subject.named(subject).open("");
    System.gc();
  }

  /** Closes the subject, and checks that the count is exact. */
  @TearDown(Level.Iteration)
  public void close() {
    long count = likes.count(CONTENT);
    likes.close();
    if (count != LIKES) {
      throw new IllegalStateException("count must be " + LIKES + ", but is " + count);
    }
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void stop() {
    callers.shutdownNow();
  }

  /** All users like the content once. */
  @Benchmark
  @OperationsPerInvocation(LIKES)
  public int like() throws InterruptedException, ExecutionException {
    List<Future<Integer>> parts = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int from = (int) ((long) LIKES * thread / threads);
      int to = (int) ((long) LIKES * (thread + 1) / threads);
      parts.add(callers.submit(() -> likeAll(from, to)));
    }
    int liked = 0;
    for (Future<Integer> part : parts) {
      liked += part.get();
    }
    return liked;
  }

  private int likeAll(int from, int to) {
    int liked = 0;
    for (int i = from; i < to; i++) {
      if (likes.like(CONTENT, users[i])) {
        liked++;
      }
    }
    return liked;
  }
}
