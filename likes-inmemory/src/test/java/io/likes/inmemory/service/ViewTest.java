package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.FRESHNESS;
import static io.likes.inmemory.service.Setup.content;
import static io.likes.inmemory.service.Setup.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.ContentId;
import io.likes.Count;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.LikesListener.Loss;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.SpiCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A feed page: what it shows, and with how many round trips. */
class ViewTest {
  private static final int PAGE = LikeService.MAX_VIEW_SIZE;

  private final Setup setup = new Setup();
  private final UserId user = user();
  private final List<ContentId> page = Stream.generate(Setup::content).limit(PAGE).toList();

  /** Every other content is liked by the user; content n has n % 3 other likes; some are closed. */
  private void fill() {
    LikeService service = setup.service(Counting.EXACT);
    for (int i = 0; i < PAGE; i++) {
      setup.othersLike(page.get(i), i % 3);
      if (i % 10 == 0) {
        setup.close(CellId.root(page.get(i)));
      }
      if (i % 2 == 0) {
        service.like(page.get(i), user);
      }
    }
  }

  private void check(List<LikeView> views) {
    assertThat(views).extracting(LikeView::content).containsExactlyElementsOf(page);
    for (int i = 0; i < PAGE; i++) {
      LikesAssertions.assertThat(views.get(i))
          .hasCount(i % 3 + (i % 2 == 0 ? 1 : 0))
          .hasStatus(i % 2 == 0 ? LikeStatus.LIKED : LikeStatus.NOT_LIKED);
    }
  }

  private Map<SpiCall, Long> callsOf(Runnable view) {
    Map<SpiCall, Long> before = calls();
    view.run();
    Map<SpiCall, Long> after = calls();
    after.replaceAll((call, n) -> n - before.getOrDefault(call, 0L));
    after.values().removeIf(n -> n == 0);
    return after;
  }

  private Map<SpiCall, Long> calls() {
    Map<SpiCall, Long> calls = new java.util.EnumMap<>(SpiCall.class);
    for (SpiCall call : SpiCall.values()) {
      calls.put(call, setup.calls(call));
    }
    return calls;
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void roundTrips(Counting counting) {
    fill();
    LikeService first = setup.service(counting);
    assertThat(callsOf(() -> check(first.view(page, user))))
        .as("nothing known: a second header read for the cells below the closed roots")
        .isEqualTo(
            Map.of(SpiCall.LIKED, 1L, SpiCall.READ, 1L, SpiCall.HEADERS, 2L, SpiCall.SUM, 1L));

    assertThat(callsOf(() -> check(first.view(page, user))))
        .as("counts in memory")
        .isEqualTo(Map.of(SpiCall.LIKED, 1L));
    assertThat(callsOf(() -> first.view(page, null))).as("no user").isEmpty();

    LikeService second = setup.service(counting);
    assertThat(callsOf(() -> check(second.view(page, user))))
        .as("counts in the CounterStore")
        .isEqualTo(Map.of(SpiCall.LIKED, 1L, SpiCall.READ, 1L));

    setup.clock.advance(FRESHNESS);
    assertThat(callsOf(() -> check(second.view(page, user))))
        .as("counts in memory too old")
        .isEqualTo(Map.of(SpiCall.LIKED, 1L, SpiCall.READ, 1L));
  }

  @Test
  void countsThatEndSoonAreSummedBehindTheView() {
    fill();
    setup.service(Counting.INLINE).view(page, null);
    setup.clock.advance(Setup.TIME_TO_LIVE.multipliedBy(85).dividedBy(100));
    QueuedWork work = new QueuedWork();
    // Draws of nearly 1 renew as early as may be.
    LikeService service = setup.builder(Counting.INLINE).random(() -> -1L).executor(work).build();
    assertThat(callsOf(() -> check(service.view(page, user))))
        .as("calls that the reader waits for")
        .isEqualTo(Map.of(SpiCall.LIKED, 1L, SpiCall.READ, 1L));
    assertThat(callsOf(work::runAll))
        .as("one sum of all")
        .containsEntry(SpiCall.TRY_LEASE, (long) PAGE)
        .containsEntry(SpiCall.SUM, 1L);
  }

  @Test
  void countsThatEndSoonDoNotFillTheBackground() {
    fill();
    setup.service(Counting.INLINE).view(page, null);
    setup.clock.advance(Setup.TIME_TO_LIVE.multipliedBy(85).dividedBy(100));
    QueuedWork work = new QueuedWork();
    LikeService service = setup.builder(Counting.INLINE).random(() -> -1L).executor(work).build();
    page.forEach(service::count);
    assertThat(work.size()).isBetween(1, PAGE / 2);
  }

  @Test
  void roundTripsOfExactCounting() {
    fill();
    LikeService service = setup.service(Counting.EXACT);
    assertThat(callsOf(() -> check(service.view(page, user))))
        .isEqualTo(Map.of(SpiCall.LIKED, 1L, SpiCall.HEADERS, 2L));
    assertThat(callsOf(() -> check(service.view(page, user))))
        .as("cells known")
        .isEqualTo(Map.of(SpiCall.LIKED, 1L, SpiCall.HEADERS, 1L));
  }

  @Test
  void roundTripsWithoutUserLists() {
    fill();
    LikeServiceBuilder builder =
        LikeService.builder()
            .likeStore(setup.store)
            .counterStore(setup.counters)
            .eventSink(setup.sink)
            .time(setup.clock)
            .executor(Runnable::run);
    LikeService service = builder.build();
    assertThat(callsOf(() -> check(service.view(page, user))))
        .isEqualTo(
            Map.of(SpiCall.STATES, 2L, SpiCall.READ, 1L, SpiCall.HEADERS, 1L, SpiCall.SUM, 1L));
  }

  @Test
  void onlyWhatIsMissingIsRead() {
    LikeService service = setup.service(Counting.ASYNC);
    service.view(page.subList(0, 99), null);
    Map<SpiCall, Long> calls = callsOf(() -> service.view(page, null));
    assertThat(calls).isEqualTo(Map.of(SpiCall.READ, 1L, SpiCall.HEADERS, 1L, SpiCall.SUM, 1L));
  }

  @ParameterizedTest
  @EnumSource
  void repeatedContentsKeepTheirPlaces(Counting counting) {
    ContentId liked = content();
    ContentId other = content();
    LikeService service = setup.service(counting);
    service.like(liked, user);
    List<LikeView> views = service.view(List.of(liked, other, liked), user);
    assertThat(views).extracting(LikeView::content).containsExactly(liked, other, liked);
    LikesAssertions.assertThat(views.get(0)).hasCount(1).isLiked();
    LikesAssertions.assertThat(views.get(1)).hasCount(0).isNotLiked();
    assertThat(views.get(2)).isEqualTo(views.get(0));
  }

  @ParameterizedTest
  @EnumSource
  void emptyPageAsksNothing(Counting counting) {
    LikeService service = setup.service(counting);
    assertThat(service.view(List.of(), user)).isEmpty();
    // An empty question to a store would be a round trip as well.
    assertThat(setup.calls()).isZero();
  }

  @Test
  void badArguments() {
    LikeService service = setup.service(Counting.ASYNC);
    List<ContentId> tooMany = new ArrayList<>(page);
    tooMany.add(content());
    assertThatThrownBy(() -> service.view(tooMany, user))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contents")
        .hasMessageContaining("101");
    assertThatThrownBy(() -> service.view(Collections.nCopies(101, page.get(0)), user))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> service.view(Arrays.asList(page.get(0), null), user))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contents[1]");
    assertThatThrownBy(() -> service.view(null, user))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contents");
    assertThat(setup.calls()).isZero();
  }

  @Test
  void noUserNoStatus() {
    fill();
    assertThat(setup.service(Counting.ASYNC).view(page, null))
        .allMatch(view -> view.status() == LikeStatus.UNKNOWN && view.count().known());
    assertThat(setup.calls(SpiCall.STATES)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void statusDown(Counting counting) {
    fill();
    LikeService service = setup.service(counting);
    setup.lists.faults().down();
    assertThat(service.view(page, user))
        .allMatch(view -> view.status() == LikeStatus.UNKNOWN && view.count().known());
    assertThat(setup.heard.lost).containsExactly(Loss.STATUS);
  }

  @ParameterizedTest
  @EnumSource
  void countsDown(Counting counting) {
    fill();
    LikeService service = setup.service(counting);
    setup.counters.faults().down();
    setup.store.faults().down();
    List<LikeView> views = service.view(page, user);
    assertThat(views).allMatch(view -> view.count().equals(Count.UNKNOWN));
    for (int i = 0; i < PAGE; i++) {
      LikesAssertions.assertThat(views.get(i))
          .hasStatus(i % 2 == 0 ? LikeStatus.LIKED : LikeStatus.NOT_LIKED);
    }
    assertThat(setup.heard.lost).contains(Loss.COUNT);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "ASYNC"})
  void someCountsKnownAndTheBackendsDown(Counting counting) {
    LikeService service = setup.service(counting);
    service.count(page.get(0));
    setup.clock.advance(FRESHNESS);
    service.count(page.get(1));
    setup.counters.faults().down();
    setup.store.faults().down();
    List<LikeView> views = service.view(page.subList(0, 3), user);
    LikesAssertions.assertThat(views.get(0).count()).isStale();
    LikesAssertions.assertThat(views.get(1).count()).isFresh();
    LikesAssertions.assertThat(views.get(2).count()).isUnknown();
  }
}
