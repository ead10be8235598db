package io.likes.testkit;

import static io.likes.testkit.SpiCall.APPLY;
import static io.likes.testkit.SpiCall.CLOSE;
import static io.likes.testkit.SpiCall.HEADERS;
import static io.likes.testkit.SpiCall.LIKED;
import static io.likes.testkit.SpiCall.MERGE;
import static io.likes.testkit.SpiCall.PAGE;
import static io.likes.testkit.SpiCall.PUBLISH;
import static io.likes.testkit.SpiCall.PUBLISH_ALL;
import static io.likes.testkit.SpiCall.READ;
import static io.likes.testkit.SpiCall.RECORD;
import static io.likes.testkit.SpiCall.ROWS;
import static io.likes.testkit.SpiCall.STATES;
import static io.likes.testkit.SpiCall.SUM;
import static io.likes.testkit.SpiCall.TRY_LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import io.likes.spi.StoredCount;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FaultsTest {
  private static final ContentId CONTENT = ContentId.of("content");
  private static final CellId CELL = CellId.root(CONTENT);
  private static final UserId USER = UserId.of("user");
  private static final CellBatch BATCH =
      new CellBatch(CELL, 0, List.of(new Change(USER, true, 1, ContentType.UNSPECIFIED)));

  private final Faults faults = new Faults();
  private final Recorder backend = new Recorder();
  private final LikeStore likes = new FaultyLikeStore(backend, faults);
  private final UserLikeStore userLikes = new FaultyUserLikeStore(backend, faults);
  private final CounterStore counters = new FaultyCounterStore(backend, faults);
  private final EventSink events = new FaultyEventSink(backend, faults);

  @ParameterizedTest
  @EnumSource
  void withoutFaultsEveryCallGoesThroughAndIsCounted(SpiCall call) {
    make(call);
    make(call);

    assertThat(backend.reached).containsExactly(call, call);
    assertThat(faults.calls(call)).isEqualTo(2);
    assertThat(faults.calls()).isEqualTo(Map.of(call, 2L));
  }

  @ParameterizedTest
  @EnumSource
  void refusedCallDoesNotReachTheBackend(SpiCall call) {
    faults.next(call, Fault.NONE, Fault.REFUSED);

    make(call);
    assertFails(call, Effect.NOT_APPLIED);
    make(call);

    assertThat(backend.reached).containsExactly(call, call);
    assertThat(faults.calls(call)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void downRefusesEveryCallUntilUp(SpiCall call) {
    faults.down();
    assertFails(call, Effect.NOT_APPLIED);
    assertThat(backend.reached).isEmpty();

    faults.up();
    make(call);
    assertThat(backend.reached).containsExactly(call);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"APPLY", "CLOSE", "RECORD", "MERGE", "SUM", "TRY_LEASE", "PUBLISH", "PUBLISH_ALL"})
  void lostReplyIsOfACallThatWasCarriedOut(SpiCall call) {
    faults.next(call, Fault.REPLY_LOST);

    assertFails(call, Effect.UNKNOWN);

    assertThat(backend.reached).containsExactly(call);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"APPLY", "CLOSE", "RECORD", "MERGE", "SUM", "TRY_LEASE", "PUBLISH", "PUBLISH_ALL"})
  void lateCallIsCarriedOutWhenTold(SpiCall call) {
    faults.next(call, Fault.LATE);

    assertFails(call, Effect.UNKNOWN);
    assertThat(backend.reached).doesNotContain(call);
    assertThat(faults.lateCalls()).isEqualTo(1);

    faults.deliverLate();
    faults.deliverLate();
    assertThat(backend.reached).containsOnlyOnce(call);
    assertThat(faults.lateCalls()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"RECORD", "MERGE", "SUM", "PUBLISH", "PUBLISH_ALL"})
  void messageCanBeLostRepeatedAndDelayedUnnoticed(SpiCall call) {
    faults.next(call, Fault.LOST, Fault.REPEATED, Fault.DELAYED);

    make(call);
    assertThat(backend.reached).isEmpty();
    make(call);
    assertThat(backend.reached).hasSize(2);
    make(call);
    assertThat(backend.reached).hasSize(2);
    faults.deliverLate();
    assertThat(backend.reached).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"HEADERS", "STATES", "LIKED", "APPLY", "CLOSE", "TRY_LEASE", "PUBLISH"})
  void partOfWhatIsWholeOrNothingIsNothing(SpiCall call) {
    faults.next(call, Fault.PARTIAL);

    assertFails(call, Effect.NOT_APPLIED);

    assertThat(backend.reached).isEmpty();
  }

  @Test
  void partOfAPageIsOneElement() {
    faults.next(ROWS, Fault.PARTIAL);
    faults.next(PAGE, Fault.PARTIAL);

    likes.rows(CELL, null, 10);
    userLikes.page(USER, null, 10);

    assertThat(backend.limits).containsExactly(1, 1);
  }

  @Test
  void partOfSeveralIsEveryOtherOne() {
    List<CellHeader> headers =
        IntStream.range(0, 5).mapToObj(i -> CellHeader.untouched(CELL.child(i))).toList();
    backend.known = new StoredCount(headers, Duration.ofSeconds(1), Duration.ofSeconds(2));
    faults.next(READ, Fault.PARTIAL);
    faults.next(MERGE, Fault.PARTIAL);

    assertThat(counters.read(List.of(CONTENT)).get(CONTENT))
        .isEqualTo(
            new StoredCount(
                List.of(headers.get(0), headers.get(2), headers.get(4)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2)));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> counters.merge(headers))
        .returns(Effect.UNKNOWN, BackendException::effect);
    assertThat(backend.merged).containsExactly(headers.get(0), headers.get(2), headers.get(4));
  }

  @Test
  void partOfSeveralEventsIsEveryOtherOneAndTheRestIsNamed() {
    List<LikeEvent> sent = IntStream.rangeClosed(1, 4).mapToObj(FaultsTest::event).toList();
    backend.failsAt = Map.of(sent.get(2), new BackendException(Effect.NOT_APPLIED, "full", null));
    faults.next(PUBLISH_ALL, Fault.PARTIAL, Fault.NONE);

    assertThat(events.publishAll(sent, false))
        .containsOnlyKeys(sent.get(1), sent.get(2), sent.get(3))
        .containsEntry(sent.get(2), backend.failsAt.get(sent.get(2)))
        .hasEntrySatisfying(
            sent.get(1), failure -> assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN));
    assertThat(backend.published).containsExactly(sent.get(0), sent.get(2));
    assertThat(events.publishAll(sent, false)).isEqualTo(backend.failsAt);
  }

  @Test
  void lateWriteOfACellThatWasWrittenSinceIsDropped() {
    faults.next(APPLY, Fault.LATE);
    assertFails(APPLY, Effect.UNKNOWN);

    likes.apply(BATCH);
    faults.deliverLate();

    assertThat(backend.reached).filteredOn(APPLY::equals).hasSize(1);
  }

  @Test
  void failureOfALateCallIsDropped() {
    faults.next(PUBLISH, Fault.DELAYED, Fault.DELAYED);
    make(PUBLISH);
    make(PUBLISH);
    backend.failures = 1;

    faults.deliverLate();

    assertThat(backend.reached).containsExactly(PUBLISH);
  }

  @Test
  void scriptRefusesAFaultThatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> faults.next(APPLY, Fault.REFUSED, Fault.LOST))
        .withMessage("fault must fit the call, but is LOST of APPLY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> faults.next(HEADERS, Fault.LATE))
        .withMessage("fault must fit the call, but is LATE of HEADERS");
    make(APPLY);
    make(HEADERS);
  }

  @Test
  void refusesBadInput() {
    Set<Fault> some = Set.of(Fault.REFUSED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Faults.random(null, 0.5, some))
        .withMessage("random must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Faults.random(new Random(), 1.1, some))
        .withMessage("share must be 0 to 1, but is 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Faults.random(new Random(), Double.NaN, some))
        .withMessage("share must be 0 to 1, but is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Faults.random(new Random(), 0.5, Set.of()))
        .withMessage("faults must not be empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultyLikeStore(null))
        .withMessage("store must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultyUserLikeStore(null))
        .withMessage("store must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultyCounterStore(null))
        .withMessage("store must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultyEventSink(null, faults))
        .withMessage("sink must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultyEventSink(backend, null))
        .withMessage("faults must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> faults.hold(null))
        .withMessage("call must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> faults.hold(APPLY).awaitArrivals(-1))
        .withMessage("calls must not be negative, but is -1");
  }

  @Test
  void randomFaultsHaveTheirShareAndRepeatWithTheSeed() {
    long seed = new Random().nextLong();
    List<Boolean> first = randomRefusals(seed);

    assertThat(first).as("seed %d", seed).isEqualTo(randomRefusals(seed));
    // 10,000 calls at 0.3: six standard deviations are 275.
    assertThat(first.stream().filter(refused -> refused).count())
        .as("seed %d", seed)
        .isBetween(2_725L, 3_275L);
  }

  private static List<Boolean> randomRefusals(long seed) {
    Faults random = Faults.random(new Random(seed), 0.3, Set.of(Fault.REFUSED, Fault.LOST));
    LikeStore store = new FaultyLikeStore(new Recorder(), random);
    List<Boolean> refused = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      try {
        store.headers(List.of(CELL));
        refused.add(false);
      } catch (BackendException e) {
        refused.add(true);
      }
    }
    return refused;
  }

  @Test
  void randomDelaysLoseNothingAndReorder() {
    long seed = new Random().nextLong();
    Faults random = Faults.random(new Random(seed), 0.5, EnumSet.of(Fault.DELAYED));
    EventSink sink = new FaultyEventSink(backend, random);
    List<LikeEvent> sent = IntStream.range(1, 200).mapToObj(FaultsTest::event).toList();

    sent.forEach(event -> sink.publish(event, false));
    assertThat(backend.published).as("seed %d", seed).isNotEmpty().isNotEqualTo(sent);
    random.deliverLate();

    assertThat(backend.published).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(sent);
  }

  /** Calls that wait at a gate. */
  @Nested
  class Held {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void allCallsWaitUntilTheGateIsClosed() throws Exception {
      List<Future<?>> callers = new ArrayList<>();
      try (Faults.Gate gate = faults.hold(APPLY)) {
        for (int i = 0; i < 3; i++) {
          callers.add(threads.submit(() -> make(APPLY)));
        }
        gate.awaitArrivals(3);
        make(HEADERS);
        assertThat(backend.reached).containsExactly(HEADERS);
      }
      finish(callers);
      make(APPLY);

      assertThat(backend.reached).containsExactly(HEADERS, APPLY, APPLY, APPLY, APPLY);
    }

    @Test
    void laterCallOvertakesTheOneThatIsHeld() throws Exception {
      Future<?> caller;
      try (Faults.Gate gate = faults.holdNext(CLOSE)) {
        caller = threads.submit(() -> make(CLOSE));
        gate.awaitArrivals(1);
        make(CLOSE);
        assertThat(backend.reached).containsExactly(CLOSE);
      }
      finish(List.of(caller));

      assertThat(backend.reached).containsExactly(CLOSE, CLOSE);
    }

    @Test
    void replyWaitsAfterTheCallWasCarriedOut() throws Exception {
      CompletableFuture<Void> caller;
      try (Faults.Gate gate = faults.holdReply(READ)) {
        caller = CompletableFuture.runAsync(() -> make(READ), threads);
        gate.awaitArrivals(1);
        assertThat(backend.reached).containsExactly(READ);
        assertThat(caller).isNotDone();
      }
      caller.join();
    }

    @Test
    void interruptedWhileHeldSaysWhatIsKnown() throws Exception {
      assertThat(interruptWhileHeld(faults.holdNext(APPLY))).isEqualTo(Effect.NOT_APPLIED);
      assertThat(backend.reached).isEmpty();
      assertThat(interruptWhileHeld(faults.holdReply(APPLY))).isEqualTo(Effect.UNKNOWN);
      assertThat(backend.reached).containsExactly(APPLY);
    }

    @Test
    void noOtherWriteComesBetweenTheLookAtSeqAndTheLateWrite() throws Exception {
      faults.next(APPLY, Fault.LATE);
      assertFails(APPLY, Effect.UNKNOWN);
      CountDownLatch looked = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      backend.onHeaders =
          () -> {
            looked.countDown();
            goOn.await();
          };
      Future<?> delivery = threads.submit(faults::deliverLate);
      looked.await();
      Thread writer = new Thread(() -> likes.apply(BATCH), "writer");
      writer.start();
      while (writer.isAlive() && writer.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      backend.reached.add(PUBLISH); // marks the moment at which the late write may go on
      goOn.countDown();
      finish(List.of(delivery));
      writer.join();

      assertThat(backend.reached)
          .filteredOn(call -> call != HEADERS)
          .containsExactly(PUBLISH, APPLY, APPLY);
    }

    private Effect interruptWhileHeld(Faults.Gate gate) throws Exception {
      CompletableFuture<Void> caller = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  make(APPLY);
                  caller.complete(null);
                } catch (BackendException e) {
                  caller.completeExceptionally(
                      Thread.currentThread().isInterrupted() ? e : new AssertionError(e));
                }
              });
      thread.start();
      gate.awaitArrivals(1);
      thread.interrupt();
      try {
        caller.join();
        throw new AssertionError("not interrupted");
      } catch (CompletionException e) {
        return ((BackendException) e.getCause()).effect();
      }
    }

    private void finish(List<Future<?>> callers) throws Exception {
      for (Future<?> caller : callers) {
        caller.get();
      }
    }

    @AfterEach
    void stop() {
      threads.shutdownNow();
    }
  }

  private void assertFails(SpiCall call, Effect effect) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> make(call))
        .withMessageContaining(call.name())
        .returns(effect, BackendException::effect);
  }

  private void make(SpiCall call) {
    switch (call) {
      case APPLY -> likes.apply(BATCH);
      case CLOSE -> likes.close(CELL, 0, 16);
      case HEADERS -> likes.headers(List.of(CELL));
      case STATES -> likes.states(USER, List.of(CELL));
      case ROWS -> likes.rows(CELL, null, 10);
      case RECORD -> userLikes.record(List.of());
      case LIKED -> userLikes.liked(USER, List.of(CONTENT));
      case PAGE -> userLikes.page(USER, null, 10);
      case MERGE -> counters.merge(List.of());
      case SUM -> counters.sum(List.of());
      case READ -> counters.read(List.of(CONTENT));
      case TRY_LEASE -> counters.tryLease(CONTENT, Duration.ofSeconds(1));
      case PUBLISH -> events.publish(event(1), false);
      case PUBLISH_ALL -> events.publishAll(List.of(event(1)), false);
    }
  }

  private static LikeEvent event(long seq) {
    return new LikeEvent(
        new CellHeader(CELL, seq, 0, 0, 0),
        USER,
        false,
        ContentType.UNSPECIFIED,
        new Version(0, seq),
        1);
  }

  /** All four backends in one; notes which calls reach it. */
  private static final class Recorder implements LikeStore, UserLikeStore, CounterStore, EventSink {
    final List<SpiCall> reached = new CopyOnWriteArrayList<>();
    final List<Integer> limits = new ArrayList<>();
    final List<LikeEvent> published = new ArrayList<>();
    final List<CellHeader> merged = new ArrayList<>();
    StoredCount known = StoredCount.NONE;
    volatile Action onHeaders = () -> {};
    Map<LikeEvent, BackendException> failsAt = Map.of();
    int failures;

    /** What a test does inside a call. */
    private interface Action {
      void run() throws InterruptedException;
    }

    private CellHeader header() {
      return new CellHeader(CELL, reached.stream().filter(APPLY::equals).count(), 0, 0, 0);
    }

    @Override
    public BatchResult apply(CellBatch batch) {
      reached.add(APPLY);
      return new BatchResult(header(), List.of(), 0);
    }

    @Override
    public CellHeader close(CellId cell, int siblings, int children) {
      reached.add(CLOSE);
      return header();
    }

    @Override
    public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
      reached.add(HEADERS);
      try {
        onHeaders.run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Map.of(CELL, header());
    }

    @Override
    public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
      reached.add(STATES);
      return Map.of();
    }

    @Override
    public RowPage rows(CellId cell, @Nullable String after, int limit) {
      reached.add(ROWS);
      limits.add(limit);
      return new RowPage(header(), List.of(), null);
    }

    @Override
    public CellLimits limits() {
      return new CellLimits(1, 1, 1, 1);
    }

    @Override
    public void record(Collection<UserLike> entries) {
      reached.add(RECORD);
    }

    @Override
    public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
      reached.add(LIKED);
      return Set.of();
    }

    @Override
    public UserLikePage page(UserId user, @Nullable String after, int limit) {
      reached.add(PAGE);
      limits.add(limit);
      return new UserLikePage(List.of(), null);
    }

    @Override
    public void merge(Collection<CellHeader> headers) {
      reached.add(MERGE);
      merged.addAll(headers);
    }

    @Override
    public void sum(Collection<CellHeader> headers) {
      reached.add(SUM);
    }

    @Override
    public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
      reached.add(READ);
      return Map.of(CONTENT, known);
    }

    @Override
    public boolean tryLease(ContentId content, Duration length) {
      reached.add(TRY_LEASE);
      return true;
    }

    @Override
    public void publish(LikeEvent event, boolean spread) {
      if (failures-- > 0) {
        throw new BackendException(Effect.NOT_APPLIED, "told to fail", null);
      }
      reached.add(PUBLISH);
      published.add(event);
    }

    @Override
    public Map<LikeEvent, BackendException> publishAll(
        Collection<LikeEvent> events, boolean spread) {
      reached.add(PUBLISH_ALL);
      published.addAll(events);
      return failsAt;
    }
  }
}
