package io.likes;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.PairState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An audit of a store that breaks the rule to answer, or to throw nothing but BackendException. */
class AuditOfBadAnswersTest {
  private final AuditFixture fixture = new AuditFixture();
  private final ContentId content = AuditFixture.content();
  private final UserId user = AuditFixture.user();

  private AuditReport audit(AuditFixture.Likes likes) {
    fixture.like(content, user);
    return fixture
        .audit(content)
        .likeStore(likes)
        .users(AuditSource.of(List.of(user)))
        .repair(true)
        .build()
        .run();
  }

  @Test
  @DisplayName("A header or state that is left out is no finding, and nothing is repaired")
  void leftOut() {
    AuditReport report =
        audit(
            new AuditFixture.Likes() {
              @Override
              public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
                return Map.of();
              }

              @Override
              public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
                return Map.of();
              }
            });

    assertThat(report.findings()).isZero();
    assertThat(report.unread()).isEqualTo(2);
  }

  @Test
  @DisplayName("A failure of another type does not end the run")
  void otherException() {
    AuditReport report =
        audit(
            new AuditFixture.Likes() {
              @Override
              public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
                throw new IllegalStateException("in a test");
              }

              @Override
              public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
                throw new IllegalStateException("in a test");
              }
            });

    assertThat(report.complete()).isTrue();
    assertThat(report.unread()).isEqualTo(2);
    assertThat(report.unchecked()).allMatch(line -> line.contains("in a test"));
  }
}
