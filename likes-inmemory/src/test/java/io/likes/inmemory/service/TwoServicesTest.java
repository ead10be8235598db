package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.FRESHNESS;
import static io.likes.inmemory.service.Setup.NANO;
import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.Liker;
import io.likes.Outcome;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.testkit.LikesAssertions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two processes that share their servers, and tell each other nothing. */
class TwoServicesTest {
  private final Setup setup = new Setup();
  private final ContentId content = content();

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void countOfAnotherProcessIsSeenWithinTheBound(Counting counting) {
    LikeService a = setup.service(counting);
    LikeService b = setup.service(counting);
    b.count(content);
    a.like(content, user());
    setup.aggregate();
    setup.clock.advance(FRESHNESS.minus(NANO));
    LikesAssertions.assertThat(b.count(content)).hasValue(0).isFresh();
    setup.clock.advance(NANO);
    LikesAssertions.assertThat(b.count(content)).hasValue(1).isFresh();
  }

  @ParameterizedTest
  @EnumSource
  void ownStatusIsStrong(Counting counting) {
    LikeService a = setup.service(counting);
    LikeService b = setup.service(counting);
    UserId user = user();
    for (int depth = 0; depth <= CellId.MAX_DEPTH; depth++) {
      LikesAssertions.assertThat(a.like(content, user)).hasOutcome(Outcome.LIKED);
      assertThat(b.liked(content, user)).isTrue();
      assertThat(b.view(List.of(content), user).get(0).status()).isEqualTo(LikeStatus.LIKED);
      LikesAssertions.assertThat(b.like(content, user)).hasOutcome(Outcome.ALREADY_LIKED);
      if (depth < CellId.MAX_DEPTH) {
        CellId cell = CellId.root(content);
        for (int i = 0; i < depth; i++) {
          cell = cell.child(user, CellId.MIN_CHILDREN);
        }
        setup.close(cell);
      }
      assertThat(a.liked(content, user)).isTrue();
      LikesAssertions.assertThat(b.unlike(content, user)).hasOutcome(Outcome.UNLIKED);
      assertThat(a.liked(content, user)).isFalse();
      LikesAssertions.assertThat(a.unlike(content, user)).hasOutcome(Outcome.NOT_LIKED);
    }
    assertThat(setup.stored(content)).isZero();
  }

  /** One process closes cells, the other learns it from nobody. */
  @ParameterizedTest
  @EnumSource
  void staleRoutesCostNoCorrectness(Counting counting) {
    LikeService a = setup.service(counting);
    LikeService b = setup.service(counting);
    List<UserId> users = new ArrayList<>();
    CellId root = CellId.root(content);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 40; i++) {
        UserId user = user();
        users.add(user);
        LikesAssertions.assertThat((i % 2 == 0 ? a : b).like(content, user))
            .hasOutcome(Outcome.LIKED);
        LikesAssertions.assertThat((i % 2 == 0 ? b : a).like(content, user))
            .hasOutcome(Outcome.ALREADY_LIKED);
      }
      if (round == 0) {
        setup.close(root);
      } else {
        for (int i = 0; i < CellId.MIN_CHILDREN; i += 2) {
          setup.close(root.child(i));
        }
      }
    }
    for (LikeService service : List.of(a, b)) {
      assertThat(service.likersOf(content, PageRequest.first(1000)).items())
          .extracting(Liker::user)
          .isSubsetOf(users)
          .doesNotHaveDuplicates();
    }
    assertThat(setup.stored(content)).isEqualTo(users.size());
    for (int i = 0; i < users.size(); i++) {
      LikesAssertions.assertThat((i % 2 == 0 ? b : a).unlike(content, users.get(i)))
          .hasOutcome(Outcome.UNLIKED);
    }
    assertThat(setup.stored(content)).isZero();
    setup.aggregate();
    setup.clock.advance(Setup.TIME_TO_LIVE);
    LikesAssertions.assertThat(a.count(content)).hasValue(0);
    LikesAssertions.assertThat(b.count(content)).hasValue(0);
  }
}
