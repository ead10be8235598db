package io.likes.kafka;

import static io.likes.kafka.Events.like;
import static io.likes.kafka.FakeLog.partition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.LikesListener;
import io.likes.kafka.Batch.Subscriber;
import io.likes.kafka.DeadLetters.DeadLetter;
import io.likes.kafka.LikeEventConsumer.Lag;
import io.likes.spi.LikeEvent;
import io.likes.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader's rules, on a log in memory and with time that the test drives. */
@DisplayName("The reader of events")
@Timeout(60)
class EventReaderTest {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration COMMITS = Duration.ofSeconds(5);

  private final FakeLog log = new FakeLog();
  private final ManualClock clock = new ManualClock();
  private final List<DeadLetter> dead = new ArrayList<>();
  private final List<List<LikeEvent>> taken = new ArrayList<>();
  private final List<Lag> lags = new ArrayList<>();
  private boolean deadLettersDown;
  private RuntimeException deadLetterFailure;

  private EventReader reader(Consumer<Collection<LikeEvent>> subscriber) {
    return reader(List.of(new Subscriber("test", subscriber)), PAUSE);
  }

  private EventReader reader(List<Subscriber> subscribers, Duration pause) {
    EventReader reader =
        new EventReader(
            log::open,
            subscribers,
            letters -> {
              if (deadLettersDown) {
                throw down();
              }
              if (deadLetterFailure != null) {
                throw deadLetterFailure;
              }
              if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted");
              }
              dead.addAll(letters);
            },
            new LikesListener() {
              @Override
              public void lagging(long events, Duration age) {
                lags.add(new Lag(events, age));
              }
            },
            new EventReader.Timing(clock, pause, COMMITS));
    reader.open();
    return reader;
  }

  private void take(Collection<LikeEvent> events) {
    taken.add(List.copyOf(events));
  }

  private static BackendException down() {
    return new BackendException(Effect.UNKNOWN, "down", null);
  }

  private ConsumerRecord<byte[], byte[]> record(int partition, LikeEvent event) {
    return log.record(partition, clock.currentTimeMillis(), EventFormat.encode(event));
  }

  private ConsumerRecord<byte[], byte[]> poison(int partition) {
    return log.record(partition, clock.currentTimeMillis(), "poison".getBytes(UTF_8));
  }

  private void turns(EventReader reader, int turns) {
    for (int i = 0; i < turns; i++) {
      reader.step();
    }
  }

  @Test
  @DisplayName("commits behind the effect, at the interval")
  void commitsBehindTheEffect() {
    EventReader reader =
        reader(
            events -> {
              assertThat(log.committed).isEmpty();
              take(events);
            });
    reader.step();
    log.nextPoll(record(0, like("a", 1)), record(0, like("a", 2)), record(1, like("b", 1)));
    log.nextPoll(record(1, like("b", 2)));
    turns(reader, 2);
    assertThat(taken)
        .containsExactly(List.of(like("a", 1), like("a", 2), like("b", 1)), List.of(like("b", 2)));
    assertThat(log.committed).isEmpty();
    clock.advance(COMMITS);
    reader.step();
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 2L, partition(1), 2L));
  }

  @Test
  @DisplayName(
      "pauses and stays a member while a backend is down, skips nothing, and commits nothing")
  void backendDown() {
    List<Integer> failuresLeft = new ArrayList<>(List.of(3, 2, 1));
    EventReader reader =
        reader(
            events -> {
              if (!failuresLeft.isEmpty()) {
                failuresLeft.remove(0);
                throw down();
              }
              take(events);
            });
    log.nextPoll(record(0, like("a", 1)));
    log.nextPoll(record(0, like("a", 2)));
    turns(reader, 5);
    assertThat(failuresLeft).hasSize(2);
    assertThat(log.paused).isTrue();
    assertThat(log.pollsWhilePaused).isEqualTo(4);
    for (int i = 0; i < 2; i++) {
      clock.advance(PAUSE);
      turns(reader, 2);
    }
    clock.advance(COMMITS);
    assertThat(taken).isEmpty();
    assertThat(log.committed).isEmpty();
    turns(reader, 2);
    assertThat(log.paused).isFalse();
    assertThat(taken).containsExactly(List.of(like("a", 1)), List.of(like("a", 2)));
    reader.stop();
    reader.run();
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 2L));
  }

  @Test
  @DisplayName("gives a batch again only to those subscribers that have not taken it")
  void subscribersGoOn() {
    boolean[] up = {false};
    EventReader reader =
        reader(
            List.of(
                new Subscriber("first", this::take),
                new Subscriber(
                    "second",
                    events -> {
                      if (!up[0]) {
                        throw down();
                      }
                      take(events);
                    })),
            PAUSE);
    log.nextPoll(record(0, like("a", 1)));
    reader.step();
    assertThat(taken).hasSize(1);
    up[0] = true;
    clock.advance(PAUSE);
    reader.step();
    assertThat(taken).hasSize(2);
  }

  @Test
  @DisplayName("takes poison to the dead letters before it commits, held up by it no other event")
  void poisonIsKept() {
    deadLettersDown = true;
    EventReader reader = reader(this::take);
    log.nextPoll(
        record(0, like("a", 1)), poison(0), log.record(0, 0, null), record(0, like("a", 2)));
    reader.step();
    clock.advance(COMMITS);
    reader.step();
    assertThat(taken).containsExactly(List.of(like("a", 1), like("a", 2)));
    assertThat(log.committed).isEmpty();
    deadLettersDown = false;
    clock.advance(COMMITS);
    reader.step();
    assertThat(dead)
        .extracting(DeadLetter::reason)
        .containsExactly("unknown format 112", "no value");
    assertThat(dead.get(0)).hasToString("unknown format 112 (offset 1 of partition 0 of likes)");
    assertThat(taken).containsExactly(List.of(like("a", 1), like("a", 2)));
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 4L));
  }

  @Test
  @DisplayName("a batch of nothing but poison reaches no subscriber")
  void onlyPoison() {
    EventReader reader = reader(this::take);
    log.nextPoll(poison(3));
    reader.step();
    assertThat(dead).hasSize(1);
    assertThat(taken).isEmpty();
    reader.stop();
    reader.run();
    assertThat(log.committed).isEqualTo(Map.of(partition(3), 1L));
  }

  @Test
  @DisplayName("finds the event that a subscriber cannot take, and gives it all others")
  void subscriberFailsAtAnEvent() {
    LikeEvent bad = like("bad", 1);
    int[] calls = {0};
    EventReader reader =
        reader(
            events -> {
              // The backend is down in between too: nothing is forgotten over that.
              if (++calls[0] == 3) {
                throw down();
              }
              if (events.contains(bad)) {
                throw new IllegalStateException("cannot");
              }
              take(events);
            });
    log.nextPoll(
        record(0, like("a", 1)), record(0, like("a", 2)), record(0, bad), record(0, like("b", 1)));
    reader.step();
    assertThat(taken).containsExactly(List.of(like("a", 1)));
    clock.advance(PAUSE);
    reader.step();
    assertThat(taken)
        .containsExactly(List.of(like("a", 1)), List.of(like("a", 2)), List.of(like("b", 1)));
    assertThat(dead)
        .extracting(DeadLetter::reason)
        .containsExactly("test failed with java.lang.IllegalStateException: cannot");
    assertThat(log.paused).isFalse();
  }

  @Test
  @DisplayName("commits what it took of a revoked partition, and nothing later")
  void revoked() {
    boolean[] up = {true};
    EventReader reader =
        reader(
            events -> {
              if (!up[0]) {
                throw down();
              }
              take(events);
            });
    reader.step();
    log.nextPoll(record(0, like("a", 1)), record(1, like("b", 1)));
    reader.step();
    up[0] = false;
    log.nextPoll(record(0, like("a", 2)), record(1, like("b", 2)));
    reader.step();
    log.revoke(0);
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 1L));
    up[0] = true;
    clock.advance(COMMITS);
    reader.step();
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 1L, partition(1), 2L));
  }

  @Test
  @DisplayName("tries a commit again that failed")
  void commitFails() {
    EventReader reader = reader(this::take);
    reader.step();
    log.nextPoll(record(0, like("a", 1)));
    reader.step();
    log.commitsFail(new TimeoutException("test"));
    clock.advance(COMMITS);
    reader.step();
    assertThat(log.committed).isEmpty();
    log.commitsFail(null);
    clock.advance(COMMITS);
    reader.step();
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 1L));
  }

  @Test
  @DisplayName("skips nothing that comes while it is paused: it joins again")
  void recordsWhilePaused() {
    boolean[] up = {false};
    EventReader reader =
        reader(
            List.of(
                new Subscriber(
                    "test",
                    events -> {
                      if (!up[0]) {
                        throw down();
                      }
                      take(events);
                    })),
            Duration.ofMillis(1));
    log.leaking = true;
    log.nextPoll(record(0, like("a", 1)));
    log.nextPoll(record(0, like("a", 2)));
    turns(reader, 2);
    assertThat(log.closed).isEqualTo(1);
    up[0] = true;
    clock.advance(COMMITS);
    turns(reader, 2);
    assertThat(log.opened).isEqualTo(2);
    assertThat(taken).isEmpty();
    assertThat(log.committed).isEmpty();
  }

  @Test
  @DisplayName("commits nothing of a partition that it lost")
  void lost() {
    EventReader reader = reader(this::take);
    reader.step();
    log.nextPoll(record(0, like("a", 1)), record(1, like("b", 1)));
    reader.step();
    log.lose(0);
    reader.stop();
    reader.run();
    assertThat(log.committed).isEqualTo(Map.of(partition(1), 1L));
  }

  @Test
  @DisplayName("ends behind the last batch, commits it, and leaves, also if the commit fails")
  void stops() throws ExecutionException, InterruptedException {
    EventReader reader = reader(this::take);
    reader.step();
    log.nextPoll(record(0, like("a", 1)));
    reader.step();
    log.commitsFail(new TimeoutException("test"));
    reader.stop();
    reader.stop();
    reader.run();
    assertThat(reader.ended().get()).isNull();
    assertThat(log.closed).isEqualTo(1);
    assertThat(log.committed).isEmpty();
  }

  @Test
  @DisplayName("rides out what Kafka calls retriable")
  void retriable() {
    EventReader reader = reader(this::take);
    log.nextPollFails(new TimeoutException("test"));
    log.nextPoll(record(0, like("a", 1)));
    turns(reader, 2);
    assertThat(taken).hasSize(1);
    assertThat(log.opened).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "joins again after a failure of another kind, and reads again what it had not committed")
  void joinsAgain() {
    EventReader reader = reader(List.of(new Subscriber("test", this::take)), Duration.ofMillis(1));
    reader.step();
    log.nextPoll(record(0, like("a", 1)));
    reader.step();
    log.nextPollFails(new KafkaException("test"));
    turns(reader, 2);
    assertThat(log.closed).isEqualTo(1);
    assertThat(log.opened).isEqualTo(2);
    clock.advance(COMMITS);
    reader.step();
    assertThat(log.committed).isEmpty();
    log.nextPoll(record(0, like("a", 1)));
    reader.step();
    assertThat(taken).hasSize(2);
  }

  @Test
  @DisplayName("ends with the cause when only an operator can help")
  void authorization() {
    EventReader reader = reader(this::take);
    log.nextPollFails(new GroupAuthorizationException("group"));
    reader.run();
    assertThat(log.closed).isEqualTo(1);
    assertThatThrownBy(() -> reader.ended().get())
        .hasCauseInstanceOf(GroupAuthorizationException.class);
  }

  @Test
  @DisplayName("ends with the cause when only an operator can help the dead letters")
  void deadLettersRefused() {
    EventReader reader = reader(this::take);
    deadLetterFailure = new TopicAuthorizationException("dead letters");
    log.nextPoll(poison(0), record(0, like("a", 1)));
    reader.run();
    assertThatThrownBy(() -> reader.ended().get())
        .hasCauseInstanceOf(TopicAuthorizationException.class);
    assertThat(taken).hasSize(1);
    assertThat(log.committed).isEmpty();
  }

  static Stream<Error> errorsOfTheProcess() {
    return Stream.of(new OutOfMemoryError("test"), new NoClassDefFoundError("test"));
  }

  @ParameterizedTest
  @MethodSource("errorsOfTheProcess")
  @DisplayName("ends with the cause when a subscriber throws an error of the process")
  void error(Error error) {
    EventReader reader =
        reader(
            events -> {
              throw error;
            });
    log.nextPoll(record(0, like("a", 1)));
    reader.run();
    assertThatThrownBy(() -> reader.ended().get()).hasCause(error);
    assertThat(log.committed).isEmpty();
    assertThat(dead).isEmpty();
  }

  static Stream<Throwable> faultsOfAnEvent() {
    return Stream.of(
        new AssertionError("cannot"),
        new StackOverflowError(),
        new IOException("cannot"),
        new IllegalStateException("x".repeat(100_000)),
        new IllegalStateException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("not even this");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("faultsOfAnEvent")
  @DisplayName("takes an event for poison at which a subscriber fails, with a short reason")
  void faultOfAnEvent(Throwable fault) {
    LikeEvent bad = like("bad", 1);
    EventReader reader =
        reader(
            events -> {
              if (events.contains(bad)) {
                EventReaderTest.<RuntimeException>sneakyThrow(fault);
              }
              take(events);
            });
    log.nextPoll(record(0, bad), record(0, like("a", 1)));
    reader.step();
    assertThat(taken).containsExactly(List.of(like("a", 1)));
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).reason())
        .startsWith("test failed with " + fault.getClass().getName())
        .hasSizeLessThan(1_100);
  }

  // As Kotlin and others throw what Java would have to declare.
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneakyThrow(Throwable fault) throws T {
    throw (T) fault;
  }

  @Test
  @DisplayName("stays a member while it gives events one by one")
  void oneByOneInSlices() {
    List<LikeEvent> events = IntStream.rangeClosed(1, 5).mapToObj(i -> like("a", i)).toList();
    EventReader reader =
        reader(
            given -> {
              if (given.size() > 1) {
                throw new IllegalStateException("cannot");
              }
              clock.advance(Duration.ofMillis(600));
              take(given);
            });
    log.nextPoll(events.stream().map(event -> record(0, event)).toList());
    reader.step();
    assertThat(taken).hasSize(2);
    assertThat(log.paused).isTrue();
    reader.step();
    assertThat(taken).hasSize(4);
    assertThat(log.pollsWhilePaused).isEqualTo(1);
    reader.step();
    assertThat(taken).containsExactlyElementsOf(events.stream().map(List::of).toList());
    assertThat(log.paused).isFalse();
    assertThat(dead).isEmpty();
    clock.advance(COMMITS);
    reader.step();
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 5L));
  }

  @Test
  @DisplayName("ends between two events that it gives one by one, and commits none of them")
  void stopsBetweenEvents() {
    EventReader[] reader = new EventReader[1];
    reader[0] =
        reader(
            given -> {
              if (given.size() > 1) {
                throw new IllegalStateException("cannot");
              }
              take(given);
              reader[0].stop();
            });
    log.nextPoll(record(0, like("a", 1)), record(0, like("a", 2)));
    reader[0].run();
    assertThat(taken).containsExactly(List.of(like("a", 1)));
    assertThat(log.committed).isEmpty();
    assertThat(reader[0].ended()).isCompleted();
  }

  @Test
  @DisplayName("an interruption that a subscriber leaves behind does not end it, nor meets the log")
  void interrupted() {
    EventReader reader =
        reader(
            events -> {
              take(events);
              clock.advance(COMMITS);
              Thread.currentThread().interrupt();
            });
    log.nextPoll(record(0, like("a", 1)));
    log.nextPoll(record(0, like("a", 2)));
    turns(reader, 3);
    assertThat(taken).hasSize(2);
    assertThat(log.committed).isEqualTo(Map.of(partition(0), 2L));
    assertThat(log.opened).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  @DisplayName("an interrupted subscriber does not hold up the dead letters")
  void interruptedBeforeDeadLetters() {
    EventReader reader =
        reader(
            events -> {
              take(events);
              Thread.currentThread().interrupt();
            });
    log.nextPoll(poison(0), record(0, like("a", 1)));
    reader.step();
    assertThat(dead).hasSize(1);
  }

  @Test
  @DisplayName("while the log does not answer, the lag that it reports grows")
  void lagWhileTheLogIsDown() {
    EventReader reader = reader(List.of(new Subscriber("test", this::take)), Duration.ofMillis(1));
    reader.step();
    for (int i = 1; i <= 5; i++) {
      log.nextPollFails(i % 2 == 0 ? new KafkaException("test") : new TimeoutException("test"));
      clock.advance(Duration.ofSeconds(1));
      reader.step();
    }
    assertThat(lags.get(lags.size() - 1).age()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(reader.lag().age()).isEqualTo(Duration.ofSeconds(5));
    turns(reader, 2);
    clock.advance(Duration.ofSeconds(1));
    reader.step();
    assertThat(reader.lag()).isEqualTo(new Lag(0, Duration.ZERO));
  }

  @Test
  @DisplayName("while the brokers are silent the lag grows, and then is that of what was missed")
  void lagWhileBrokersAreSilent() {
    EventReader reader = reader(this::take);
    log.unread.put(partition(0), 0L);
    reader.step();
    log.silent = true;
    stepEachSecond(reader, 100);
    assertThat(reader.lag().age()).isEqualTo(Duration.ofSeconds(100));
    assertThat(lags.get(lags.size() - 1)).isEqualTo(reader.lag());
    // They were written all the while.
    log.silent = false;
    log.nextPoll(
        log.record(0, clock.currentTimeMillis() - 90_000, EventFormat.encode(like("a", 1))));
    log.unread.put(partition(0), 500L);
    clock.advance(Duration.ofSeconds(1));
    reader.step();
    assertThat(reader.lag()).isEqualTo(new Lag(500, Duration.ofSeconds(91)));
  }

  @Test
  @DisplayName("an event in a partition where nothing came for long is not as old as the last one")
  void lagOfAnIdlePartition() {
    EventReader reader = reader(this::take);
    log.nextPoll(record(0, like("a", 1)));
    log.unread.put(partition(0), 0L);
    reader.step();
    stepEachSecond(reader, 100);
    log.unread.put(partition(0), 1L);
    clock.advance(Duration.ofSeconds(1));
    reader.step();
    assertThat(reader.lag()).isEqualTo(new Lag(1, Duration.ofSeconds(2)));
  }

  private void stepEachSecond(EventReader reader, int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      reader.step();
    }
  }

  @Test
  @DisplayName("reports the lag in events, and in time of the partition that is furthest behind")
  void lag() {
    boolean[] up = {true};
    EventReader reader =
        reader(
            events -> {
              if (!up[0]) {
                throw down();
              }
            });
    reader.step();
    assertThat(lags).containsExactly(new Lag(0, Duration.ZERO));
    log.nextPoll(record(0, like("a", 1)), record(1, like("b", 1)));
    reader.step();
    log.unread.put(partition(0), 0L);
    log.unread.put(partition(1), 7L);
    clock.advance(Duration.ofSeconds(3));
    reader.step();
    assertThat(reader.lag()).isEqualTo(new Lag(7, Duration.ofSeconds(3)));

    up[0] = false;
    log.nextPoll(record(0, like("a", 2)), record(0, like("a", 3)));
    log.unread.put(partition(1), 0L);
    clock.advance(Duration.ofSeconds(2));
    reader.step();
    assertThat(reader.lag()).isEqualTo(new Lag(2, Duration.ofSeconds(2)));
    up[0] = true;
    clock.advance(Duration.ofSeconds(2));
    reader.step();
    assertThat(reader.lag()).isEqualTo(new Lag(0, Duration.ZERO));
    assertThat(lags).hasSize(4).endsWith(new Lag(0, Duration.ZERO));
  }
}
