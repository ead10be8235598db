package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that is wrong in one way, and the rule that must find it out. */
enum CounterStoreFlaw {
  CHILDREN_ARE_LOST("C1") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        void put(CellHeader header, Duration since) {
          super.put(
              new CellHeader(header.cell(), header.seq(), header.total(), 0, header.siblings()),
              since);
        }
      };
    }
  },
  LOWER_SEQ_WINS("C2") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean newer(CellHeader header, CellHeader known) {
          return true;
        }
      };
    }
  },
  SEQ_IS_A_DOUBLE("C2") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean newer(CellHeader header, CellHeader known) {
          return (double) header.seq() > (double) known.seq();
        }
      };
    }
  },
  MERGE_ADDS("C3") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          Copy copy = copy(header.cell());
          if (sum || copy == null) {
            return super.keep(header, sum);
          }
          CellHeader known = copy.header();
          long seq = known.seq() + header.seq();
          put(
              new CellHeader(
                  header.cell(),
                  seq,
                  known.total() + header.total(),
                  header.children(),
                  header.siblings()),
              copy.since());
          return true;
        }
      };
    }
  },
  ONE_SEQ_FOR_A_CONTENT("C4") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          Copy root = copy(CellId.root(header.cell().content()));
          return (root == null || sum || header.seq() >= root.header().seq())
              && super.keep(header, sum);
        }
      };
    }
  },
  UNKNOWN_IS_LEFT_OUT("C5") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
          Map<ContentId, StoredCount> counts = super.read(contents);
          counts.values().removeIf(count -> contents.size() > 1 && count.cells().isEmpty());
          return counts;
        }
      };
    }
  },
  SUM_LEAVES_OUT_UNTOUCHED("C6") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          return header.seq() > 0 && super.keep(header, sum);
        }
      };
    }
  },
  SUM_SETS_BACK("C7") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          super.keep(header, sum);
          if (sum) {
            put(header, now());
          }
          return true;
        }
      };
    }
  },
  CHILD_PRETENDS_TO_BE_OPEN("C8") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        void put(CellHeader header, Duration since) {
          int children = header.cell().depth() == 0 ? header.children() : 0;
          super.put(
              new CellHeader(
                  header.cell(), header.seq(), header.total(), children, header.siblings()),
              since);
        }
      };
    }
  },
  COMPARED_BEFORE_WRITING("C9") {
    @Override
    PlainCounterStore store() {
      return new DecidesBeforeWriting() {
        @Override
        boolean writes(CellHeader header) {
          Copy copy = copy(header.cell());
          return copy == null || newer(header, copy.header());
        }
      };
    }
  },
  STALE_READ("C10") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        private final Map<CellId, CellHeader> replica = new HashMap<>();

        @Override
        boolean keep(CellHeader header, boolean sum) {
          Copy copy = copy(header.cell());
          replica.put(header.cell(), copy == null ? header : copy.header());
          return super.keep(header, sum);
        }

        @Override
        StoredCount read(ContentId content) {
          StoredCount count = super.read(content);
          List<CellHeader> cells =
              count.cells().stream()
                  .map(header -> replica.getOrDefault(header.cell(), header))
                  .toList();
          return new StoredCount(cells, count.age(), count.timeToLive());
        }
      };
    }
  },
  MERGE_EXTENDS_TIME_TO_LIVE("C11") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        void put(CellHeader header, Duration since) {
          super.put(header, now());
        }
      };
    }
  },
  SUM_EXTENDS_NOTHING("C12") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          Copy before = copy(header.cell());
          super.keep(header, sum);
          Copy after = copy(header.cell());
          if (before != null && after != null) {
            put(after.header(), before.since());
          }
          return true;
        }
      };
    }
  },
  OLD_SUM_EXTENDS("C12") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          super.keep(header, sum);
          Copy copy = copy(header.cell());
          if (sum && copy != null) {
            put(copy.header(), now());
          }
          return true;
        }
      };
    }
  },
  EXPIRED_IS_ZERO("C13") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        @Nullable Copy copy(CellId cell) {
          Copy expired = super.copy(cell);
          return expired == null && cellsEverPut.containsKey(cell)
              ? new Copy(CellHeader.untouched(cell), now())
              : expired;
        }

        private final Map<CellId, Boolean> cellsEverPut = new HashMap<>();

        @Override
        void put(CellHeader header, Duration since) {
          super.put(header, since);
          cellsEverPut.put(header.cell(), true);
        }

        @Override
        StoredCount read(ContentId content) {
          StoredCount count = super.read(content);
          List<CellHeader> zeros =
              cellsEverPut.keySet().stream()
                  .filter(cell -> cell.content().equals(content) && super.copy(cell) == null)
                  .map(CellHeader::untouched)
                  .toList();
          return zeros.isEmpty() ? count : new StoredCount(zeros, Duration.ZERO, TIME_TO_LIVE);
        }
      };
    }
  },
  EXPIRED_SEQ_IS_REFUSED("C14") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        private final Map<CellId, Long> highest = new HashMap<>();

        @Override
        boolean keep(CellHeader header, boolean sum) {
          long known = highest.getOrDefault(header.cell(), -1L);
          highest.put(header.cell(), Math.max(known, header.seq()));
          boolean refused = copy(header.cell()) == null && header.seq() <= known;
          return !refused && super.keep(header, sum);
        }
      };
    }
  },
  AGE_OF_LAST_MERGE("C15") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        private final Map<ContentId, Duration> last = new HashMap<>();

        @Override
        boolean keep(CellHeader header, boolean sum) {
          last.put(header.cell().content(), now());
          return super.keep(header, sum);
        }

        @Override
        StoredCount read(ContentId content) {
          StoredCount count = super.read(content);
          Duration age = count.cells().isEmpty() ? Duration.ZERO : now().minus(last.get(content));
          return new StoredCount(count.cells(), age, count.timeToLive());
        }
      };
    }
  },
  MERGED_IS_SUMMED("C15") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          boolean first = super.read(header.cell().content()).equals(StoredCount.NONE);
          return super.keep(header, sum || first);
        }
      };
    }
  },
  MERGE_BEHIND_SUM_HAS_AGE("C15") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean begunBehind(ContentId content, Duration sum) {
          return false;
        }
      };
    }
  },
  LEASE_IS_NEVER_GIVEN("C16") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean free(ContentId content) {
          return false;
        }
      };
    }
  },
  LEASE_CHECKED_BEFORE("C17") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public boolean tryLease(ContentId content, Duration length) {
          boolean free = locked(() -> free(content));
          if (free) {
            window.pass();
            super.tryLease(content, length);
          }
          return free;
        }
      };
    }
  },
  CONTENTS_IGNORE_CASE("C18") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        void put(CellHeader header, Duration since) {
          ContentId folded = ContentId.of(header.cell().content().value().toLowerCase(Locale.ROOT));
          CellId cell = CellId.of(folded, header.cell().path());
          super.put(
              new CellHeader(
                  cell, header.seq(), header.total(), header.children(), header.siblings()),
              since);
        }
      };
    }
  },
  EVERY_SEVENTH_SEQ_IS_LOST("C19") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean newer(CellHeader header, CellHeader known) {
          return header.newerThan(known) && header.seq() % 7 != 3;
        }
      };
    }
  },
  NO_ANSWER_IS_READ_AS_NONE("C20") {
    @Override
    CounterStore unreachable(PlainCounterStore store) {
      return OutOfReach.client(CounterStore.class, store, "read");
    }
  },
  MERGES_KEEP_ALIVE("C21") {
    @Override
    PlainCounterStore store() {
      return MERGE_EXTENDS_TIME_TO_LIVE.store();
    }
  },
  SUMS_KEEP_NOTHING_ALIVE("C21") {
    @Override
    PlainCounterStore store() {
      return SUM_EXTENDS_NOTHING.store();
    }
  },
  OLD_SUMS_KEEP_ALIVE("C21") {
    @Override
    PlainCounterStore store() {
      return OLD_SUM_EXTENDS.store();
    }
  },
  EXPIRED_SEQ_STAYS_REFUSED("C21") {
    @Override
    PlainCounterStore store() {
      return EXPIRED_SEQ_IS_REFUSED.store();
    }
  },
  SUM_BELIEVES_ITS_SEQ("C22") {
    @Override
    PlainCounterStore store() {
      return new PlainCounterStore() {
        @Override
        boolean keep(CellHeader header, boolean sum) {
          Copy before = copy(header.cell());
          super.keep(header, sum);
          if (before != null && before.header().seq() == header.seq()) {
            put(before.header(), sum ? now() : before.since());
          }
          return true;
        }
      };
    }
  },
  EXPIRED_IS_WRITTEN_UNSEEN("C23") {
    @Override
    PlainCounterStore store() {
      return new DecidesBeforeWriting() {
        private final Set<CellId> ever = new HashSet<>();

        @Override
        boolean writes(CellHeader header) {
          return !ever.add(header.cell()) && copy(header.cell()) == null;
        }
      };
    }
  };

  /** Writes some headers by what it knew a moment before, whatever came in between. */
  private abstract static class DecidesBeforeWriting extends PlainCounterStore {
    private final RaceWindow window = new RaceWindow();

    abstract boolean writes(CellHeader header);

    @Override
    public void merge(Collection<CellHeader> headers) {
      for (CellHeader header : headers) {
        if (!locked(() -> writes(header))) {
          super.merge(List.of(header));
          continue;
        }
        window.pass();
        locked(
            () -> {
              keep(header, false);
              put(header, now());
              return true;
            });
      }
    }
  }

  final String rule;

  CounterStoreFlaw(String rule) {
    this.rule = rule;
  }

  PlainCounterStore store() {
    return new PlainCounterStore();
  }

  CounterStore unreachable(PlainCounterStore store) {
    return OutOfReach.client(CounterStore.class, store);
  }
}
