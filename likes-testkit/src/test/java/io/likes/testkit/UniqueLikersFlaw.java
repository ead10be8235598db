package io.likes.testkit;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UniqueLikers;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** An implementation that is wrong in one way, and the rule that must find it out. */
enum UniqueLikersFlaw {
  STARTS_WITH_ONE("Q1") {
    @Override
    PlainUniqueLikers likers() {
      return new PlainUniqueLikers() {
        @Override
        public long estimate(ContentId content) {
          return Math.max(1, super.estimate(content));
        }
      };
    }
  },
  COUNTS_CALLS("Q2") {
    @Override
    PlainUniqueLikers likers() {
      return new PlainUniqueLikers() {
        private final LongAdder calls = new LongAdder();

        @Override
        public void add(ContentId content, UserId user) {
          super.add(content, user);
          calls.increment();
        }

        @Override
        public long estimate(ContentId content) {
          return calls.sum();
        }
      };
    }
  },
  ESTIMATES_TOO_LITTLE("Q3") {
    @Override
    PlainUniqueLikers likers() {
      return new PlainUniqueLikers() {
        @Override
        public long estimate(ContentId content) {
          return super.estimate(content) * 4 / 5;
        }
      };
    }
  },
  ONE_SET_FOR_ALL("Q4") {
    @Override
    PlainUniqueLikers likers() {
      return new PlainUniqueLikers() {
        @Override
        Set<UserId> likers(ContentId content) {
          return super.likers(ContentId.of("all"));
        }
      };
    }
  },
  LOST_UPDATE("Q5") {
    @Override
    PlainUniqueLikers likers() {
      return new PlainUniqueLikers() {
        private final Map<ContentId, Set<UserId>> likers = new ConcurrentHashMap<>();
        private final RaceWindow window = new RaceWindow();

        @Override
        public void add(ContentId content, UserId user) {
          Set<UserId> copy = new HashSet<>(likers(content));
          copy.add(user);
          window.pass();
          likers.put(content, copy);
        }

        @Override
        Set<UserId> likers(ContentId content) {
          return likers.getOrDefault(content, Set.of());
        }
      };
    }
  },
  CONTENTS_IGNORE_CASE("Q6") {
    @Override
    PlainUniqueLikers likers() {
      return new PlainUniqueLikers() {
        @Override
        Set<UserId> likers(ContentId content) {
          return super.likers(ContentId.of(content.value().toLowerCase(Locale.ROOT)));
        }
      };
    }
  },
  NO_ANSWER_IS_ZERO("Q7") {
    @Override
    UniqueLikers unreachable() {
      return OutOfReach.client(UniqueLikers.class, likers(), "estimate");
    }
  };

  final String rule;

  UniqueLikersFlaw(String rule) {
    this.rule = rule;
  }

  PlainUniqueLikers likers() {
    return new PlainUniqueLikers();
  }

  UniqueLikers unreachable() {
    return OutOfReach.client(UniqueLikers.class, likers());
  }
}
