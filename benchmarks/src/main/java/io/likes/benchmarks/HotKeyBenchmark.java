package io.likes.benchmarks;

import com.sun.management.ThreadMXBean;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
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
 * threads means that each like took 200. The threads wait for the start together.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 6)
@Measurement(iterations = 7)
@Fork(value = 3, jvmArgs = HotKeyBenchmark.HEAP)
public class HotKeyBenchmark {
  static final String HEAP = "-Xmx4g";

  private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Likes that a content has when what is measured begins. */
  static final int VIRAL = 400_000;

  private static final int LIKES = 320_000;
  // A counter is so fast that one round would be the start of the threads.
  private static final int ROUNDS = 50;
  private static final String CONTENT = "viral";

  /** Who keeps the likes. */
  @Param({"likes-inmemory", "likes-inmemory INLINE", "AtomicLong", "LongAdder", "set + LongAdder"})
  public String subject = "";

  /** How many threads like at once. */
  @Param({"1", "2", "4", "16", "64"})
  public int threads = 1;

  /** How many likes the content has before; 0 for one that is new. */
  @Param("" + VIRAL)
  public int before = VIRAL;

  private String[] users;
  private ExecutorService callers;
  private Likes likes;
  private CountDownLatch start;
  private List<Future<Done>> running = List.of();
  private boolean knowsUsers;
  private int expected;
  private int added;
  private double allocated;

  /**
   * What a thread did.
   *
   * @param liked how many likes were new
   * @param allocated bytes of heap that it asked for
   */
  private record Done(int liked, long allocated) {}

  /** Makes the ids and the threads. */
  @Setup(Level.Trial)
  public void start() {
    users = new String[LIKES];
    for (int i = 0; i < LIKES; i++) {
      users[i] = "user-" + i;
    }
    callers = Executors.newFixedThreadPool(threads);
  }

  /** Opens the subject, makes the likes before, and lets the threads wait for the start. */
  @Setup(Level.Iteration)
  public void open() throws InterruptedException, ExecutionException {
    Subject opened = Subject.named(subject);
    likes = opened.open("");
    knowsUsers = opened.knowsUsers();
    int rounds = knowsUsers ? 1 : ROUNDS;
    expected = before + LIKES * rounds;
    added = 0;
    submit(part -> likeAll("before-", slice(before, part), slice(before, part + 1)));
    run();
    System.gc();
    submit(part -> likeRounds(rounds, slice(LIKES, part), slice(LIKES, part + 1)));
  }

  /** Closes the subject, and checks that the count is exact. */
  @TearDown(Level.Iteration)
  public void close() {
    AllocationProfiler.last = allocated / (expected - before);
    long count = likes.count(CONTENT);
    likes.close();
    if (count != expected || added != expected) {
      throw new IllegalStateException(
          "count must be %d, but is %d, and %d were new".formatted(expected, count, added));
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
    return runIf(true);
  }

  /** All users make the counter go up, again and again; for subjects that know no users. */
  @Benchmark
  @OperationsPerInvocation(LIKES * ROUNDS)
  public int increment() throws InterruptedException, ExecutionException {
    return runIf(false);
  }

  private int runIf(boolean users) throws InterruptedException, ExecutionException {
    if (knowsUsers != users) {
      throw new IllegalArgumentException(
          "subject must " + (users ? "" : "not ") + "know users, but is '" + subject + "'");
    }
    return run();
  }

  /** Lets the threads go; returns how many likes were new. */
  private int run() throws InterruptedException, ExecutionException {
    start.countDown();
    int liked = 0;
    allocated = 0;
    for (Future<Done> part : running) {
      liked += part.get().liked;
      allocated += part.get().allocated;
    }
    added += liked;
    return liked;
  }

  private void submit(IntFunction<Integer> part) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(threads);
    start = new CountDownLatch(1);
    running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int number = thread;
      Callable<Done> task =
          () -> {
            ready.countDown();
            start.await();
            long bytes = MEMORY.getCurrentThreadAllocatedBytes();
            int liked = part.apply(number);
            return new Done(liked, MEMORY.getCurrentThreadAllocatedBytes() - bytes);
          };
      running.add(callers.submit(task));
    }
    ready.await();
  }

  private int slice(int count, int part) {
    return (int) ((long) count * part / threads);
  }

  private int likeAll(String prefix, int from, int to) {
    int liked = 0;
    for (int i = from; i < to; i++) {
      if (likes.like(CONTENT, prefix + i)) {
        liked++;
      }
    }
    return liked;
  }

  private int likeRounds(int rounds, int from, int to) {
    int liked = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = from; i < to; i++) {
        if (likes.like(CONTENT, users[i])) {
          liked++;
        }
      }
    }
    return liked;
  }
}
