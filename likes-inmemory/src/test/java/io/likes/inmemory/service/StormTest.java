package io.likes.inmemory.service;

import static io.likes.inmemory.service.Setup.TIME_TO_LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikedContent;
import io.likes.Liker;
import io.likes.Outcome;
import io.likes.Page;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.FaultyCounterStore;
import io.likes.testkit.FaultyEventSink;
import io.likes.testkit.FaultyLikeStore;
import io.likes.testkit.FaultyUserLikeStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads, few contents, trees that grow under fire, faults at random. A failure names the
 * seed; -Dlikes.seed=N replays its choices, though not the order of the threads.
 */
class StormTest {
  private static final int THREADS = 16;
  private static final int CALLS = 500;
  private static final int MAX_ROWS = 20;
  private static final double SHARE = 0.03;

  /** One user and one content, and what the answers said of them. */
  private record Pair(ContentId content, UserId user, AtomicInteger net, Set<String> unknown) {
    Pair(ContentId content, UserId user) {
      this(content, user, new AtomicInteger(), ConcurrentHashMap.newKeySet());
    }

    /** Makes a call; returns whether its end is known. */
    void call(LikeService service, boolean like) {
      try {
        LikeResult result = like ? service.like(content, user) : service.unlike(content, user);
        if (result.outcome().changed()) {
          net.addAndGet(like ? 1 : -1);
        }
        assertThat(result.liked()).isEqualTo(like);
      } catch (BackendException e) {
        if (e.effect() == BackendException.Effect.UNKNOWN) {
          unknown.add(e.toString());
        }
      }
    }
  }

  private final long seed = Long.getLong("likes.seed", ThreadLocalRandom.current().nextLong());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<ContentId> contents = Stream.generate(Setup::content).limit(2).toList();
  private final List<UserId> users = Stream.generate(Setup::user).limit(700).toList();

  static Stream<Arguments> modes() {
    return Stream.of(Counting.values())
        .flatMap(counting -> Stream.of(1, 8).map(maxBatch -> Arguments.of(counting, maxBatch)));
  }

  @ParameterizedTest(name = "{0}, batches of {1}")
  @MethodSource("modes")
  void countsAndListsAreTheTallyOfTheOutcomes(Counting counting, int maxBatch) throws Exception {
    Setup setup = new Setup(new CrampedStore(maxBatch, MAX_ROWS));
    Function<Set<Fault>, Faults> faults = kinds -> Faults.random(random.split(), SHARE, kinds);
    FaultyLikeStore store =
        new FaultyLikeStore(
            setup.rawStore, faults.apply(EnumSet.of(Fault.REFUSED, Fault.REPLY_LOST, Fault.LATE)));
    FaultyUserLikeStore lists =
        new FaultyUserLikeStore(
            setup.lists, faults.apply(EnumSet.of(Fault.REFUSED, Fault.REPLY_LOST, Fault.LATE)));
    FaultyCounterStore counters =
        new FaultyCounterStore(setup.counters, faults.apply(EnumSet.allOf(Fault.class)));
    FaultyEventSink sink =
        new FaultyEventSink(setup.sink, faults.apply(EnumSet.allOf(Fault.class)));
    var builder = setup.builder(counting).likeStore(store).userLikeStore(lists);
    if (counting != Counting.EXACT) {
      builder.counterStore(counters);
    }
    if (counting == Counting.ASYNC) {
      builder.eventSink(sink);
    }
    List<LikeService> processes = List.of(builder.build(), builder.build());
    List<Pair> pairs =
        contents.stream().flatMap(c -> users.stream().map(u -> new Pair(c, u))).toList();

    try {
      storm(processes, pairs);
      setup.clock.advance(Setup.RETRY);
      Stream.of(store.faults(), lists.faults(), counters.faults(), sink.faults())
          .forEach(Faults::deliverLate);
      LikeService calm = setup.service(counting);
      complete(calm, pairs);
      check(setup, calm, pairs);

      setup.clock.advance(TIME_TO_LIVE);
      for (ContentId content : contents) {
        assertThat(calm.count(content).value()).isEqualTo(setup.stored(content));
        assertThat(deepest(setup, CellId.root(content))).isEqualTo(CellId.MAX_DEPTH);
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("replay with -Dlikes.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private void storm(List<LikeService> processes, List<Pair> pairs) throws Exception {
    Threads<?> threads =
        Threads.start(
            THREADS,
            i -> {
              SplittableRandom own = random.split();
              LikeService service = processes.get(i % processes.size());
              return calls(service, pairs, own);
            });
    threads.join();
  }

  private Callable<Integer> calls(LikeService service, List<Pair> pairs, SplittableRandom own) {
    return () -> {
      for (int call = 0; call < CALLS; call++) {
        Pair pair = pairs.get(own.nextInt(pairs.size()));
        pair.call(service, own.nextInt(10) < 8);
        if (own.nextInt(20) == 0) {
          assertThat(service.view(contents, pair.user)).hasSize(contents.size());
        }
      }
      return CALLS;
    };
  }

  /** Retries what did not end, as callers do. */
  private static void complete(LikeService calm, List<Pair> pairs) {
    for (Pair pair : pairs) {
      boolean liked = calm.liked(pair.content, pair.user);
      if (pair.unknown.isEmpty()) {
        assertThat(pair.net.get()).as("tally of %s", pair).isEqualTo(liked ? 1 : 0);
      } else {
        Outcome again =
            (liked ? calm.like(pair.content, pair.user) : calm.unlike(pair.content, pair.user))
                .outcome();
        assertThat(again).isEqualTo(liked ? Outcome.ALREADY_LIKED : Outcome.NOT_LIKED);
      }
    }
  }

  private void check(Setup setup, LikeService calm, List<Pair> pairs) {
    Map<ContentId, Set<UserId>> liked = new ConcurrentHashMap<>();
    contents.forEach(content -> liked.put(content, new HashSet<>()));
    for (Pair pair : pairs) {
      if (calm.liked(pair.content, pair.user)) {
        liked.get(pair.content).add(pair.user);
      }
    }
    for (ContentId content : contents) {
      assertThat(setup.stored(content)).isEqualTo(liked.get(content).size());
      assertThat(likers(calm, content)).containsExactlyInAnyOrderElementsOf(liked.get(content));
    }
    for (UserId user : users) {
      List<ContentId> expected =
          contents.stream().filter(content -> liked.get(content).contains(user)).toList();
      assertThat(calm.likedBy(user, PageRequest.first(10)).items())
          .extracting(LikedContent::content)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static List<UserId> likers(LikeService service, ContentId content) {
    List<UserId> likers = new ArrayList<>();
    PageRequest next = PageRequest.first(100);
    while (next != null) {
      Page<Liker> page = service.likersOf(content, next);
      page.items().forEach(liker -> likers.add(liker.user()));
      next = page.next();
    }
    return likers;
  }

  private static int deepest(Setup setup, CellId cell) {
    CellHeader header = setup.rawStore.headers(List.of(cell)).get(cell);
    return IntStream.range(0, header.children())
        .map(i -> deepest(setup, cell.child(i)))
        .max()
        .orElse(cell.depth());
  }

  /** A count never lacks what completed in this process, also in the moment of a closing. */
  @ParameterizedTest
  @EnumSource
  void countHasAllThatThisProcessCompleted(Counting counting) throws Exception {
    Setup setup = new Setup(new CrampedStore(1, MAX_ROWS));
    LikeService service = setup.builder(counting).hotLikesPerMinute(1_000_000).build();
    List<ContentId> many = Stream.generate(Setup::content).limit(100).toList();
    List<AtomicLong> completed = many.stream().map(content -> new AtomicLong()).toList();
    int writers = 4;
    int likes = 2 * MAX_ROWS;
    Threads<?> threads =
        Threads.start(
            2 * writers,
            i ->
                () -> {
                  for (int n = 0; n < many.size(); n++) {
                    ContentId content = many.get(n);
                    AtomicLong done = completed.get(n);
                    for (int call = 0; i < writers && call < likes; call++) {
                      long before = done.get();
                      LikeResult result = service.like(content, Setup.user());
                      assertThat(result.count().value()).isGreaterThan(before);
                      done.incrementAndGet();
                    }
                    while (i >= writers && done.get() < (long) writers * likes) {
                      long before = done.get();
                      assertThat(service.count(content).value()).isGreaterThanOrEqualTo(before);
                    }
                  }
                  return null;
                });
    threads.join();
    for (ContentId content : many) {
      assertThat(service.count(content).value()).isEqualTo((long) writers * likes);
    }
  }

  /** Callers who share merges leave the CounterStore with the last word of every cell. */
  @ParameterizedTest
  @EnumSource(names = "INLINE")
  void counterStoreEndsWithTheCells(Counting counting) throws Exception {
    Setup setup = new Setup(new CrampedStore(1, MAX_ROWS));
    List<LikeService> processes = List.of(setup.service(counting), setup.service(counting));
    List<Pair> pairs = users.stream().map(user -> new Pair(contents.get(0), user)).toList();
    setup.service(counting).count(contents.get(0));
    storm(processes, pairs);
    List<CellHeader> copies = setup.rawCounters.read(contents).get(contents.get(0)).cells();
    assertThat(setup.rawStore.headers(copies.stream().map(CellHeader::cell).toList()).values())
        .containsExactlyInAnyOrderElementsOf(copies);
    assertThat(copies.stream().mapToLong(CellHeader::total).sum())
        .isEqualTo(setup.stored(contents.get(0)));
  }
}
