package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ViralPostWatchTest {
  private final ContentId content = ContentId.of(UUID.randomUUID().toString());
  private final ContentId other = ContentId.of(UUID.randomUUID().toString());
  private final AtomicLong clock = new AtomicLong();
  private final ViralPostWatch watch = new ViralPostWatch(content, clock::get);

  @Test
  @DisplayName(
      "only answers that changed the watched content are acknowledged; LIKED is counted of all")
  void acknowledged() {
    watch.answered(call(true, content), Outcome.LIKED);
    watch.answered(call(true, content), Outcome.ALREADY_LIKED);
    watch.answered(call(true, other), Outcome.LIKED);
    watch.answered(call(true, content), Outcome.LIKED);
    assertThat(watch.acknowledged()).isEqualTo(2);
    watch.answered(call(false, content), Outcome.UNLIKED);
    watch.answered(call(false, content), Outcome.NOT_LIKED);
    assertThat(watch.acknowledged()).isEqualTo(1);
    assertThat(watch.likes()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "the time until hot runs from the first like to the first report, of the watched content")
  void untilHot() {
    clock.set(100);
    watch.calling(call(true, other));
    watch.calling(call(false, content));
    watch.hot(other);
    assertThat(watch.nanosUntilHot()).isEmpty();
    clock.set(200);
    watch.calling(call(true, content));
    clock.set(300);
    watch.calling(call(true, content));
    assertThat(watch.nanosUntilHot()).isEmpty();
    watch.hot(content);
    clock.set(400);
    watch.cold(content);
    watch.hot(content);
    assertThat(watch.nanosUntilHot()).hasValue(100);
    assertThat(watch.hotContents()).isEqualTo(2);
    watch.cold(other);
    assertThat(watch.hotContents()).isEqualTo(1);
  }

  @Test
  @DisplayName("cells are the root and the children of what was closed")
  void cells() {
    assertThat(watch.cells()).isEqualTo(1);
    watch.closed(new CellHeader(CellId.root(content), 5, 4, 16, 0));
    watch.closed(new CellHeader(CellId.root(other), 5, 4, 64, 0));
    watch.closed(new CellHeader(CellId.root(content).child(3), 5, 4, 32, 16));
    assertThat(watch.cells()).isEqualTo(49);
  }

  private Call call(boolean like, ContentId content) {
    return new Call(0, like, UserId.of("user"), ContentType.UNSPECIFIED, content);
  }
}
