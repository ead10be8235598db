package io.likes.testkit;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.Counting;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikeView;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.StoredCount;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service that is wrong in one way, by itself or by a part of its backend, and the rule that must
 * find it out.
 */
enum LikeServiceFlaw {
  UNLIKE_KEEPS_ROW("S1", LikeStoreFlaw.UNLIKE_KEEPS_ROW),
  TOGGLE_TURNS_WHAT_IS_STORED("S2") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public LikeResult toggle(ContentId content, UserId user, boolean seen) {
          return super.toggle(content, user, liked(content, user));
        }
      };
    }
  },
  READS_BEFORE_THE_ADMISSION("S3") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public LikeResult unlike(ContentId content, UserId user) {
          boolean unused = liked(content, user);
          return super.unlike(content, user);
        }
      };
    }
  },
  WRAPS_WHAT_THE_ADMISSION_THROWS("S4") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public LikeResult like(ContentId content, UserId user, ContentType type) {
          try {
            return super.like(content, user, type);
          } catch (RuntimeException e) {
            throw new IllegalStateException(e);
          }
        }
      };
    }
  },
  LONG_VIEW_IS_CUT("S5") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public List<LikeView> view(List<ContentId> contents, @Nullable UserId user) {
          return contents != null && contents.size() > MAX_VIEW_SIZE
              ? super.view(contents.subList(0, MAX_VIEW_SIZE), user)
              : super.view(contents, user);
        }
      };
    }
  },
  VIEW_SHOWS_UNLIKED("S6", UserLikeStoreFlaw.UNLIKED_IS_LIKED),
  COPIES_ARE_STALE("S7", CounterStoreFlaw.STALE_READ),
  ZERO_IS_UNKNOWN("S8") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public Count count(ContentId content) {
          Count count = super.count(content);
          return count.value() == 0 ? Count.UNKNOWN : count;
        }
      };
    }
  },
  VIEW_SHOWS_EACH_CONTENT_ONCE("S9") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public List<LikeView> view(List<ContentId> contents, @Nullable UserId user) {
          return super.view(contents.stream().distinct().toList(), user);
        }
      };
    }
  },
  LAST_OBSERVED_HEADER_COUNTS("S10") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        private final Map<ContentId, Long> observed = new HashMap<>();

        @Override
        public void observe(Collection<CellHeader> headers) {
          headers.forEach(header -> observed.put(header.cell().content(), header.total()));
        }

        @Override
        public Count count(ContentId content) {
          Long total = observed.get(content);
          return total == null ? super.count(content) : new Count(total, 0, Count.Freshness.FRESH);
        }
      };
    }
  },
  LIST_IS_OLDEST_FIRST("S11", UserLikeStoreFlaw.OLDEST_FIRST),
  LIKERS_ARE_LOST("S12", LikeStoreFlaw.LAST_PAGE_IS_LOST),
  TOO_FEW_UNIQUE_LIKERS("S13", UniqueLikersFlaw.ESTIMATES_TOO_LITTLE),
  CHECK_THEN_ACT("S14", LikeStoreFlaw.CHECK_THEN_ACT),
  LOST_UPDATE("S15", LikeStoreFlaw.LOST_UPDATE),
  /** The parent disowns its rows, so it is as if the service had not asked it. */
  CHILD_USED_BEFORE_ITS_PARENT_WAS_ASKED("S16", LikeStoreFlaw.CLOSED_CELL_DISOWNS_ROWS),
  CLOSED_CELL_HIDES_ROWS("S16", LikeStoreFlaw.CLOSED_CELL_HIDES_ROWS),
  CLOSED_CELL_GAINS_ROWS("S16", LikeStoreFlaw.CLOSED_CELL_GAINS_ROWS),
  DOUBLE_COUNT_ON_RETRY("S17", LikeStoreFlaw.DOUBLE_COUNT_ON_RETRY),
  GOES_ON_TRYING_WHAT_FAILED("S18") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        private final Map<ContentId, UserId> failed = new HashMap<>();

        @Override
        public LikeResult like(ContentId content, UserId user, ContentType type) {
          try {
            return super.like(content, user, type);
          } catch (BackendException e) {
            failed.put(content, user);
            throw e;
          }
        }

        @Override
        public boolean liked(ContentId content, UserId user) {
          if (failed.remove(content, user)) {
            LikeResult unused = like(content, user);
          }
          return super.liked(content, user);
        }
      };
    }
  },
  RETRY_LOOKS_AT_THE_STATUS_ONLY("S19") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public LikeResult like(ContentId content, UserId user, ContentType type) {
          return liked(content, user)
              ? new LikeResult(Outcome.ALREADY_LIKED, true, count(content), null)
              : super.like(content, user, type);
        }
      };
    }
  },
  COUNTS_COME_FROM_THE_COUNTER_STORE_ALONE("S20") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public Count count(ContentId content) {
          StoredCount stored = Check.answer(parts.counterStore().read(List.of(content)), content);
          return stored.complete()
              ? new Count(
                  stored.cells().stream().mapToLong(CellHeader::total).sum(),
                  0,
                  Count.Freshness.FRESH)
              : Count.UNKNOWN;
        }
      };
    }
  },
  LIKE_FAILS_WITHOUT_ITS_EVENT("S21") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public LikeResult like(ContentId content, UserId user, ContentType type) {
          LikeResult result = super.like(content, user, type);
          if (config().counting() == Counting.ASYNC
              && parts.delivered(List.of(content)).isEmpty()) {
            throw new BackendException(BackendException.Effect.UNKNOWN, "no event", null);
          }
          return result;
        }
      };
    }
  },
  STALE_COUNT_IS_CALLED_FRESH("S22") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        @Override
        public Count count(ContentId content) {
          Count count = super.count(content);
          return new Count(count.value(), count.ageNanos(), Count.Freshness.FRESH);
        }
      };
    }
  },
  SECOND_CLOSE_FAILS("S23") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        private boolean closed;

        @Override
        public void close() {
          if (closed) {
            throw new IllegalStateException("closed");
          }
          closed = true;
          super.close();
        }
      };
    }
  },
  CONTENTS_IGNORE_CASE("S24", LikeStoreFlaw.CONTENTS_IGNORE_CASE),
  OWN_LIKES_ARE_REMEMBERED("S25") {
    @Override
    LikeService broken(LikeService likes, LikeServiceContract parts) {
      return new ForwardingLikes(likes) {
        private final Set<List<Object>> own = new HashSet<>();

        @Override
        public LikeResult like(ContentId content, UserId user, ContentType type) {
          return own.add(List.of(content, user))
              ? super.like(content, user, type)
              : new LikeResult(Outcome.ALREADY_LIKED, true, count(content), null);
        }

        @Override
        public LikeResult unlike(ContentId content, UserId user) {
          own.remove(List.of(content, user));
          return super.unlike(content, user);
        }
      };
    }
  },
  MALFORMED_IDS_ARE_MENDED("S26") {
    @Override
    ContentId contentId(String id) {
      return ContentId.of("a" + id.substring(0, Math.min(id.length(), 50)).replaceAll("\\W", "?"));
    }
  },
  WHAT_FAILED_IS_FORGOTTEN("S27") {
    @Override
    LikeServiceBuilder configured(LikeServiceBuilder builder) {
      return builder.maxPendingEvents(0);
    }
  },
  FEWER_CELLS_THAN_TOLD_ARE_KEPT("S28") {
    @Override
    LikeServiceBuilder configured(LikeServiceBuilder builder) {
      return builder.maxPendingEvents(1);
    }
  };

  final String rule;
  private final @Nullable Enum<?> part;

  LikeServiceFlaw(String rule) {
    this(rule, null);
  }

  LikeServiceFlaw(String rule, @Nullable Enum<?> part) {
    this.rule = rule;
    this.part = part;
  }

  LikeServiceBuilder configured(LikeServiceBuilder builder) {
    return builder;
  }

  LikeService broken(LikeService likes, LikeServiceContract parts) {
    return likes;
  }

  ContentId contentId(String id) {
    return ContentId.of(id);
  }

  PlainLikeStore likeStore() {
    return part instanceof LikeStoreFlaw flaw ? flaw.store() : new PlainLikeStore();
  }

  PlainCounterStore counterStore() {
    return part instanceof CounterStoreFlaw flaw ? flaw.store() : new PlainCounterStore();
  }

  PlainUserLikeStore userLikeStore() {
    return part instanceof UserLikeStoreFlaw flaw ? flaw.store() : new PlainUserLikeStore();
  }

  PlainUniqueLikers uniqueLikers() {
    return part instanceof UniqueLikersFlaw flaw ? flaw.likers() : new PlainUniqueLikers();
  }
}
