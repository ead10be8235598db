package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

@DisplayName("A shared pipeline")
class SharedPipelineTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int CALLERS = 20;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicReference<Supplier<Reply>> answer =
      new AtomicReference<>(() -> new Reply.Value(1L));

  @AfterEach
  void end() {
    open.countDown();
    executor.shutdownNow();
  }

  /** Waits until the latch is open, and then answers. */
  private List<Reply> exchange(List<Command> commands) {
    sizes.add(commands.size());
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Collections.nCopies(commands.size(), answer.get().get());
  }

  private SharedPipeline pipeline(Duration patience) {
    return new SharedPipeline(this::exchange, patience.toNanos());
  }

  private static List<Command> commands(int number) {
    return Collections.nCopies(number, Command.plain(Protocol.Command.GET, "key".getBytes(UTF_8)));
  }

  private CompletableFuture<List<Reply>> call(SharedPipeline pipeline, int commands) {
    return CompletableFuture.supplyAsync(() -> pipeline.call(commands(commands)), executor);
  }

  /** Takes both places, with calls that end when the latch opens. */
  private List<CompletableFuture<List<Reply>>> occupy(SharedPipeline pipeline) {
    CompletableFuture<List<Reply>> first = call(pipeline, 1);
    CompletableFuture<List<Reply>> second = call(pipeline, 1);
    await().until(() -> sizes.size() == 2);
    return List.of(first, second);
  }

  private static void awaitWaiting(SharedPipeline pipeline, int requests) {
    await().until(() -> pipeline.waiting() == requests);
  }

  @Test
  @DisplayName("sends what waits in one round trip, and gives each caller its own replies")
  void shares() {
    SharedPipeline pipeline = pipeline(LONG);
    List<CompletableFuture<List<Reply>>> first = occupy(pipeline);
    List<CompletableFuture<List<Reply>>> waiting =
        IntStream.range(0, CALLERS).mapToObj(i -> call(pipeline, i + 1)).toList();
    awaitWaiting(pipeline, CALLERS);
    open.countDown();
    first.forEach(call -> assertThat(call.join()).hasSize(1));
    for (int i = 0; i < CALLERS; i++) {
      assertThat(waiting.get(i).join()).hasSize(i + 1).allMatch(Reply.Value.class::isInstance);
    }
    assertThat(sizes).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  @DisplayName("sends no more at once than the bound, nor less than all")
  void bounded() {
    SharedPipeline pipeline = pipeline(LONG);
    open.countDown();
    assertThat(pipeline.call(commands(1300))).hasSize(1300);
    assertThat(sizes).containsExactly(512, 512, 276);
  }

  @Test
  @DisplayName("gives up commands that nobody took in time: they were not sent, nor will be")
  void noTurn() {
    SharedPipeline pipeline = pipeline(Duration.ofMillis(50));
    List<CompletableFuture<List<Reply>>> first = occupy(pipeline);
    assertThat(call(pipeline, 2).join()).hasSize(2).allMatch(Reply.Unsent.class::isInstance);
    assertThat(pipeline.waiting()).isZero();
    open.countDown();
    first.forEach(call -> assertThat(call.join()).hasSize(1));
    assertThat(sizes).containsExactly(1, 1);
  }

  @Test
  @DisplayName("sends in spite of an interruption of the sender, who stays interrupted")
  void interruptedSender() {
    SharedPipeline pipeline = pipeline(LONG);
    open.countDown();
    Thread.currentThread().interrupt();
    List<Reply> replies = pipeline.call(commands(1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(replies).containsExactly(new Reply.Value(1L));
  }

  @Test
  @DisplayName("tells all whose commands were sent when the exchange throws")
  void exchangeThrows() {
    SharedPipeline pipeline = pipeline(LONG);
    answer.set(
        () -> {
          throw new IllegalStateException("broken");
        });
    List<CompletableFuture<List<Reply>>> first = occupy(pipeline);
    List<CompletableFuture<List<Reply>>> waiting =
        IntStream.range(0, CALLERS).mapToObj(i -> call(pipeline, 1)).toList();
    awaitWaiting(pipeline, CALLERS);
    open.countDown();
    first.forEach(call -> assertThat(call.join()).allMatch(Reply.Lost.class::isInstance));
    waiting.forEach(call -> assertThat(call.join()).allMatch(Reply.Lost.class::isInstance));
  }

  @Test
  @DisplayName("loses no waiter and no place when a sender dies of an Error")
  void error() {
    SharedPipeline pipeline = pipeline(LONG);
    List<CompletableFuture<List<Reply>>> first = occupy(pipeline);
    List<CompletableFuture<List<Reply>>> waiting =
        IntStream.range(0, CALLERS).mapToObj(i -> call(pipeline, 1)).toList();
    awaitWaiting(pipeline, CALLERS);
    answer.set(
        () -> {
          throw new AssertionError("no memory left");
        });
    open.countDown();
    for (CompletableFuture<List<Reply>> call : first) {
      assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join);
    }
    long ended =
        waiting.stream()
            .filter(
                call -> {
                  try {
                    return call.join().get(0) instanceof Reply.Lost;
                  } catch (CompletionException e) {
                    return e.getCause() instanceof AssertionError;
                  }
                })
            .count();
    assertThat(ended).isEqualTo(CALLERS);
    answer.set(() -> new Reply.Value(2L));
    assertThat(pipeline.call(commands(1))).containsExactly(new Reply.Value(2L));
  }
}
