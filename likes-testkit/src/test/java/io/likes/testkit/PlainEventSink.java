package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A correct log in memory. */
class PlainEventSink implements EventSink {
  private final Queue<LikeEvent> log = new ConcurrentLinkedQueue<>();

  @Override
  public void publish(LikeEvent event, boolean spread) {
    append(event);
  }

  final void append(LikeEvent event) {
    log.add(event);
  }

  final List<LikeEvent> delivered(Collection<ContentId> contents) {
    Set<ContentId> wanted = new HashSet<>(contents);
    return log.stream().filter(event -> wanted.contains(event.header().cell().content())).toList();
  }
}
