package io.likes.testkit;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** A sink that is wrong in one way, and the rule that must find it out. */
enum EventSinkFlaw {
  CLOSING_HAS_A_USER("E1") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        @Override
        public void publish(LikeEvent event, boolean spread) {
          UserId user = event.user() == null ? UserId.of("null") : event.user();
          append(
              new LikeEvent(
                  event.header(),
                  user,
                  event.liked(),
                  event.type(),
                  event.version(),
                  event.timeMillis()));
        }
      };
    }
  },
  SPREAD_EVENTS_ARE_DROPPED("E2") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        @Override
        public void publish(LikeEvent event, boolean spread) {
          if (!spread || event.header().seq() % 10 != 0) {
            append(event);
          }
        }
      };
    }
  },
  REPEATED_EVENT_IS_ANOTHER("E3") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        private final Set<LikeEvent> seen = new HashSet<>();

        @Override
        public void publish(LikeEvent event, boolean spread) {
          long time = seen.add(event) ? event.timeMillis() : event.timeMillis() + 1;
          append(
              new LikeEvent(
                  event.header(),
                  event.user(),
                  event.liked(),
                  event.type(),
                  event.version(),
                  time));
        }
      };
    }
  },
  DROPS_UNDER_LOAD("E4") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        private final RaceWindow window = new RaceWindow();
        private final AtomicReference<LikeEvent> pending = new AtomicReference<>();

        @Override
        public void publish(LikeEvent event, boolean spread) {
          pending.set(event);
          window.pass();
          LikeEvent last = pending.getAndSet(null);
          if (last != null) {
            append(last);
          }
        }
      };
    }
  },
  KEEPS_THE_FIRST_OF_A_CELL("E5") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        private final Map<CellId, CellHeader> first = new ConcurrentHashMap<>();

        @Override
        public void publish(LikeEvent event, boolean spread) {
          CellHeader header = first.putIfAbsent(event.header().cell(), event.header());
          append(
              new LikeEvent(
                  header == null ? event.header() : header,
                  event.user(),
                  event.liked(),
                  event.type(),
                  event.version(),
                  event.timeMillis()));
        }
      };
    }
  },
  SEQ_IS_A_DOUBLE("E6") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        @Override
        public void publish(LikeEvent event, boolean spread) {
          CellHeader header = event.header();
          long seq = (long) (double) header.seq();
          CellHeader rounded =
              new CellHeader(
                  header.cell(),
                  seq,
                  Math.min(header.total(), seq),
                  header.children(),
                  header.siblings());
          append(
              new LikeEvent(
                  rounded,
                  event.user(),
                  event.liked(),
                  event.type(),
                  event.version(),
                  event.timeMillis()));
        }
      };
    }
  },
  FAILURE_IS_SWALLOWED("E7") {
    @Override
    EventSink unreachable(PlainEventSink sink) {
      return OutOfReach.client(EventSink.class, sink, "publish");
    }
  },
  FAILURE_OF_SEVERAL_IS_SWALLOWED("E7") {
    @Override
    EventSink unreachable(PlainEventSink sink) {
      return OutOfReach.client(EventSink.class, sink, "publishAll");
    }
  },
  FAILURES_OF_SEVERAL_ARE_NOT_ALL_NAMED("E7") {
    @Override
    EventSink unreachable(PlainEventSink sink) {
      return new EventSink() {
        @Override
        public void publish(LikeEvent event, boolean spread) {
          throw new BackendException(Effect.UNKNOWN, "no connection", null);
        }

        @Override
        public Map<LikeEvent, BackendException> publishAll(
            Collection<LikeEvent> events, boolean spread) {
          return EventSink.super.publishAll(List.of(events.iterator().next()), spread);
        }
      };
    }
  },
  ONE_OF_A_CELL_IS_ENOUGH("E8") {
    @Override
    PlainEventSink sink() {
      return new PlainEventSink() {
        @Override
        public Map<LikeEvent, BackendException> publishAll(
            Collection<LikeEvent> events, boolean spread) {
          Map<CellId, LikeEvent> ofCells = new HashMap<>();
          events.forEach(event -> ofCells.put(event.header().cell(), event));
          ofCells.values().forEach(this::append);
          return Map.of();
        }
      };
    }
  };

  final String rule;

  EventSinkFlaw(String rule) {
    this.rule = rule;
  }

  PlainEventSink sink() {
    return new PlainEventSink();
  }

  EventSink unreachable(PlainEventSink sink) {
    return OutOfReach.client(EventSink.class, sink);
  }
}
