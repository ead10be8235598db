package io.likes.core;

import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;

/** Events of likes. */
final class Events {
  private Events() {}

  static LikeEvent of(CellHeader header) {
    return new LikeEvent(
        header,
        UserId.of("user-" + header.seq()),
        true,
        ContentType.UNSPECIFIED,
        new Version(header.cell().depth(), header.seq()),
        0);
  }
}
