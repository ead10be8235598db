package io.likes.spi;

import io.likes.ContentType;
import io.likes.UserId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change that was stored. Immutable.
 *
 * @param header header of the cell behind the change; names the content
 * @param user who liked or unliked; null if the event tells of a closing
 * @param liked true for a like; false for an unlike and for a closing
 * @param type content type of the like; {@link ContentType#UNSPECIFIED} for an unlike and for a
 *     closing
 * @param version version of the pair; for a closing, the seq of the closing
 * @param timeMillis wall-clock time of the change
 */
public record LikeEvent(
    CellHeader header,
    @Nullable UserId user,
    boolean liked,
    ContentType type,
    Version version,
    long timeMillis) {
  /** Checks that no part is null but the user. */
  public LikeEvent {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(version, "version");
  }
}
