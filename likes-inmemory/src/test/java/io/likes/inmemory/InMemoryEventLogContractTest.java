package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.testkit.EventSinkContract;
import java.util.Collection;
import java.util.List;

final class InMemoryEventLogContractTest extends EventSinkContract {
  private final InMemoryEventLog log = new InMemoryEventLog();

  @Override
  protected EventSink open() {
    return log;
  }

  @Override
  protected List<LikeEvent> delivered(Collection<ContentId> contents) {
    return delivered(log, contents);
  }

  static List<LikeEvent> delivered(InMemoryEventLog log, Collection<ContentId> contents) {
    try (InMemoryEventLog.Reader reader = log.reader()) {
      return reader.read(Integer.MAX_VALUE).stream()
          .filter(event -> contents.contains(event.header().cell().content()))
          .toList();
    }
  }
}
