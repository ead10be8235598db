package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UniqueLikers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules Q of {@code docs/guarantees.md}: what {@link UniqueLikers} must do. A backend extends
 * this class with a factory. All ids are random, so nothing need be deleted between tests or runs.
 * {@link LikeStoreContract} names the system properties that scale it.
 */
public abstract class UniqueLikersContract {
  private static final double TOLERANCE = 0.1;
  private static final long SMALL_TOLERANCE = 2;

  private UniqueLikers likers;
  private UniqueLikers other;
  private ContentId content;

  /** For subclasses. */
  protected UniqueLikersContract() {}

  /**
   * Returns a client of the storage that all tests share; called more than once in a test. It may
   * be the same one each time.
   */
  protected abstract UniqueLikers open();

  /**
   * Returns a client whose storage cannot be reached: it fails soon, as it does when the servers
   * are gone. Without one the rule of it is reported as skipped.
   */
  protected Optional<UniqueLikers> openUnreachable() {
    return Optional.empty();
  }

  @BeforeEach
  void openLikers() {
    likers = open();
    other = open();
    content = Ids.content();
  }

  @Nested
  @DisplayName("Estimates")
  class Estimates {
    @Test
    @DisplayName("Q1 the estimate of content that nobody ever liked is 0")
    void nobody() {
      assertThat(likers.estimate(content)).isZero();
    }

    @Test
    @DisplayName("Q2 adding a user again changes nothing")
    void again() {
      List<UserId> users = Ids.users(50);
      users.forEach(user -> likers.add(content, user));
      long estimate = likers.estimate(content);
      for (int i = 0; i < 5; i++) {
        users.forEach(user -> other.add(content, user));
      }
      assertThat(likers.estimate(content)).isEqualTo(estimate);
    }

    @Test
    @DisplayName(
        "Q3 the estimate is within 10 % of the number of different users, or within 2 of a small number")
    void estimate() {
      int added = 0;
      for (int upTo : new int[] {1, 2, 10, 100, Scale.operations()}) {
        for (; added < upTo; added++) {
          likers.add(content, Ids.user());
        }
        assertEstimate(content, added);
      }
    }

    @Test
    @DisplayName("Q4 contents do not touch each other")
    void contentsAreApart() {
      ContentId elsewhere = Ids.content();
      List<UserId> users = Ids.users(100);
      users.forEach(user -> likers.add(content, user));
      assertThat(likers.estimate(elsewhere)).isZero();
      users.subList(0, 10).forEach(user -> likers.add(elsewhere, user));
      assertEstimate(elsewhere, 10);
      assertEstimate(content, 100);
    }
  }

  @Nested
  @DisplayName("Races")
  class Races {
    @Test
    @DisplayName("Q5 users whom many threads add at once are all in")
    void allIn() {
      Race.run(
          Scale.threads(),
          thread -> {
            UniqueLikers client = thread % 2 == 0 ? likers : other;
            for (UserId user : Ids.users(Scale.operationsPerThread())) {
              client.add(content, user);
            }
            return thread;
          });
      assertEstimate(content, (long) Scale.threads() * Scale.operationsPerThread());
    }
  }

  @Nested
  @DisplayName("Failures")
  class Failures {
    @Test
    @DisplayName("Q7 a client that cannot reach its storage fails each call and says so")
    void unreachable() {
      UniqueLikers unreachable = Unreachable.orSkip(openUnreachable());
      Unreachable.assertFails("add", () -> unreachable.add(content, Ids.user()));
      Unreachable.assertFails("estimate", () -> unreachable.estimate(content));
    }
  }

  @Nested
  @DisplayName("Ids")
  class AwkwardIds {
    @Test
    @DisplayName("Q6 ids of any kind are different users")
    void users() {
      List<UserId> users = Ids.awkwardUsers();
      users.forEach(user -> likers.add(content, user));
      assertEstimate(content, users.size());
    }

    @Test
    @DisplayName("Q6 ids of any kind are different contents")
    void contents() {
      List<ContentId> contents = Ids.randomAwkwardContents();
      for (ContentId each : contents) {
        assertThat(likers.estimate(each)).as("estimate of '%s'", each).isZero();
        likers.add(each, Ids.user());
      }
      contents.forEach(each -> assertEstimate(each, 1));
    }
  }

  private void assertEstimate(ContentId of, long users) {
    long tolerance = Math.max(SMALL_TOLERANCE, Math.round(users * TOLERANCE));
    assertThat(other.estimate(of))
        .as("estimate of %s users", users)
        .isCloseTo(users, within(tolerance));
  }
}
