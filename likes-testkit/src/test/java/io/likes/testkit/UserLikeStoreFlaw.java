package io.likes.testkit;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that is wrong in one way, and the rule that must find it out. */
enum UserLikeStoreFlaw {
  CONTENT_TYPE_IS_LOST("U1") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean keep(Map<ContentId, UserLike> entries, UserLike entry) {
          return super.keep(
              entries,
              new UserLike(
                  entry.user(),
                  entry.content(),
                  entry.liked(),
                  entry.version(),
                  entry.timeMillis(),
                  ContentType.UNSPECIFIED));
        }
      };
    }
  },
  LAST_ENTRY_STAYS("U2") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean newer(UserLike entry, UserLike known) {
          return true;
        }
      };
    }
  },
  UNLIKE_IS_FORGOTTEN("U2") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean keep(Map<ContentId, UserLike> entries, UserLike entry) {
          boolean kept = super.keep(entries, entry);
          entries.values().removeIf(each -> !each.liked());
          return kept;
        }
      };
    }
  },
  SAME_ENTRY_TURNS_BACK("U3") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean keep(Map<ContentId, UserLike> entries, UserLike entry) {
          boolean again = entry.equals(entries.get(entry.content()));
          boolean kept = super.keep(entries, entry);
          if (again) {
            entries.remove(entry.content());
          }
          return kept;
        }
      };
    }
  },
  DEPTH_IS_IGNORED("U4") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean newer(UserLike entry, UserLike known) {
          return entry.version().seq() > known.version().seq();
        }
      };
    }
  },
  CLOCK_DECIDES("U5") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean newer(UserLike entry, UserLike known) {
          return super.newer(entry, known) && entry.timeMillis() >= known.timeMillis();
        }
      };
    }
  },
  UNLIKED_IS_LIKED("U6") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
          Set<ContentId> liked = super.liked(user, contents);
          locked(() -> liked.addAll(contents.stream().filter(entries(user)::containsKey).toList()));
          return liked;
        }
      };
    }
  },
  ONE_USER_OF_A_CALL("U7") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        public void record(Collection<UserLike> entries) {
          UserId first = entries.isEmpty() ? null : entries.iterator().next().user();
          super.record(entries.stream().filter(entry -> entry.user().equals(first)).toList());
        }
      };
    }
  },
  OLDEST_FIRST("U8") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        Comparator<UserLike> order() {
          return LIST_ORDER.reversed();
        }
      };
    }
  },
  PAGE_ENDS_WITH_ITS_TIME("U9") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        public UserLikePage page(UserId user, @Nullable String after, int limit) {
          UserLikePage page = super.page(user, after, limit);
          if (page.next() == null) {
            return page;
          }
          // Goes on behind the last entry of the millisecond instead of behind the entry.
          return new UserLikePage(page.entries(), page.next().split(" ", 2)[0] + " \uffff");
        }
      };
    }
  },
  PAGES_BY_OFFSET("U10") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        public UserLikePage page(UserId user, @Nullable String after, int limit) {
          checkPage(limit);
          List<UserLike> all = super.page(user, null, Integer.MAX_VALUE).entries();
          int from = after == null ? 0 : Math.min(all.size(), Integer.parseInt(after));
          int to = Math.min(all.size(), from + limit);
          return new UserLikePage(
              all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
        }
      };
    }
  },
  LIMIT_IS_CORRECTED("U11") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        public UserLikePage page(UserId user, @Nullable String after, int limit) {
          return super.page(user, after, Math.max(1, limit));
        }
      };
    }
  },
  STALE_READ("U12") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        private final Map<UserLike, Boolean> seen = new HashMap<>();

        @Override
        public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
          Set<ContentId> liked = super.liked(user, contents);
          // The first read behind a record is answered by a replica that does not have it yet.
          locked(
              () -> liked.removeIf(content -> seen.put(entries(user).get(content), true) == null));
          return liked;
        }
      };
    }
  },
  COMPARED_BEFORE_WRITING("U13") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public void record(Collection<UserLike> entries) {
          for (UserLike entry : entries) {
            UserLike known = locked(() -> entries(entry.user()).get(entry.content()));
            if (known == null || newer(entry, known)) {
              window.pass();
              locked(() -> entries(entry.user()).put(entry.content(), entry));
            }
          }
        }
      };
    }
  },
  CONTENTS_IGNORE_CASE("U14") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean keep(Map<ContentId, UserLike> entries, UserLike entry) {
          ContentId folded = ContentId.of(entry.content().value().toLowerCase(Locale.ROOT));
          return super.keep(
              entries,
              new UserLike(
                  entry.user(),
                  folded,
                  entry.liked(),
                  entry.version(),
                  entry.timeMillis(),
                  entry.type()));
        }
      };
    }
  },
  THIRD_VERSION_IS_LOST("U15") {
    @Override
    PlainUserLikeStore store() {
      return new PlainUserLikeStore() {
        @Override
        boolean newer(UserLike entry, UserLike known) {
          return super.newer(entry, known) && !known.version().equals(new Version(2, 3));
        }
      };
    }
  },
  NO_ANSWER_IS_READ_AS_NOT_LIKED("U16") {
    @Override
    UserLikeStore unreachable(PlainUserLikeStore store) {
      return OutOfReach.client(UserLikeStore.class, store, "liked");
    }
  };

  final String rule;

  UserLikeStoreFlaw(String rule) {
    this.rule = rule;
  }

  PlainUserLikeStore store() {
    return new PlainUserLikeStore();
  }

  UserLikeStore unreachable(PlainUserLikeStore store) {
    return OutOfReach.client(UserLikeStore.class, store);
  }
}
