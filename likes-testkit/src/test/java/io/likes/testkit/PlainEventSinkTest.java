package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The kit finds no fault with a correct sink. */
class PlainEventSinkTest extends EventSinkContract {
  private final PlainEventSink sink = new PlainEventSink();

  @Override
  protected EventSink open() {
    return sink;
  }

  @Override
  protected List<LikeEvent> delivered(Collection<ContentId> contents) {
    return sink.delivered(contents);
  }

  @Override
  protected Optional<EventSink> openUnreachable() {
    return Optional.of(OutOfReach.client(EventSink.class, sink));
  }
}
