package io.likes.testkit;

import io.likes.Count;
import io.likes.Count.Freshness;
import io.likes.LikeResult;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.Outcome;
import io.likes.spi.CellHeader;
import java.time.Duration;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractObjectAssert;
import org.jspecify.annotations.Nullable;

/**
 * AssertJ assertions for the values of this library; import {@link #assertThat} beside AssertJ's
 * own.
 *
 * <p>Every check returns its assertion object and throws {@link AssertionError} if it fails. What
 * is expected is not null.
 */
public final class LikesAssertions {
  private LikesAssertions() {}

  /** Starts assertions on an answer of like, unlike or toggle. */
  public static LikeResultAssert assertThat(@Nullable LikeResult actual) {
    return new LikeResultAssert(actual);
  }

  /** Starts assertions on a count. */
  public static CountAssert assertThat(@Nullable Count actual) {
    return new CountAssert(actual);
  }

  /** Starts assertions on an element of a feed page. */
  public static LikeViewAssert assertThat(@Nullable LikeView actual) {
    return new LikeViewAssert(actual);
  }

  /** Starts assertions on a header. */
  public static CellHeaderAssert assertThat(@Nullable CellHeader actual) {
    return new CellHeaderAssert(actual);
  }

  /** Assertions on a {@link LikeResult}. */
  public static final class LikeResultAssert extends ValueAssert<LikeResultAssert, LikeResult> {
    private LikeResultAssert(@Nullable LikeResult actual) {
      super(actual, LikeResultAssert.class);
    }

    /** Checks what became of the call. */
    public LikeResultAssert hasOutcome(Outcome expected) {
      Check.present("expected", expected);
      return check(result -> result.outcome() == expected, "outcome %s", expected);
    }

    /** Checks that the user likes the content now. */
    public LikeResultAssert isLiked() {
      return check(result -> result.liked(), "liked");
    }

    /** Checks that the user does not like the content now. */
    public LikeResultAssert isNotLiked() {
      return check(result -> !result.liked(), "not liked");
    }

    /** Checks that the count is known and its value, whatever its age. */
    public LikeResultAssert hasCount(long expected) {
      return check(
          result -> result.count().known() && result.count().value() == expected,
          "count %s",
          expected);
    }
  }

  /** Assertions on a {@link Count}. */
  public static final class CountAssert extends ValueAssert<CountAssert, Count> {
    private CountAssert(@Nullable Count actual) {
      super(actual, CountAssert.class);
    }

    /** Checks that the count is known and its value, whatever its age. */
    public CountAssert hasValue(long expected) {
      return check(count -> count.known() && count.value() == expected, "value %s", expected);
    }

    /** Checks that the age is within the service's bound. */
    public CountAssert isFresh() {
      return check(count -> count.freshness() == Freshness.FRESH, "a fresh count");
    }

    /** Checks that the count is known, but older than the service's bound. */
    public CountAssert isStale() {
      return check(count -> count.freshness() == Freshness.STALE, "a stale count");
    }

    /** Checks that nothing is known. */
    public CountAssert isUnknown() {
      return check(count -> !count.known(), "an unknown count");
    }

    /** Checks that the count is known, and that the bound of its age is more than {@code age}. */
    public CountAssert isOlderThan(Duration age) {
      Check.present("age", age);
      return check(
          count -> count.known() && count.age().compareTo(age) > 0, "a count older than %s", age);
    }

    /** Checks that the count is known, and that the bound of its age is {@code age} or less. */
    public CountAssert isAtMostAsOldAs(Duration age) {
      Check.present("age", age);
      return check(
          count -> count.known() && count.age().compareTo(age) <= 0,
          "a count at most as old as %s",
          age);
    }
  }

  /** Assertions on a {@link LikeView}. */
  public static final class LikeViewAssert extends ValueAssert<LikeViewAssert, LikeView> {
    private LikeViewAssert(@Nullable LikeView actual) {
      super(actual, LikeViewAssert.class);
    }

    /** Checks that the count is known and its value, whatever its age. */
    public LikeViewAssert hasCount(long expected) {
      return check(
          view -> view.count().known() && view.count().value() == expected, "count %s", expected);
    }

    /** Checks that the user likes the content. */
    public LikeViewAssert isLiked() {
      return hasStatus(LikeStatus.LIKED);
    }

    /** Checks that the user does not like the content. */
    public LikeViewAssert isNotLiked() {
      return hasStatus(LikeStatus.NOT_LIKED);
    }

    /** Checks the status. */
    public LikeViewAssert hasStatus(LikeStatus expected) {
      Check.present("expected", expected);
      return check(view -> view.status() == expected, "status %s", expected);
    }
  }

  /** Assertions on a {@link CellHeader}. */
  public static final class CellHeaderAssert extends ValueAssert<CellHeaderAssert, CellHeader> {
    private CellHeaderAssert(@Nullable CellHeader actual) {
      super(actual, CellHeaderAssert.class);
    }

    /** Checks the number of rows. */
    public CellHeaderAssert hasTotal(long expected) {
      return check(header -> header.total() == expected, "total %s", expected);
    }

    /** Checks the number of changes. */
    public CellHeaderAssert hasSeq(long expected) {
      return check(header -> header.seq() == expected, "seq %s", expected);
    }

    /** Checks that the cell is open. */
    public CellHeaderAssert isOpen() {
      return check(header -> !header.closed(), "an open cell");
    }

    /** Checks that the cell is closed and has this number of children. */
    public CellHeaderAssert isClosedWith(int children) {
      return check(
          header -> header.closed() && header.children() == children,
          "a closed cell with %s children",
          children);
    }

    /** Checks that this header is newer than the other one of the same cell. */
    public CellHeaderAssert isNewerThan(CellHeader other) {
      Check.present("other", other);
      return check(
          header -> header.cell().equals(other.cell()) && header.newerThan(other),
          "a newer header than %s",
          other);
    }
  }

  /** What the four have in common. */
  private abstract static class ValueAssert<S extends ValueAssert<S, A>, A>
      extends AbstractObjectAssert<S, A> {
    ValueAssert(@Nullable A actual, Class<S> self) {
      super(actual, self);
    }

    S check(Predicate<A> condition, String expected, Object... values) {
      isNotNull();
      if (!condition.test(actual)) {
        failWithMessage("expected %s but was %s", String.format(expected, values), actual);
      }
      return myself;
    }
  }
}
