package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules E of {@code docs/guarantees.md}: what an {@link EventSink} must do. A backend extends
 * this class with a factory and a reader of its log. All ids are random, so nothing need be deleted
 * between tests or runs. {@link LikeStoreContract} names the system properties that scale it.
 */
public abstract class EventSinkContract {
  private static final long TIME = 1_700_000_000_123L;
  private static final long HIGHEST_SEQ = (1L << 56) - 1;

  private EventSink sink;
  private EventSink other;
  private ContentId content;
  private CellId root;

  /** For subclasses. */
  protected EventSinkContract() {}

  /**
   * Returns a client of the log that all tests share; called more than once in a test. It may be
   * the same one each time.
   */
  protected abstract EventSink open();

  /**
   * Reads the log as another process would, from its start to its end at the time of the call.
   *
   * @return the events of the given contents, in any order, repeated ones as often as they came
   */
  protected abstract List<LikeEvent> delivered(Collection<ContentId> contents);

  /**
   * Returns a client whose storage cannot be reached: it fails soon, as it does when the servers
   * are gone. Without one the rule of it is reported as skipped.
   */
  protected Optional<EventSink> openUnreachable() {
    return Optional.empty();
  }

  @BeforeEach
  void openSink() {
    sink = open();
    other = open();
    content = Ids.content();
    root = CellId.root(content);
  }

  @Nested
  @DisplayName("Delivery")
  class Delivery {
    @Test
    @DisplayName("E1 a published event reaches a reader with every field as it was")
    void everyField() {
      CellHeader header = new CellHeader(root, 7, 3, 0, 0);
      CellHeader child = new CellHeader(root.child(15).child(3), 9, 2, 0, 64);
      List<LikeEvent> events =
          List.of(
              new LikeEvent(
                  header, Ids.user(), true, ContentType.of("post"), new Version(0, 6), TIME),
              new LikeEvent(
                  header, Ids.user(), true, ContentType.UNSPECIFIED, new Version(0, 7), TIME + 1),
              new LikeEvent(
                  child, Ids.user(), false, ContentType.UNSPECIFIED, new Version(2, 9), TIME + 2),
              new LikeEvent(
                  new CellHeader(root, 8, 3, 64, 0),
                  null,
                  false,
                  ContentType.UNSPECIFIED,
                  new Version(0, 8),
                  TIME + 3));
      events.forEach(event -> sink.publish(event, false));
      assertThat(delivered(content)).containsOnly(events.toArray(LikeEvent[]::new));
    }

    @Test
    @DisplayName(
        "E2 every event whose publishing returned is delivered, spread over the log or not")
    void everyEvent() {
      List<LikeEvent> events =
          IntStream.rangeClosed(1, 200).mapToObj(i -> event(root.child(i % 16), i)).toList();
      for (int i = 0; i < events.size(); i++) {
        sink.publish(events.get(i), i % 3 == 0);
      }
      assertThat(delivered(content)).containsAll(events);
    }

    @Test
    @DisplayName("E3 an event published again is delivered at least once and is the same event")
    void again() {
      LikeEvent event = event(root, 1);
      for (int i = 0; i < 3; i++) {
        sink.publish(event, false);
        other.publish(event, true);
      }
      assertThat(delivered(content)).isNotEmpty().containsOnly(event);
    }

    @Test
    @DisplayName("E8 of events published together each is delivered")
    void together() {
      List<LikeEvent> events =
          IntStream.rangeClosed(1, 1_200).mapToObj(i -> event(root.child(i % 16), i)).toList();
      assertThat(sink.publishAll(events.subList(0, 700), false)).isEmpty();
      assertThat(sink.publishAll(List.of(), false)).isEmpty();
      assertThat(other.publishAll(events.subList(700, 1_200), true)).isEmpty();
      assertThat(delivered(content)).containsAll(events);
    }
  }

  @Nested
  @DisplayName("Races")
  class Races {
    @Test
    @DisplayName(
        "E4 events that many threads publish at once are all delivered, and nothing else is")
    void everyThread() {
      List<List<LikeEvent>> published =
          Race.run(
              Scale.threads(),
              thread -> {
                List<LikeEvent> events = new ArrayList<>();
                for (int i = 1; i <= Scale.operationsPerThread(); i++) {
                  LikeEvent event =
                      event(root.child(thread % 16), (long) i * Scale.threads() + thread);
                  client(thread).publish(event, i % 2 == 0);
                  events.add(event);
                }
                return events;
              });
      List<LikeEvent> events = published.stream().flatMap(List::stream).toList();
      assertThat(delivered(content)).containsAll(events).isSubsetOf(events);
    }

    @Test
    @DisplayName(
        "E5 who keeps the highest seq of each cell ends with the newest header, in whatever order the events came")
    void newestHeader() {
      int cells = 8;
      int last = Math.max(2, Scale.operations() / cells);
      Race.run(
          Scale.threads(),
          thread -> {
            List<LikeEvent> mine = new ArrayList<>();
            for (int seq = 1 + thread; seq <= last; seq += Scale.threads()) {
              for (int cell = 0; cell < cells; cell++) {
                mine.add(event(root.child(cell), seq));
              }
            }
            Collections.shuffle(mine, new Random(thread));
            mine.forEach(event -> client(thread).publish(event, true));
            return thread;
          });
      Map<CellId, CellHeader> newest = new HashMap<>();
      for (LikeEvent event : delivered(content)) {
        newest.merge(
            event.header().cell(),
            event.header(),
            (known, next) -> next.newerThan(known) ? next : known);
      }
      Map<CellId, CellHeader> expected = new HashMap<>();
      IntStream.range(0, cells)
          .forEach(cell -> expected.put(root.child(cell), event(root.child(cell), last).header()));
      assertThat(newest).isEqualTo(expected);
    }
  }

  @Nested
  @DisplayName("Failures")
  class Failures {
    @Test
    @DisplayName("E7 a client that cannot reach its log fails each call and says so")
    void unreachable() {
      EventSink unreachable = Unreachable.orSkip(openUnreachable());
      for (boolean spread : new boolean[] {false, true}) {
        Unreachable.assertFails("publish", () -> unreachable.publish(event(root, 1), spread));
        Unreachable.assertFails("publishAll", () -> publishTogether(unreachable, spread));
      }
    }

    /** Throws if both events failed, told by an exception or one by one. */
    private void publishTogether(EventSink unreachable, boolean spread) {
      List<LikeEvent> events = List.of(event(root, 1), event(root, 2));
      Map<LikeEvent, BackendException> failed = unreachable.publishAll(events, spread);
      if (failed.keySet().containsAll(events)) {
        throw failed.get(events.get(0));
      }
    }
  }

  @Nested
  @DisplayName("Ids")
  class AwkwardIds {
    @Test
    @DisplayName("E6 ids of any kind come back as they went in")
    void ids() {
      List<ContentId> contents = Ids.randomAwkwardContents();
      List<UserId> users = Ids.awkwardUsers();
      List<ContentType> types = Ids.awkwardTypes();
      List<LikeEvent> events = new ArrayList<>();
      for (int i = 0; i < contents.size(); i++) {
        CellHeader header = new CellHeader(CellId.root(contents.get(i)), i + 1, 1, 0, 0);
        events.add(
            new LikeEvent(
                header,
                users.get(i % users.size()),
                true,
                types.get(i % types.size()),
                new Version(0, i + 1),
                TIME));
      }
      events.forEach(event -> sink.publish(event, event.header().seq() % 2 == 0));
      assertThat(delivered(contents)).containsOnly(events.toArray(LikeEvent[]::new));
    }

    @Test
    @DisplayName("E6 numbers at the ends of their range come back as they went in")
    void numbers() {
      CellId lowest = root.child(1023).child(1023);
      List<LikeEvent> events =
          List.of(
              new LikeEvent(
                  new CellHeader(lowest, HIGHEST_SEQ, HIGHEST_SEQ, 0, 1024),
                  Ids.user(),
                  true,
                  ContentType.UNSPECIFIED,
                  new Version(2, HIGHEST_SEQ),
                  0),
              new LikeEvent(
                  new CellHeader(lowest, 1L << 53, 0, 0, 16),
                  Ids.user(),
                  false,
                  ContentType.UNSPECIFIED,
                  new Version(2, 1L << 53),
                  253_402_300_799_999L),
              new LikeEvent(
                  new CellHeader(root.child(0), 1, 0, 1024, 1024),
                  null,
                  false,
                  ContentType.UNSPECIFIED,
                  new Version(1, 1),
                  1),
              new LikeEvent(
                  new CellHeader(root, 1, 1, 0, 0),
                  Ids.user(),
                  true,
                  ContentType.UNSPECIFIED,
                  new Version(0, 1),
                  TIME));
      events.forEach(event -> sink.publish(event, false));
      assertThat(delivered(content)).containsOnly(events.toArray(LikeEvent[]::new));
    }
  }

  private List<LikeEvent> delivered(ContentId of) {
    return delivered(List.of(of));
  }

  private static LikeEvent event(CellId cell, long seq) {
    CellHeader header = new CellHeader(cell, seq, seq / 2, 0, cell.depth() == 0 ? 0 : 16);
    UserId user = UserId.of("user-" + seq);
    return new LikeEvent(
        header, user, true, ContentType.UNSPECIFIED, new Version(cell.depth(), seq), TIME + seq);
  }

  private EventSink client(int thread) {
    return thread % 2 == 0 ? sink : other;
  }
}
