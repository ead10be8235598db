package io.likes.kafka;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Events for tests. */
final class Events {
  private Events() {}

  /** A like that brings the root of a content to the given seq and total. */
  static LikeEvent like(String content, long seq) {
    return like(CellId.root(ContentId.of(content)), seq);
  }

  /** A like that brings a cell to the given seq and total. */
  static LikeEvent like(CellId cell, long seq) {
    return new LikeEvent(
        new CellHeader(cell, seq, seq, 0, cell.depth() == 0 ? 0 : 16),
        UserId.of("user-" + seq),
        true,
        ContentType.UNSPECIFIED,
        new Version(cell.depth(), seq),
        1_700_000_000_000L + seq);
  }

  /** The event of a record. */
  static LikeEvent of(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventFormat.decode(record.value());
    } catch (UnreadableEventException e) {
      throw new AssertionError(e);
    }
  }
}
