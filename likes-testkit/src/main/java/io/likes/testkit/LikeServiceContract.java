package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.likes.Admission;
import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.LikedContent;
import io.likes.Liker;
import io.likes.Outcome;
import io.likes.Page;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules S of {@code docs/guarantees.md}: what an application may rely on, over the parts of a
 * backend, in each way to count. A backend extends this class with its parts and capabilities;
 * another service on the same parts stands for another process. All ids are random, so nothing need
 * be deleted between tests or runs. {@link LikeStoreContract} names the system properties that
 * scale it.
 */
public abstract class LikeServiceContract {
  private static final int CHILDREN = 16;
  private static final ContentType TYPE = ContentType.of("post");
  private static final Duration FRESHNESS = Duration.ofSeconds(5);
  private static final String FOREIGN_CURSOR = "\ud800 no cursor of any list";

  private final ManualClock clock = new ManualClock();
  private final Collection<LikeService> opened = new ConcurrentLinkedQueue<>();
  private ContentId content;
  private UserId user;

  /** For subclasses. */
  protected LikeServiceContract() {}

  /** Returns a client of the storage that all tests share. */
  protected abstract LikeStore likeStore();

  /**
   * Returns what this backend offers, of {@link Capability#COUNTER_STORE}, {@link
   * Capability#EVENTS}, {@link Capability#USER_LISTS} and {@link Capability#UNIQUE_LIKERS}. The
   * method for a part is called only with its capability.
   */
  protected abstract Set<Capability> capabilities();

  /** Returns the store of counts. */
  protected CounterStore counterStore() {
    throw new UnsupportedOperationException("needed for " + Capability.COUNTER_STORE);
  }

  /** Returns where events go. */
  protected EventSink eventSink() {
    throw new UnsupportedOperationException("needed for " + Capability.EVENTS);
  }

  /**
   * Reads the events of the contents as another process would, from the start of the log to its end
   * at the time of the call.
   */
  protected List<LikeEvent> delivered(Collection<ContentId> contents) {
    throw new UnsupportedOperationException("needed for " + Capability.EVENTS + ", of " + contents);
  }

  /** Returns the store of users' lists. */
  protected UserLikeStore userLikeStore() {
    throw new UnsupportedOperationException("needed for " + Capability.USER_LISTS);
  }

  /** Returns the estimate of unique likers. */
  protected UniqueLikers uniqueLikers() {
    throw new UnsupportedOperationException("needed for " + Capability.UNIQUE_LIKERS);
  }

  /** Builds a service; the kit's own tests build a broken one. */
  LikeService build(LikeServiceBuilder builder) {
    return builder.build();
  }

  /** Makes an id; the kit's own tests make one of what is none. */
  ContentId contentId(String id) {
    return ContentId.of(id);
  }

  @BeforeEach
  void randomIds() {
    content = Ids.content();
    user = Ids.user();
  }

  @AfterEach
  void closeServices() {
    opened.forEach(LikeService::close);
  }

  @Nested
  @DisplayName("Outcomes")
  class Outcomes {
    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S1 like and unlike say whether they changed something, and what the user's status is now")
    void likeAndUnlike(Counting counting) {
      LikeService likes = service(counting);
      for (int i = 0; i < 2; i++) {
        assertResult(likes.like(content, user), Outcome.LIKED, 1);
        assertResult(likes.like(content, user, TYPE), Outcome.ALREADY_LIKED, 1);
        assertResult(likes.unlike(content, user), Outcome.UNLIKED, 0);
        assertResult(likes.unlike(content, user), Outcome.NOT_LIKED, 0);
      }
    }

    @Test
    @DisplayName(
        "S2 a toggle makes the opposite of what the user saw, so that a repeated one turns nothing"
            + " back")
    void toggle() {
      LikeService likes = service(Counting.EXACT);
      assertResult(likes.toggle(content, user, false), Outcome.LIKED, 1);
      assertResult(likes.toggle(content, user, false), Outcome.ALREADY_LIKED, 1);
      assertResult(likes.toggle(content, user, true), Outcome.UNLIKED, 0);
      assertResult(likes.toggle(content, user, true), Outcome.NOT_LIKED, 0);
    }

    @Test
    @DisplayName("S3 a refused call reads and changes nothing, and says why")
    void refused() {
      Faults faults = new Faults();
      Duration retryAfter = Duration.ofSeconds(7);
      AtomicInteger asked = new AtomicInteger();
      Admission admission =
          (id, who, like) -> {
            asked.incrementAndGet();
            return like
                ? Admission.Decision.rateLimited(retryAfter)
                : Admission.Decision.CONTENT_NOT_FOUND;
          };
      LikeServiceBuilder builder =
          builder(Counting.EXACT)
              .likeStore(new FaultyLikeStore(likeStore(), faults))
              .admission(admission);
      if (capabilities().contains(Capability.USER_LISTS)) {
        builder.userLikeStore(new FaultyUserLikeStore(userLikeStore(), faults));
      }
      LikeService likes = open(builder);
      assertThat(likes.like(content, user))
          .isEqualTo(new LikeResult(Outcome.RATE_LIMITED, false, Count.UNKNOWN, retryAfter));
      assertThat(likes.unlike(content, user))
          .isEqualTo(new LikeResult(Outcome.CONTENT_NOT_FOUND, false, Count.UNKNOWN, null));
      assertThat(likes.toggle(content, user, false).outcome()).isEqualTo(Outcome.RATE_LIMITED);
      assertThat(asked).hasValue(3);
      assertThat(faults.calls()).isEmpty();
      if (capabilities().contains(Capability.UNIQUE_LIKERS)) {
        assertThat(likes.uniqueLikersEstimate(content)).isZero();
      }
    }

    @Test
    @DisplayName("S4 what the admission throws reaches the caller, and nothing is changed")
    void admissionThrows() {
      RuntimeException thrown = new RuntimeException("from the admission");
      Admission admission =
          (id, who, like) -> {
            throw thrown;
          };
      LikeService likes = open(builder(Counting.EXACT).admission(admission));
      assertThatThrownBy(() -> likes.like(content, user)).isSameAs(thrown);
      assertThat(likes.liked(content, user)).isFalse();
    }

    @Test
    @DisplayName(
        "S5 a bad argument is an IllegalArgumentException that names it, and nothing is changed")
    @SuppressWarnings("NullAway") // The callers of an application may pass null.
    void badArguments() {
      LikeService likes = service(Counting.EXACT);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.like(null, user))
          .withMessageContaining("content");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.like(content, null))
          .withMessageContaining("user");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.like(content, user, null))
          .withMessageContaining("type");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.unlike(null, user))
          .withMessageContaining("content");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.unlike(content, null))
          .withMessageContaining("user");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.liked(null, user))
          .withMessageContaining("content");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.liked(content, null))
          .withMessageContaining("user");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.count(null))
          .withMessageContaining("content");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.view(null, user))
          .withMessageContaining("contents");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.view(Collections.nCopies(101, content), user))
          .withMessageContaining("101");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.likersOf(null, PageRequest.first(1)))
          .withMessageContaining("content");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.likersOf(content, null))
          .withMessageContaining("page");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.observe(null))
          .withMessageContaining("headers");
      assertThat(likes.liked(content, user)).isFalse();
    }
  }

  @Nested
  @DisplayName("Status and counts")
  class StatusAndCounts {
    @ParameterizedTest
    @EnumSource
    @DisplayName("S6 the own status reflects every completed change, in every process")
    void ownStatus(Counting counting) {
      LikeService here = service(counting);
      LikeService there = service(counting);
      for (int i = 0; i < 5; i++) {
        assertThat(there.liked(content, user)).isFalse();
        here.like(content, user);
        assertThat(there.liked(content, user)).isTrue();
        assertThat(there.view(List.of(content), user).get(0).status()).isEqualTo(LikeStatus.LIKED);
        there.unlike(content, user);
        assertThat(here.liked(content, user)).isFalse();
        assertThat(here.view(List.of(content), user).get(0).status())
            .isEqualTo(LikeStatus.NOT_LIKED);
      }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S7 a count includes the own changes at once, and those of others within the stated bound")
    void counts(Counting counting) {
      LikeService here = service(counting);
      LikeService there = service(counting);
      assertThat(there.count(content).value()).isZero();
      for (int i = 1; i <= 5; i++) {
        UserId liker = Ids.user();
        assertResult(here.like(content, liker), Outcome.LIKED, 2L * i - 1);
        assertThat(here.count(content).value()).isEqualTo(2L * i - 1);
        assertThat(here.view(List.of(content), null).get(0).count().value()).isEqualTo(2L * i - 1);
        settle();
        assertThat(there.count(content).value()).isEqualTo(2L * i - 1);
        assertResult(there.like(content, Ids.user()), Outcome.LIKED, 2L * i);
        settle();
      }
    }

    @Test
    @DisplayName("S8 content that nobody ever liked has the count 0")
    void neverLiked() {
      Count count = service(Counting.EXACT).count(content);
      assertThat(count.value()).isZero();
      assertThat(count.freshness()).isEqualTo(Count.Freshness.FRESH);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S9 a view answers for each content in the order asked, with counts and the own status")
    void view(Counting counting) {
      LikeService likes = service(counting);
      List<ContentId> contents = new ArrayList<>();
      for (int i = 0; i < LikeService.MAX_VIEW_SIZE - 1; i++) {
        contents.add(Ids.content());
        for (int liker = 0; liker < i % 3; liker++) {
          likes.like(contents.get(i), liker == 0 ? user : Ids.user());
        }
      }
      contents.add(contents.get(1));
      settle();
      for (LikeService each : List.of(likes, service(counting))) {
        List<LikeView> views = each.view(contents, user);
        assertThat(views).extracting(LikeView::content).isEqualTo(contents);
        for (int i = 0; i < contents.size(); i++) {
          int likers = i == contents.size() - 1 ? 1 : i % 3;
          assertThat(views.get(i).count().value()).as("count of content %s", i).isEqualTo(likers);
          assertThat(views.get(i).status())
              .as("status of content %s", i)
              .isEqualTo(likers > 0 ? LikeStatus.LIKED : LikeStatus.NOT_LIKED);
        }
        assertThat(each.view(contents, null))
            .extracting(LikeView::status)
            .containsOnly(LikeStatus.UNKNOWN);
        assertThat(each.view(List.of(), user)).isEmpty();
      }
    }

    @Test
    @DisplayName("S10 a header that is older than what is known changes no count")
    void observeOlder() {
      Capability.COUNTER_STORE.assumeIn(capabilities());
      LikeService likes = service(Counting.INLINE);
      likes.like(content, user);
      likes.like(content, Ids.user());
      likes.observe(
          List.of(
              new CellHeader(CellId.root(content), 1, 1, 0, 0),
              CellHeader.untouched(CellId.root(content))));
      assertThat(likes.count(content).value()).isEqualTo(2);
    }
  }

  @Nested
  @DisplayName("Lists")
  class Lists {
    @Test
    @DisplayName("S11 a user's list holds what the user likes, newest first, by pages")
    void likedBy() {
      Capability.USER_LISTS.assumeIn(capabilities());
      LikeService likes = service(Counting.EXACT);
      List<ContentId> expected = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        ContentId each = Ids.content();
        clock.advance(Duration.ofMillis(10));
        likes.like(each, user, TYPE);
        if (i % 5 == 0) {
          likes.unlike(each, user);
        } else {
          expected.add(0, each);
        }
      }
      for (int size : new int[] {1, 6, 1000}) {
        List<LikedContent> listed = new ArrayList<>();
        PageRequest next = PageRequest.first(size);
        while (next != null) {
          Page<LikedContent> page = likes.likedBy(user, next);
          assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
          listed.addAll(page.items());
          next = page.next();
        }
        assertThat(listed).extracting(LikedContent::content).isEqualTo(expected);
        assertThat(listed).extracting(LikedContent::type).containsOnly(TYPE);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> likes.likedBy(user, new PageRequest(5, FOREIGN_CURSOR)))
          .withMessageContainingAll("cursor", FOREIGN_CURSOR);
    }

    @Test
    @DisplayName("S12 the likers of a content are listed once each, in whatever cells they are")
    void likersOf() {
      LikeService likes = service(Counting.EXACT);
      List<UserId> likers = Ids.users(60);
      likers.subList(0, 20).forEach(each -> likes.like(content, each, TYPE));
      assertLikers(likes, likers.subList(0, 20));
      likeStore().close(CellId.root(content), 0, CHILDREN);
      likers.subList(20, 40).forEach(each -> likes.like(content, each, TYPE));
      IntStream.range(0, CHILDREN)
          .forEach(i -> likeStore().close(CellId.root(content).child(i), CHILDREN, CHILDREN));
      likers.subList(40, 60).forEach(each -> likes.like(content, each, TYPE));
      assertLikers(likes, likers);
      assertLikers(service(Counting.EXACT), likers);
      likers.subList(10, 50).forEach(each -> likes.unlike(content, each));
      List<UserId> left = new ArrayList<>(likers);
      left.subList(10, 50).clear();
      assertLikers(likes, left);
      // Of no cell, and of the first one.
      for (String cursor : List.of(FOREIGN_CURSOR, ":" + FOREIGN_CURSOR)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> likes.likersOf(content, new PageRequest(5, cursor)))
            .withMessageContainingAll("cursor", cursor);
      }
    }

    private void assertLikers(LikeService likes, List<UserId> expected) {
      for (int size : new int[] {1, 7, 1000}) {
        assertThat(likers(likes, size))
            .extracting(Liker::user)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
      assertThat(likers(likes, 1000)).extracting(Liker::type).containsOnly(TYPE);
    }

    @Test
    @DisplayName("S13 the estimate of unique likers counts everyone who ever liked, once")
    void uniqueLikers() {
      Capability.UNIQUE_LIKERS.assumeIn(capabilities());
      LikeService likes = service(Counting.EXACT);
      assertThat(likes.uniqueLikersEstimate(content)).isZero();
      for (UserId each : Ids.users(100)) {
        likes.like(content, each);
        likes.like(content, each);
        likes.unlike(content, each);
      }
      assertThat(likes.uniqueLikersEstimate(content)).isBetween(90L, 110L);
    }
  }

  @Nested
  @DisplayName("Races")
  class Races {
    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S14 of racing likes of one pair exactly one is LIKED, and all see the like in their count")
    void oneWinner(Counting counting) {
      List<LikeService> services = List.of(service(counting), service(counting));
      int rounds = Math.min(40, Scale.operationsPerThread());
      List<UserId> users = Ids.users(rounds);
      List<List<LikeResult>> results =
          Race.rounds(
              rounds,
              Scale.threads(),
              (round, thread) -> services.get(thread % 2).like(content, users.get(round)));
      for (int round = 0; round < rounds; round++) {
        List<LikeResult> racers = results.get(round);
        assertThat(racers)
            .extracting(LikeResult::outcome)
            .containsOnlyOnce(Outcome.LIKED)
            .containsOnly(Outcome.LIKED, Outcome.ALREADY_LIKED);
        assertThat(racers)
            .as("answers in round %s", round)
            .allMatch(LikeResult::liked)
            .extracting(result -> result.count().value())
            // Everybody before has been answered, and nobody likes ahead of the round.
            .containsOnly(round + 1L);
      }
      settle();
      assertThat(services)
          .allSatisfy(each -> assertThat(each.count(content).value()).isEqualTo(rounds));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S15 after any storm, closings included, the count is LIKED minus UNLIKED, the number of"
            + " likers, and the sum of the cells")
    void storm(Counting counting) {
      List<LikeService> services = List.of(service(counting), service(counting));
      int perThread = Scale.operationsPerThread();
      AtomicInteger done = new AtomicInteger();
      AtomicInteger tally = new AtomicInteger();
      List<UserId> contended = Ids.users(4);
      CellId root = CellId.root(content);
      List<Set<UserId>> liking =
          Race.run(
              Scale.threads(),
              thread -> {
                RandomGenerator random = Scale.random(thread);
                List<UserId> mine = Ids.users(3);
                Set<UserId> liked = new HashSet<>();
                for (int i = 0; i < perThread; i++) {
                  int before = done.getAndIncrement();
                  // Another process closes the root, and later its children, in the middle of the
                  // storm.
                  if (before == Scale.threads() * perThread / 4) {
                    likeStore().close(root, 0, CHILDREN);
                  } else if (before >= Scale.threads() * perThread / 2
                      && before < Scale.threads() * perThread / 2 + 4) {
                    likeStore().close(root, 0, CHILDREN);
                    likeStore().close(root.child(before % 4), CHILDREN, CHILDREN);
                  }
                  LikeService likes = services.get(random.nextInt(2));
                  boolean like = random.nextInt(3) > 0;
                  boolean own = random.nextBoolean();
                  UserId who = own ? mine.get(i % 3) : contended.get(random.nextInt(4));
                  LikeResult result = like ? likes.like(content, who) : likes.unlike(content, who);
                  assertThat(result.liked()).isEqualTo(like);
                  tally.addAndGet(
                      result.outcome() == Outcome.LIKED
                          ? 1
                          : result.outcome() == Outcome.UNLIKED ? -1 : 0);
                  if (own) {
                    assertThat(result.outcome().changed())
                        .as("change of an own pair")
                        .isEqualTo(like ? liked.add(who) : liked.remove(who));
                  }
                }
                return liked;
              });
      settle();
      Set<UserId> expected = new HashSet<>();
      liking.forEach(expected::addAll);
      contended.stream()
          .filter(each -> services.get(0).liked(content, each))
          .forEach(expected::add);
      assertThat(tally).hasValue(expected.size());
      assertThat(rows(root)).as("rows in the cells").containsExactlyInAnyOrderElementsOf(expected);
      for (LikeService each : services) {
        assertThat(likers(each, 50))
            .extracting(Liker::user)
            .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected).allMatch(who -> each.liked(content, who));
        assertThat(each.count(content).value()).isEqualTo(expected.size());
      }
    }
  }

  @Nested
  @DisplayName("Closing")
  class Closing {
    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S16 closings change no answer: a pair stays where it is until it is unliked, and is in one"
            + " cell at any time")
    void closingChangesNothing(Counting counting) {
      LikeService here = service(counting);
      LikeService there = service(counting);
      CellId root = CellId.root(content);
      UserId another = Ids.user();
      here.like(content, user);
      there.like(content, another);
      likeStore().close(root, 0, CHILDREN);

      // Only the one process has seen the closing when both send the same like.
      UserId third = Ids.user();
      here.like(content, user);
      assertThat(here.like(content, third).outcome()).isEqualTo(Outcome.LIKED);
      assertThat(there.like(content, third).outcome()).isEqualTo(Outcome.ALREADY_LIKED);
      assertThat(rows(root)).containsExactlyInAnyOrder(user, another, third);
      assertThat(there.unlike(content, third).outcome()).isEqualTo(Outcome.UNLIKED);
      settle();

      assertResult(here.like(content, user), Outcome.ALREADY_LIKED, 2);
      assertResult(service(counting).like(content, another), Outcome.ALREADY_LIKED, 2);
      assertThat(there.liked(content, user)).isTrue();
      assertResult(there.unlike(content, user), Outcome.UNLIKED, 1);
      assertResult(there.unlike(content, user), Outcome.NOT_LIKED, 1);
      assertResult(there.like(content, user), Outcome.LIKED, 2);
      assertThat(rows(root)).containsExactlyInAnyOrder(user, another);
      settle();

      CellId child = root.child(user, CHILDREN);
      likeStore().close(child, CHILDREN, CHILDREN);
      assertResult(here.like(content, user), Outcome.ALREADY_LIKED, 2);
      assertResult(here.unlike(content, user), Outcome.UNLIKED, 1);
      assertResult(here.like(content, user), Outcome.LIKED, 2);
      assertThat(rows(root)).containsExactlyInAnyOrder(user, another);
      settle();
      assertThat(there.count(content).value()).isEqualTo(2);
      assertThat(service(counting).count(content).value()).isEqualTo(2);
    }
  }

  @Nested
  @DisplayName("Failures")
  class Failures {
    @ParameterizedTest
    @EnumSource
    @DisplayName("S17 a retry after a lost reply is counted once")
    void lostReply(Counting counting) {
      Faults faults = new Faults();
      LikeService likes =
          open(builder(counting).likeStore(new FaultyLikeStore(likeStore(), faults)));
      for (boolean like : new boolean[] {true, false, true}) {
        faults.next(SpiCall.APPLY, Fault.REPLY_LOST);
        BackendException failure =
            catchThrowableOfType(BackendException.class, () -> change(likes, like));
        if (failure != null) {
          assertThat(failure.effect()).isEqualTo(BackendException.Effect.UNKNOWN);
        }
        LikeResult result = change(likes, like);
        assertThat(result.liked()).isEqualTo(like);
        settle();
        assertThat(likes.liked(content, user)).isEqualTo(like);
        assertThat(likes.count(content).value()).isEqualTo(like ? 1 : 0);
        assertThat(service(counting).count(content).value()).isEqualTo(like ? 1 : 0);
      }
    }

    @Test
    @DisplayName("S18 after NOT_APPLIED nothing is changed")
    void notApplied() {
      Faults faults = new Faults();
      LikeService likes =
          open(builder(Counting.EXACT).likeStore(new FaultyLikeStore(likeStore(), faults)));
      faults.down();
      BackendException failure =
          catchThrowableOfType(BackendException.class, () -> likes.like(content, user));
      assertThat(failure).isNotNull();
      assertThat(failure.effect()).isEqualTo(BackendException.Effect.NOT_APPLIED);
      faults.up();
      assertThat(likes.liked(content, user)).isFalse();
      assertResult(likes.like(content, user), Outcome.LIKED, 1);
    }

    @Test
    @DisplayName("S19 a retry completes the list entry that the first try left undone")
    void listEntry() {
      Capability.USER_LISTS.assumeIn(capabilities());
      Faults faults = new Faults();
      LikeService likes =
          open(
              builder(Counting.EXACT)
                  .userLikeStore(new FaultyUserLikeStore(userLikeStore(), faults)));
      for (boolean like : new boolean[] {true, false}) {
        faults.next(SpiCall.RECORD, Fault.REFUSED);
        assertThatThrownBy(() -> change(likes, like)).isInstanceOf(BackendException.class);
        assertResult(
            change(likes, like), like ? Outcome.ALREADY_LIKED : Outcome.NOT_LIKED, like ? 1 : 0);
        assertThat(likes.likedBy(user, PageRequest.first(10)).items()).hasSize(like ? 1 : 0);
      }
    }

    @ParameterizedTest
    @EnumSource(names = {"INLINE", "ASYNC"})
    @DisplayName("S20 without the CounterStore counts come from the cells")
    void counterStoreDown(Counting counting) {
      LikeServiceBuilder builder = builder(counting);
      Faults faults = new Faults();
      faults.down();
      LikeService likes =
          open(builder.counterStore(new FaultyCounterStore(counterStore(), faults)));
      assertResult(likes.like(content, user), Outcome.LIKED, 1);
      service(counting).like(content, Ids.user());
      clock.advance(FRESHNESS.multipliedBy(2));
      assertThat(likes.count(content).value()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"INLINE", "ASYNC"})
    @DisplayName(
        "S27 what the CounterStore or the log did not take is brought to it again once it is back")
    void broughtAgain(Counting counting) {
      LikeServiceBuilder builder = builder(counting);
      Faults faults = new Faults();
      LikeService likes =
          open(
              counting == Counting.INLINE
                  ? builder.counterStore(new FaultyCounterStore(counterStore(), faults))
                  : builder.eventSink(new FaultyEventSink(eventSink(), faults)));
      LikeService there = service(counting);
      assertThat(there.count(content).value()).isZero();
      faults.down();
      assertResult(likes.like(content, user), Outcome.LIKED, 1);
      settle();
      assertThat(there.count(content).value()).as("nothing was brought yet").isZero();
      faults.up();
      clock.advance(FRESHNESS);
      settle();
      assertThat(there.count(content).value()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"INLINE", "ASYNC"})
    @DisplayName("S28 counts come right so, however many changes of a few cells there were")
    void manyChangesOfFewCells(Counting counting) {
      int contents = 3;
      int likers = 10;
      Faults faults = new Faults();
      LikeServiceBuilder builder = builder(counting).maxPendingEvents(contents);
      LikeService likes =
          open(
              counting == Counting.INLINE
                  ? builder.counterStore(new FaultyCounterStore(counterStore(), faults))
                  : builder.eventSink(new FaultyEventSink(eventSink(), faults)));
      LikeService there = service(counting);
      List<ContentId> ids = IntStream.range(0, contents).mapToObj(i -> Ids.content()).toList();
      assertThat(ids).allSatisfy(id -> assertThat(there.count(id).value()).isZero());
      faults.down();
      for (ContentId id : ids) {
        IntStream.range(0, likers).forEach(i -> likes.like(id, Ids.user()));
      }
      ids.forEach(id -> settle(id));
      assertThat(ids)
          .allSatisfy(id -> assertThat(there.count(id).value()).as("nothing was brought").isZero());
      faults.up();
      clock.advance(FRESHNESS);
      ids.forEach(id -> settle(id));
      assertThat(ids).allSatisfy(id -> assertThat(there.count(id).value()).isEqualTo(likers));
    }

    @Test
    @DisplayName("S21 without the log likes are stored and answered")
    void logDown() {
      LikeServiceBuilder builder = builder(Counting.ASYNC);
      Faults faults = new Faults();
      faults.down();
      LikeService likes = open(builder.eventSink(new FaultyEventSink(eventSink(), faults)));
      assertResult(likes.like(content, user), Outcome.LIKED, 1);
      assertThat(service(Counting.EXACT).liked(content, user)).isTrue();
      assertThat(likes.count(content).value()).isEqualTo(1);
    }

    @Test
    @DisplayName(
        "S22 without the LikeStore a count that was known is served, marked as stale; an unknown"
            + " one is a failure")
    void likeStoreDown() {
      Faults faults = new Faults();
      LikeService likes =
          open(builder(Counting.EXACT).likeStore(new FaultyLikeStore(likeStore(), faults)));
      likes.like(content, user);
      faults.down();
      clock.advance(FRESHNESS.multipliedBy(2));
      Count count = likes.count(content);
      assertThat(count.value()).isEqualTo(1);
      assertThat(count.freshness()).isEqualTo(Count.Freshness.STALE);
      assertThatThrownBy(() -> likes.count(Ids.content())).isInstanceOf(BackendException.class);
      LikeView view = likes.view(List.of(Ids.content()), user).get(0);
      assertThat(view.count()).isEqualTo(Count.UNKNOWN);
    }

    @Test
    @DisplayName("S23 closing a service is idempotent and leaves the backend open")
    void close() {
      LikeService likes = service(Counting.EXACT);
      likes.like(content, user);
      likes.close();
      likes.close();
      assertThat(service(Counting.EXACT).liked(content, user)).isTrue();
    }
  }

  @Nested
  @DisplayName("Ids")
  class AwkwardIds {
    @Test
    @DisplayName("S24 ids of any kind stay distinct and come back as they went in")
    void ids() {
      LikeService likes = service(Counting.EXACT);
      List<UserId> users = Ids.awkwardUsers();
      for (int i = 0; i < users.size(); i++) {
        assertResult(likes.like(content, users.get(i)), Outcome.LIKED, i + 1);
      }
      assertThat(likers(likes, 20))
          .extracting(Liker::user)
          .containsExactlyInAnyOrderElementsOf(users);
      List<ContentId> contents = Ids.randomAwkwardContents();
      contents.forEach(each -> assertResult(likes.like(each, user), Outcome.LIKED, 1));
      assertThat(contents).allMatch(each -> likes.liked(each, user));
    }

    @Test
    @DisplayName(
        "S26 an id of no byte or of more than 255, or with half a character, is an"
            + " IllegalArgumentException")
    void noIds() {
      for (String id : Ids.malformed()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> contentId(id))
            .withMessageContaining("content id");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> UserId.of(id))
            .withMessageContaining("user id");
      }
    }
  }

  @Nested
  @DisplayName("Histories")
  class Histories {
    @ParameterizedTest
    @EnumSource
    @DisplayName(
        "S25 any sequence of calls in any processes, closings included, answers as a set of users"
            + " does")
    void sequential(Counting counting) {
      // Here, so that a part that this backend lacks skips the test and does not fail a history.
      service(counting);
      Scale.eachHistory(random -> history(counting, random));
    }

    private void history(Counting counting, RandomGenerator random) {
      ContentId of = Ids.content();
      List<LikeService> services = List.of(service(counting), service(counting));
      List<UserId> users = Ids.users(random, 8);
      Set<UserId> model = new HashSet<>();
      for (int step = 0; step < Scale.operationsPerHistory(); step++) {
        LikeService likes = services.get(random.nextInt(2));
        UserId who = users.get(random.nextInt(users.size()));
        switch (random.nextInt(8)) {
          case 0 ->
              assertThat(likes.liked(of, who))
                  .as("step %s: liked", step)
                  .isEqualTo(model.contains(who));
          case 1 -> {
            settle(of);
            assertThat(likes.count(of).value()).as("step %s: count", step).isEqualTo(model.size());
          }
          case 2 -> {
            CellId root = CellId.root(of);
            if (random.nextInt(6) == 0) {
              CellHeader closed = likeStore().close(root, 0, CHILDREN << random.nextInt(3));
              CellId child = root.child(who, closed.children());
              if (random.nextBoolean()) {
                likeStore().close(child, closed.children(), CHILDREN);
              }
            }
          }
          case 3, 4, 5 ->
              assertThat(likes.like(of, who).outcome())
                  .as("step %s: like", step)
                  .isEqualTo(model.add(who) ? Outcome.LIKED : Outcome.ALREADY_LIKED);
          default ->
              assertThat(likes.unlike(of, who).outcome())
                  .as("step %s: unlike", step)
                  .isEqualTo(model.remove(who) ? Outcome.UNLIKED : Outcome.NOT_LIKED);
        }
      }
      settle(of);
      assertThat(services)
          .allSatisfy(each -> assertThat(each.count(of).value()).isEqualTo(model.size()));
    }
  }

  private LikeResult change(LikeService likes, boolean like) {
    return like ? likes.like(content, user) : likes.unlike(content, user);
  }

  private static void assertResult(LikeResult result, Outcome outcome, long count) {
    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.liked())
        .as("liked behind %s", outcome)
        .isEqualTo(outcome == Outcome.LIKED || outcome == Outcome.ALREADY_LIKED);
    assertThat(result.count().value()).as("count behind %s", outcome).isEqualTo(count);
    assertThat(result.count().known()).as("count is known behind %s", outcome).isTrue();
  }

  /** Reads all rows of a content, past the service. */
  private List<UserId> rows(CellId cell) {
    List<UserId> users = new ArrayList<>();
    LikeStore store = likeStore();
    String next = null;
    do {
      var page = store.rows(cell, next, 100);
      page.rows().stream().map(LikeRow::user).forEach(users::add);
      next = page.next();
    } while (next != null);
    int children = LikeStoreContract.header(store, cell).children();
    for (int i = 0; i < children; i++) {
      users.addAll(rows(cell.child(i)));
    }
    return users;
  }

  private List<Liker> likers(LikeService likes, int size) {
    List<Liker> likers = new ArrayList<>();
    PageRequest next = PageRequest.first(size);
    while (next != null) {
      Page<Liker> page = likes.likersOf(content, next);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
      likers.addAll(page.items());
      next = page.next();
    }
    return likers;
  }

  private LikeService service(Counting counting) {
    return open(builder(counting));
  }

  private LikeService open(LikeServiceBuilder builder) {
    LikeService service = build(builder);
    opened.add(service);
    return service;
  }

  private LikeServiceBuilder builder(Counting counting) {
    LikeServiceBuilder builder =
        LikeService.builder()
            .likeStore(likeStore())
            .counting(counting)
            .countFreshness(FRESHNESS)
            .time(clock)
            // On the caller's thread, so that nothing is still under way when a call has returned.
            .executor(Runnable::run);
    Set<Capability> given = capabilities();
    if (counting != Counting.EXACT) {
      Capability.COUNTER_STORE.assumeIn(given);
      builder.counterStore(counterStore());
    }
    if (counting == Counting.ASYNC) {
      Capability.EVENTS.assumeIn(given);
      builder.eventSink(eventSink());
    }
    if (given.contains(Capability.USER_LISTS)) {
      builder.userLikeStore(userLikeStore());
    }
    if (given.contains(Capability.UNIQUE_LIKERS)) {
      builder.uniqueLikers(uniqueLikers());
    }
    return builder;
  }

  private void settle() {
    settle(content);
  }

  /**
   * Lets everything that is under way arrive: the log is read to its end, and the bound on the age
   * of a count passes.
   */
  private void settle(ContentId of) {
    if (capabilities().contains(Capability.EVENTS)) {
      new CountAggregator(counterStore()).accept(delivered(List.of(of)));
    }
    clock.advance(FRESHNESS.multipliedBy(2));
  }
}
