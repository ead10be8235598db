package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules U of {@code docs/guarantees.md}: what a {@link UserLikeStore} must do. A backend
 * extends this class with a factory. All ids are random, so nothing need be deleted between tests
 * or runs. {@link LikeStoreContract} names the system properties that scale it.
 */
public abstract class UserLikeStoreContract {
  private static final long TIME = 1_700_000_000_123L;
  private static final String FOREIGN_CURSOR = "\ud800 no cursor of any store";

  private UserLikeStore store;
  private UserLikeStore other;
  private UserId user;
  private ContentId content;

  /** For subclasses. */
  protected UserLikeStoreContract() {}

  /**
   * Returns a client of the storage that all tests share; called more than once in a test. It may
   * be the same one each time.
   */
  protected abstract UserLikeStore open();

  /**
   * Returns a client whose storage cannot be reached: it fails soon, as it does when the servers
   * are gone. Without one the rule of it is reported as skipped.
   */
  protected Optional<UserLikeStore> openUnreachable() {
    return Optional.empty();
  }

  @BeforeEach
  void openStore() {
    store = open();
    other = open();
    user = Ids.user();
    content = Ids.content();
  }

  @Nested
  @DisplayName("Entries")
  class Entries {
    @Test
    @DisplayName("U1 an entry that says liked is found and listed as it was recorded")
    void recorded() {
      List<UserLike> expected = new ArrayList<>();
      long[] times = {0, 1, TIME, 253_402_300_799_999L};
      for (ContentType type : Ids.awkwardTypes()) {
        int i = expected.size();
        expected.add(
            new UserLike(
                user,
                Ids.content(),
                true,
                new Version(i % 3, i + 1),
                times[i % times.length] + i,
                type));
      }
      expected.forEach(entry -> store.record(List.of(entry)));

      assertThat(all(other, user, 100)).containsExactlyInAnyOrderElementsOf(expected);
      List<ContentId> contents = expected.stream().map(UserLike::content).toList();
      assertThat(other.liked(user, contents)).containsExactlyInAnyOrderElementsOf(contents);

      UserId nobody = Ids.user();
      assertThat(store.page(nobody, null, 10)).isEqualTo(new UserLikePage(List.of(), null));
      assertThat(store.liked(nobody, contents)).isEmpty();
    }

    @Test
    @DisplayName(
        "U2 the entry with the higher version stays, whichever arrives first, also if it says not liked")
    void higherVersionStays() {
      UserLike like = entry(content, true, 1, TIME);
      UserLike unlike = entry(content, false, 2, TIME);
      UserLike likeAgain = entry(content, true, 3, TIME + 5);
      for (List<UserLike> order :
          List.of(
              List.of(like, unlike),
              List.of(unlike, like),
              List.of(like, unlike, likeAgain),
              List.of(likeAgain, unlike, like),
              List.of(unlike, likeAgain, like),
              List.of(likeAgain, like, unlike))) {
        for (boolean together : new boolean[] {false, true}) {
          UserId one = Ids.user();
          List<UserLike> ofOne = order.stream().map(entry -> of(one, entry)).toList();
          if (together) {
            store.record(ofOne);
          } else {
            ofOne.forEach(entry -> store.record(List.of(entry)));
          }
          List<UserLike> expected =
              order.contains(likeAgain) ? List.of(of(one, likeAgain)) : List.of();
          assertThat(all(other, one, 10))
              .as("list after %s, together: %s", order, together)
              .isEqualTo(expected);
          assertThat(other.liked(one, List.of(content)))
              .as("liked after %s", order)
              .hasSize(expected.size());
        }
      }
    }

    @Test
    @DisplayName("U3 recording an entry again changes nothing")
    void recordedAgain() {
      UserLike like = entry(content, true, 1, TIME);
      for (UserLikeStore client : List.of(store, store, other)) {
        client.record(List.of(like));
        assertThat(all(store, user, 10)).containsExactly(like);
      }
      UserLike unlike = entry(content, false, 2, TIME);
      store.record(List.of(unlike));
      store.record(List.of(unlike));
      assertThat(all(store, user, 10)).isEmpty();
      store.record(List.of());
      assertThat(all(store, user, 10)).isEmpty();
    }

    @Test
    @DisplayName("U4 a version in a deeper cell is higher, whatever its seq")
    void deeperIsHigher() {
      List<UserLike> rising =
          List.of(
              new UserLike(
                  user,
                  content,
                  true,
                  new Version(0, (1L << 56) - 1),
                  TIME,
                  ContentType.UNSPECIFIED),
              new UserLike(user, content, false, new Version(1, 1), TIME, ContentType.UNSPECIFIED),
              new UserLike(
                  user, content, true, new Version(1, 1L << 40), TIME + 1, ContentType.UNSPECIFIED),
              new UserLike(
                  user, content, false, new Version(2, 1), TIME + 1, ContentType.UNSPECIFIED),
              new UserLike(
                  user,
                  content,
                  true,
                  new Version(2, (1L << 56) - 1),
                  TIME + 2,
                  ContentType.UNSPECIFIED));
      for (int i = 0; i < rising.size(); i++) {
        store.record(List.of(rising.get(i)));
        store.record(rising.subList(0, i));
        assertThat(all(store, user, 10))
            .as("list after %s", rising.get(i))
            .isEqualTo(rising.get(i).liked() ? List.of(rising.get(i)) : List.of());
      }
    }

    @Test
    @DisplayName("U5 a newer version with an older time replaces the entry")
    void noClockDecides() {
      store.record(List.of(entry(content, true, 1, TIME)));
      UserLike newer = entry(content, true, 3, TIME - 1_000_000);
      store.record(List.of(newer));
      assertThat(all(store, user, 10)).containsExactly(newer);
      store.record(List.of(entry(content, false, 4, TIME - 2_000_000)));
      assertThat(all(store, user, 10)).isEmpty();
      assertThat(store.liked(user, List.of(content))).isEmpty();
    }

    @Test
    @DisplayName("U6 liked answers with exactly those of the contents asked that the user likes")
    void likedOfAsked() {
      List<ContentId> asked = new ArrayList<>();
      Set<ContentId> expected = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        ContentId each = Ids.content();
        asked.add(each);
        if (i % 3 == 0) {
          store.record(List.of(entry(each, true, 1, TIME + i)));
          expected.add(each);
        } else if (i % 3 == 1) {
          store.record(List.of(entry(each, true, 1, TIME + i), entry(each, false, 2, TIME + i)));
        }
      }
      store.record(List.of(entry(Ids.content(), true, 1, TIME)));
      assertThat(other.liked(user, asked)).isEqualTo(expected);
      assertThat(other.liked(user, List.of(asked.get(0), asked.get(0), asked.get(1))))
          .isEqualTo(Set.of(asked.get(0)));
      assertThat(other.liked(user, List.of())).isEmpty();
    }

    @Test
    @DisplayName("U7 entries of different users do not touch each other")
    void usersAreApart() {
      List<UserId> users = Ids.users(10);
      List<UserLike> entries = new ArrayList<>();
      for (int i = 0; i < users.size(); i++) {
        entries.add(of(users.get(i), entry(content, i % 2 == 0, 1 + i, TIME + i)));
      }
      store.record(entries);
      for (int i = 0; i < users.size(); i++) {
        List<UserLike> expected = i % 2 == 0 ? List.of(entries.get(i)) : List.of();
        assertThat(all(store, users.get(i), 10)).as("list of user %s", i).isEqualTo(expected);
      }
    }
  }

  @Nested
  @DisplayName("Lists")
  class Lists {
    @Test
    @DisplayName("U8 a list is newest first")
    void newestFirst() {
      List<UserLike> oldestFirst =
          IntStream.range(0, 30)
              .mapToObj(i -> entry(Ids.content(), true, i + 1, TIME + i))
              .toList();
      List<UserLike> shuffled = new ArrayList<>(oldestFirst);
      Collections.shuffle(shuffled, new Random(1));
      shuffled.forEach(entry -> store.record(List.of(entry)));
      List<UserLike> newestFirst = new ArrayList<>(oldestFirst);
      Collections.reverse(newestFirst);
      assertThat(all(store, user, 4)).isEqualTo(newestFirst);

      UserLike moved =
          of(
              user,
              new UserLike(
                  user,
                  oldestFirst.get(0).content(),
                  true,
                  new Version(1, 1),
                  TIME + 99,
                  ContentType.UNSPECIFIED));
      store.record(List.of(moved));
      newestFirst.remove(oldestFirst.get(0));
      newestFirst.add(0, moved);
      assertThat(all(store, user, 4)).isEqualTo(newestFirst);
    }

    @Test
    @DisplayName("U9 pages list every entry exactly once, whatever the limit")
    void everyEntryOnce() {
      // Many likes of one millisecond, so that a page can end among them.
      List<UserLike> entries =
          IntStream.range(0, 120)
              .mapToObj(i -> entry(Ids.content(), true, i + 1, TIME + i / 40))
              .toList();
      store.record(entries);
      for (int limit : new int[] {1, 7, 40, 119, 120, 121, 1000}) {
        assertThat(all(other, user, limit))
            .as("entries by pages of %s", limit)
            .containsExactlyInAnyOrderElementsOf(entries);
      }
    }

    @Test
    @DisplayName("U10 read under fire, an entry that is there all the time comes exactly once")
    void underFire() {
      List<UserLike> stable =
          IntStream.range(0, 40)
              .mapToObj(i -> entry(Ids.content(), true, 1, TIME + 10L * i))
              .toList();
      store.record(stable);
      List<UserLike> pages = new ArrayList<>();
      String next = null;
      do {
        UserLikePage page = store.page(user, next, 7);
        pages.addAll(page.entries());
        next = page.next();
        store.record(List.of(entry(Ids.content(), true, 1, TIME + 1000)));
      } while (next != null);
      assertThat(pages.stream().filter(stable::contains))
          .containsExactlyInAnyOrderElementsOf(stable);

      Race.underFire(
          Math.max(1, Scale.threads() / 2),
          thread -> {
            RandomGenerator random = Scale.random(thread);
            List<ContentId> mine = List.of(Ids.content(), Ids.content(), Ids.content());
            for (int i = 1; i <= Scale.operationsPerThread(); i++) {
              client(thread)
                  .record(
                      List.of(
                          entry(
                              mine.get(i % 3),
                              random.nextInt(3) > 0,
                              i,
                              TIME + random.nextInt(500))));
            }
          },
          2,
          0,
          () -> {
            List<UserLike> listed =
                all(other, user, 7).stream().filter(Set.copyOf(stable)::contains).toList();
            assertThat(listed)
                .as("entries there all the time")
                .containsExactlyInAnyOrderElementsOf(stable);
          });
    }

    @Test
    @DisplayName("U11 a limit below 1 or a cursor from elsewhere is an IllegalArgumentException")
    void badArguments() {
      store.record(List.of(entry(content, true, 1, TIME)));
      for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> store.page(user, null, limit))
            .withMessageContaining(Integer.toString(limit));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> store.page(user, FOREIGN_CURSOR, 10));
    }
  }

  @Nested
  @DisplayName("Races")
  class Races {
    @Test
    @DisplayName("U12 a read that starts after record returned sees the entry or a newer one")
    void readsSeeRecords() {
      Race.run(
          Scale.threads(),
          thread -> {
            ContentId mine = Ids.content();
            for (int i = 1; i <= Scale.operationsPerThread(); i++) {
              boolean liked = i % 2 == 1;
              client(thread).record(List.of(entry(mine, liked, i, TIME + i)));
              assertThat(client(thread + 1).liked(user, List.of(mine)))
                  .as("liked after a record")
                  .hasSize(liked ? 1 : 0);
            }
            UserLike last = entry(mine, true, Scale.operations() + 1, TIME);
            client(thread).record(List.of(last));
            assertThat(all(client(thread + 1), user, 50)).as("list after a record").contains(last);
            return thread;
          });
      assertThat(all(store, user, 50)).hasSize(Scale.threads());
    }

    @Test
    @DisplayName(
        "U13 after racing, reordered and repeated records the highest version is what stays")
    void highestVersionStays() {
      int rounds = Math.min(20, Scale.operationsPerThread());
      List<ContentId> contents = IntStream.range(0, rounds).mapToObj(i -> Ids.content()).toList();
      List<List<UserLike>> recorded =
          Race.rounds(
              rounds,
              Scale.threads(),
              (round, thread) -> {
                long seq = 1 + (thread * 7L + round) % Scale.threads();
                UserLike entry = entry(contents.get(round), true, seq, TIME + seq);
                client(thread).record(List.of(entry));
                return entry;
              });
      Set<UserLike> expected =
          recorded.stream()
              .map(entries -> Collections.max(entries, Comparator.comparing(UserLike::version)))
              .collect(Collectors.toSet());
      assertThat(all(other, user, 50)).containsExactlyInAnyOrderElementsOf(expected);

      for (int round = 0; round < 10; round++) {
        ContentId contended = Ids.content();
        int versions = Math.min(20 + round, Scale.operations());
        List<UserLike> entries =
            IntStream.rangeClosed(1, versions)
                .mapToObj(i -> entry(contended, i % 3 > 0, i, TIME + i * 7 % 100))
                .toList();
        Race.run(
            Scale.threads(),
            thread -> {
              List<UserLike> shuffled = new ArrayList<>(entries);
              Collections.shuffle(shuffled, new Random(thread));
              shuffled.forEach(entry -> client(thread).record(List.of(entry)));
              return thread;
            });
        UserLike last = entries.get(versions - 1);
        assertThat(other.liked(user, List.of(contended))).hasSize(last.liked() ? 1 : 0);
        assertThat(all(other, user, 50).stream().filter(entry -> entry.content().equals(contended)))
            .isEqualTo(last.liked() ? List.of(last) : List.of());
      }
    }
  }

  @Nested
  @DisplayName("Failures")
  class Failures {
    @Test
    @DisplayName("U16 a client that cannot reach its storage fails each call and says so")
    void unreachable() {
      UserLikeStore unreachable = Unreachable.orSkip(openUnreachable());
      UserLike entry =
          new UserLike(user, content, true, new Version(0, 1), TIME, ContentType.UNSPECIFIED);
      Unreachable.assertFails("record", () -> unreachable.record(List.of(entry)));
      Unreachable.assertFails("liked", () -> unreachable.liked(user, List.of(content)));
      Unreachable.assertFails("page", () -> unreachable.page(user, null, 10));
    }
  }

  @Nested
  @DisplayName("Ids")
  class AwkwardIds {
    @Test
    @DisplayName("U14 ids of contents of any kind stay distinct and come back as they went in")
    void contents() {
      List<ContentId> contents = Ids.randomAwkwardContents();
      List<UserLike> entries = new ArrayList<>();
      contents.forEach(
          each -> entries.add(entry(each, true, entries.size() + 1, TIME + entries.size())));
      entries.forEach(entry -> store.record(List.of(entry)));
      assertThat(all(store, user, 7)).containsExactlyInAnyOrderElementsOf(entries);
      assertThat(store.liked(user, contents)).isEqualTo(Set.copyOf(contents));
      for (int i = 0; i < contents.size(); i++) {
        store.record(List.of(entry(contents.get(i), false, 1000 + i, TIME)));
        assertThat(store.liked(user, contents))
            .as("liked after '%s' is not", contents.get(i))
            .isEqualTo(Set.copyOf(contents.subList(i + 1, contents.size())));
      }
    }

    @Test
    @DisplayName("U14 ids of users of any kind stay distinct and come back as they went in")
    void users() {
      List<UserLike> entries =
          Ids.randomAwkwardUsers().stream()
              .map(each -> of(each, entry(Ids.content(), true, 1, TIME)))
              .toList();
      entries.forEach(entry -> store.record(List.of(entry)));
      assertThat(entries)
          .allSatisfy(entry -> assertThat(all(other, entry.user(), 10)).containsExactly(entry));
    }
  }

  @Nested
  @DisplayName("Histories")
  class Histories {
    @Test
    @DisplayName("U15 any sequence of calls answers as the sequential model does")
    void sequential() {
      Scale.eachHistory(this::history);
    }

    private void history(RandomGenerator random) {
      // What a user likes is stored together, so users are new each time, for a replay too.
      List<UserId> users = Ids.users(2);
      List<ContentId> contents = Ids.contents(random, 5);
      List<UserLike> possible = new ArrayList<>();
      for (UserId each : users) {
        for (ContentId of : contents) {
          for (int seq = 1; seq <= 6; seq++) {
            Version version = new Version(random.nextInt(3), seq);
            possible.add(
                new UserLike(
                    each,
                    of,
                    random.nextInt(3) > 0,
                    version,
                    TIME + random.nextInt(20),
                    ContentType.UNSPECIFIED));
          }
        }
      }
      Map<List<Object>, UserLike> model = new HashMap<>();
      for (int step = 0; step < Scale.operationsPerHistory(); step++) {
        UserId who = users.get(random.nextInt(users.size()));
        switch (random.nextInt(4)) {
          case 0 ->
              assertThat(other.liked(who, contents))
                  .as("step %s: liked", step)
                  .isEqualTo(
                      liked(model, who).stream()
                          .map(UserLike::content)
                          .collect(Collectors.toSet()));
          case 1 ->
              assertThat(all(other, who, 1 + random.nextInt(6)))
                  .as("step %s: list", step)
                  .containsExactlyInAnyOrderElementsOf(liked(model, who));
          default -> {
            List<UserLike> batch =
                random
                    .ints(1 + random.nextInt(3), 0, possible.size())
                    .mapToObj(possible::get)
                    .toList();
            store.record(batch);
            batch.forEach(
                entry ->
                    model.merge(
                        List.of(entry.user(), entry.content()),
                        entry,
                        (old, next) -> next.version().compareTo(old.version()) > 0 ? next : old));
          }
        }
      }
    }

    private List<UserLike> liked(Map<List<Object>, UserLike> model, UserId who) {
      return model.values().stream()
          .filter(entry -> entry.liked() && entry.user().equals(who))
          .toList();
    }
  }

  private UserLike entry(ContentId of, boolean liked, long seq, long timeMillis) {
    return new UserLike(user, of, liked, new Version(0, seq), timeMillis, ContentType.UNSPECIFIED);
  }

  private static UserLike of(UserId user, UserLike entry) {
    return new UserLike(
        user, entry.content(), entry.liked(), entry.version(), entry.timeMillis(), entry.type());
  }

  private UserLikeStore client(int thread) {
    return thread % 2 == 0 ? store : other;
  }

  /** Reads all pages, and checks what must be true of each. */
  private static List<UserLike> all(UserLikeStore store, UserId user, int limit) {
    List<UserLike> entries = new ArrayList<>();
    String next = null;
    do {
      UserLikePage page = store.page(user, next, limit);
      assertThat(page.entries())
          .as("entries of a page")
          .hasSizeLessThanOrEqualTo(limit)
          .allMatch(UserLike::liked);
      assertThat(page.next()).as("position behind a page").isNotEqualTo(next == null ? "" : next);
      for (UserLike entry : page.entries()) {
        assertThat(entry.user()).isEqualTo(user);
        if (!entries.isEmpty()) {
          assertThat(entry.timeMillis())
              .as("time of the next entry")
              .isLessThanOrEqualTo(entries.get(entries.size() - 1).timeMillis());
        }
        entries.add(entry);
      }
      next = page.next();
    } while (next != null);
    return entries;
  }
}
