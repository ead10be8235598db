package io.likes.testkit;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that is wrong in one way, and the rule that must find it out. */
enum LikeStoreFlaw {
  LIKE_IS_NOT_COUNTED("L1") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          ChangeResult result = super.write(cell, batch, change, seqBefore);
          cell.total = Math.min(cell.total, 2);
          return result;
        }
      };
    }
  },
  LIKE_REPLACES_ROW("L2") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          ChangeResult result = super.write(cell, batch, change, seqBefore);
          if (result.effect() == Effect.UNCHANGED && change.liked()) {
            cell.rows.put(change.user(), row(change, result.seq()));
          }
          return result;
        }
      };
    }
  },
  UNLIKE_KEEPS_ROW("L3") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          LikeRow row = cell.rows.get(change.user());
          ChangeResult result = super.write(cell, batch, change, seqBefore);
          if (row != null && !change.liked()) {
            cell.rows.put(change.user(), row);
          }
          return result;
        }
      };
    }
  },
  UNLIKE_OF_NOTHING_RAISES_SEQ("L4") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          ChangeResult result = super.write(cell, batch, change, seqBefore);
          cell.seq += result.effect() == Effect.UNCHANGED && !change.liked() ? 1 : 0;
          return result;
        }
      };
    }
  },
  READING_CREATES_CELL("L5") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        Cell cell(CellId id) {
          Cell cell = super.cell(id);
          cell.seq = Math.max(cell.seq, 1);
          return cell;
        }
      };
    }
  },
  UNTOUCHED_CELLS_ARE_LEFT_OUT("L6") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public Map<CellId, PairState> states(UserId user, Collection<CellId> ids) {
          Map<CellId, PairState> states = super.states(user, ids);
          states.values().removeIf(state -> ids.size() > 1 && state.header().seq() == 0);
          return states;
        }
      };
    }
  },
  CONTENT_TYPE_IS_LOST("L7") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        LikeRow row(Change change, long seq) {
          return new LikeRow(change.user(), seq, change.timeMillis(), ContentType.UNSPECIFIED);
        }
      };
    }
  },
  STALE_READ("L8") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final Map<CellId, CellHeader> replica = new HashMap<>();

        @Override
        BatchResult write(CellBatch batch) {
          replica.put(batch.cell(), cell(batch.cell()).header());
          return super.write(batch);
        }

        @Override
        public Map<CellId, CellHeader> headers(Collection<CellId> ids) {
          Map<CellId, CellHeader> headers = super.headers(ids);
          return locked(
              () -> {
                headers.replaceAll(replica::getOrDefault);
                return headers;
              });
        }
      };
    }
  },
  ROW_AND_HEADER_READ_APART("L9") {
    @Override
    PlainLikeStore store() {
      RaceWindow window = new RaceWindow();
      return new PlainLikeStore() {
        @Override
        public Map<CellId, PairState> states(UserId user, Collection<CellId> ids) {
          Map<CellId, PairState> rows = super.states(user, ids);
          window.pass();
          Map<CellId, CellHeader> headers = headers(ids);
          rows.replaceAll((id, state) -> new PairState(state.row(), headers.get(id)));
          return rows;
        }
      };
    }
  },
  CHILDREN_SHARE_A_KEY("L10") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        Cell cell(CellId id) {
          return super.cell(
              id.depth() == CellId.MAX_DEPTH
                  ? CellId.root(id.content()).child(1).child(id.index())
                  : id);
        }
      };
    }
  },
  ONE_SEQ_FOR_A_BATCH("L11") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        BatchResult write(CellBatch batch) {
          Cell cell = cell(batch.cell());
          long seq = cell.seq + 1;
          List<ChangeResult> results = new ArrayList<>();
          for (ChangeResult result : super.write(batch).results()) {
            boolean changed = result.effect() == Effect.CHANGED;
            results.add(
                changed ? new ChangeResult(Effect.CHANGED, seq, result.timeMillis()) : result);
          }
          cell.seq = Math.min(cell.seq, seq);
          cell.total = Math.min(cell.total, cell.seq);
          cell.rows.replaceAll(
              (user, row) ->
                  new LikeRow(user, Math.min(row.seq(), seq), row.timeMillis(), row.type()));
          return new BatchResult(cell.header(), results, 0);
        }
      };
    }
  },
  BATCH_IN_PIECES("L12") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public BatchResult apply(CellBatch batch) {
          List<ChangeResult> results = new ArrayList<>();
          BatchResult last = null;
          for (Change change : batch.changes()) {
            last = super.apply(new CellBatch(batch.cell(), batch.siblings(), List.of(change)));
            results.addAll(last.results());
            window.pass();
          }
          return new BatchResult(last.header(), results, 0);
        }
      };
    }
  },
  TOTAL_WRITTEN_AFTER_ROWS("L13") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public BatchResult apply(CellBatch batch) {
          long[] total = new long[1];
          BatchResult rows =
              locked(
                  () -> {
                    long before = cell(batch.cell()).total;
                    BatchResult result = write(batch);
                    total[0] = result.header().total() - before;
                    cell(batch.cell()).total = before;
                    return result;
                  });
          window.pass();
          return locked(
              () -> {
                cell(batch.cell()).total += total[0];
                return new BatchResult(cell(batch.cell()).header(), rows.results(), 0);
              });
        }
      };
    }
  },
  CHECK_THEN_ACT("L14") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public BatchResult apply(CellBatch batch) {
          Change change = batch.changes().get(0);
          boolean absent = locked(() -> !cell(batch.cell()).rows.containsKey(change.user()));
          if (!absent || !change.liked()) {
            return super.apply(batch);
          }
          window.pass();
          return locked(
              () -> {
                cell(batch.cell()).rows.remove(change.user());
                return write(batch);
              });
        }
      };
    }
  },
  LOST_UPDATE("L15") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public BatchResult apply(CellBatch batch) {
          long before = locked(() -> cell(batch.cell()).total);
          window.pass();
          return locked(
              () -> {
                Cell cell = cell(batch.cell());
                long really = cell.total;
                BatchResult result = write(batch);
                cell.total = Math.max(0, Math.min(cell.seq, before + cell.total - really));
                return new BatchResult(cell.header(), result.results(), 0);
              });
        }
      };
    }
  },
  VERSION_GOES_BACK("L16") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        BatchResult write(CellBatch batch) {
          BatchResult result = super.write(batch);
          Cell cell = cell(batch.cell());
          if (cell.rows.isEmpty() && cell.children == 0) {
            cell.seq = 0;
          }
          return result;
        }
      };
    }
  },
  DOUBLE_COUNT_ON_RETRY("L17") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final Map<CellId, CellBatch> last = new HashMap<>();

        @Override
        BatchResult write(CellBatch batch) {
          if (!batch.equals(last.put(batch.cell(), batch))) {
            return super.write(batch);
          }
          Cell cell = cell(batch.cell());
          cell.seq++;
          cell.total++;
          return new BatchResult(
              cell.header(), List.of(new ChangeResult(Effect.CHANGED, cell.seq, 0)), 0);
        }
      };
    }
  },
  FAILURE_IS_SWALLOWED("L18") {
    @Override
    LikeStore unreliable(PlainLikeStore store) {
      return new UnreliableClient(store) {
        @Override
        BatchResult failedBefore(CellBatch batch) {
          CellHeader header = headers(List.of(batch.cell())).get(batch.cell());
          List<ChangeResult> results =
              batch.changes().stream()
                  .map(c -> new ChangeResult(Effect.CHANGED, header.seq() + 1, c.timeMillis()))
                  .toList();
          return new BatchResult(header, results, 0);
        }
      };
    }
  },
  NOT_APPLIED_TOO_EARLY("L18") {
    @Override
    LikeStore unreliable(PlainLikeStore store) {
      return new UnreliableClient(store) {
        @Override
        BatchResult failedAfter(CellBatch batch, BatchResult result) {
          throw new BackendException(BackendException.Effect.NOT_APPLIED, "no reply", null);
        }
      };
    }
  },
  UNKNOWN_LANDS_LATE("L18") {
    @Override
    LikeStore unreliable(PlainLikeStore store) {
      return new UnreliableClient(store) {
        private final Map<UserId, CellBatch> late = new HashMap<>();

        @Override
        BatchResult failedBefore(CellBatch batch) {
          UserId user = batch.changes().get(0).user();
          store.locked(() -> late.put(user, batch));
          throw new BackendException(BackendException.Effect.UNKNOWN, "no reply", null);
        }

        @Override
        BatchResult failedAfter(CellBatch batch, BatchResult result) {
          CellBatch before = store.locked(() -> late.remove(batch.changes().get(0).user()));
          if (before != null) {
            store.apply(before);
          }
          return super.failedAfter(batch, result);
        }
      };
    }
  },
  FAILURE_OF_THE_DRIVER_ESCAPES("L35") {
    @Override
    LikeStore unreachable(PlainLikeStore store) {
      PlainLikeStore failing =
          new PlainLikeStore() {
            @Override
            public RowPage rows(CellId id, @Nullable String after, int limit) {
              throw new IllegalStateException("no connection");
            }
          };
      return OutOfReach.client(LikeStore.class, failing, "rows");
    }
  },
  NO_ANSWER_IS_READ_AS_UNTOUCHED("L35") {
    @Override
    LikeStore unreachable(PlainLikeStore store) {
      return OutOfReach.client(LikeStore.class, store, "headers");
    }
  },
  END_OF_A_LARGE_BATCH_IS_LOST("L36") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          return cell.seq - seqBefore < limits().maxBatch() - 1
              ? super.write(cell, batch, change, seqBefore)
              : new ChangeResult(Effect.UNCHANGED, seqBefore, change.timeMillis());
        }
      };
    }
  },
  FEW_CELLS_IN_A_CALL("L6") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public Map<CellId, CellHeader> headers(Collection<CellId> ids) {
          return super.headers(ids.stream().limit(1000).toList());
        }
      };
    }
  },
  CLOSING_KEEPS_SEQ("L19") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        void close(Cell cell, int siblings, int children) {
          super.close(cell, siblings, children);
          cell.seq--;
        }
      };
    }
  },
  LAST_CLOSING_WINS("L20") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public CellHeader close(CellId id, int siblings, int children) {
          super.close(id, siblings, children);
          return locked(
              () -> {
                cell(id).children = children;
                return cell(id).header();
              });
        }
      };
    }
  },
  CLOSING_CHECKED_BEFORE("L21") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public CellHeader close(CellId id, int siblings, int children) {
          checkClosing(id, children);
          if (locked(() -> cell(id).children != 0)) {
            return super.close(id, siblings, children);
          }
          window.pass();
          return locked(
              () -> {
                close(cell(id), siblings, children);
                return cell(id).header();
              });
        }
      };
    }
  },
  CLOSED_CELL_GAINS_ROWS("L22") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        Effect effect(Cell cell, @Nullable LikeRow row, Change change) {
          return change.liked() == (row != null) ? Effect.UNCHANGED : Effect.CHANGED;
        }
      };
    }
  },
  CLOSED_CELL_DISOWNS_ROWS("L23") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        Effect effect(Cell cell, @Nullable LikeRow row, Change change) {
          return cell.children != 0 ? Effect.WRONG_PLACE : super.effect(cell, row, change);
        }
      };
    }
  },
  CLOSED_CELL_HIDES_ROWS("L23") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public Map<CellId, PairState> states(UserId user, Collection<CellId> ids) {
          Map<CellId, PairState> states = super.states(user, ids);
          states.replaceAll(
              (id, state) -> state.header().closed() ? new PairState(null, state.header()) : state);
          return states;
        }
      };
    }
  },
  CLOSED_SEEN_BEFORE_WRITING("L24") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public BatchResult apply(CellBatch batch) {
          int children = locked(() -> cell(batch.cell()).children);
          if (children != 0) {
            return super.apply(batch);
          }
          window.pass();
          return locked(
              () -> {
                Cell cell = cell(batch.cell());
                int now = cell.children;
                cell.children = 0;
                BatchResult result = write(batch);
                cell.children = now;
                return new BatchResult(cell.header(), result.results(), 0);
              });
        }
      };
    }
  },
  CHILDREN_ARE_NOT_CHECKED("L25") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public CellHeader close(CellId id, int siblings, int children) {
          int rounded =
              Math.min(
                  CellId.MAX_CHILDREN,
                  Math.max(CellId.MIN_CHILDREN, Integer.highestOneBit(children)));
          return super.close(id, siblings, rounded);
        }
      };
    }
  },
  LOWEST_CELL_IS_CLOSED("L25") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        void checkClosing(CellId id, int children) {
          CellId.checkChildren(children);
        }
      };
    }
  },
  /**
   * So a child can be used before its parent was asked: how many siblings it has is then a guess.
   */
  SIBLINGS_ARE_NOT_CHECKED("L26") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        boolean refused(Cell cell, CellBatch batch) {
          return false;
        }
      };
    }
  },
  SIBLINGS_CHECKED_BEFORE("L27") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        private final RaceWindow window = new RaceWindow();

        @Override
        public BatchResult apply(CellBatch batch) {
          if (locked(() -> cell(batch.cell()).seq > 0)) {
            return super.apply(batch);
          }
          window.pass();
          return locked(
              () -> {
                cell(batch.cell()).siblings = batch.siblings();
                return write(batch);
              });
        }
      };
    }
  },
  LAST_PAGE_IS_LOST("L28") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        RowPage page(Cell cell, List<LikeRow> left, int limit) {
          RowPage page = super.page(cell, left, limit);
          return left.size() < 2 * limit ? new RowPage(page.header(), page.rows(), null) : page;
        }
      };
    }
  },
  PAGES_BY_OFFSET("L29") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public RowPage rows(CellId id, @Nullable String after, int limit) {
          checkPage(limit);
          int from = after == null ? 0 : (int) position(after);
          return locked(
              () -> {
                // Newest first, so that a new row moves the others.
                List<LikeRow> rows = new ArrayList<>(cell(id).rows.values());
                rows.sort(Comparator.comparingLong(LikeRow::seq).reversed());
                int to = Math.min(rows.size(), from + limit);
                String next = to < rows.size() ? Integer.toString(to) : null;
                return new RowPage(cell(id).header(), rows.subList(Math.min(from, to), to), next);
              });
        }
      };
    }
  },
  LIMIT_IS_CORRECTED("L30") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        public RowPage rows(CellId id, @Nullable String after, int limit) {
          return super.rows(id, after, Math.max(1, limit));
        }
      };
    }
  },
  USERS_ARE_TRIMMED("L31") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          String trimmed = change.user().value().strip();
          UserId user = trimmed.isEmpty() ? change.user() : UserId.of(trimmed);
          return super.write(
              cell,
              batch,
              new Change(user, change.liked(), change.timeMillis(), change.type()),
              seqBefore);
        }
      };
    }
  },
  CONTENTS_IGNORE_CASE("L31") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        Cell cell(CellId id) {
          Cell cell = super.cell(id);
          CellId folded =
              CellId.of(ContentId.of(id.content().value().toLowerCase(Locale.ROOT)), id.path());
          Cell shared = super.cell(folded);
          return shared.seq > 0 ? shared : cell;
        }
      };
    }
  },
  LIMITS_CHANGE("L32") {
    @Override
    PlainLikeStore store() {
      AtomicInteger calls = new AtomicInteger();
      return new PlainLikeStore() {
        @Override
        public CellLimits limits() {
          return new CellLimits(100 + calls.incrementAndGet(), 1000, 1000, 1000);
        }
      };
    }
  },
  FORGETS_CLOSING_AT_LAST_ROW("L33") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        @Override
        ChangeResult write(Cell cell, CellBatch batch, Change change, long seqBefore) {
          ChangeResult result = super.write(cell, batch, change, seqBefore);
          if (result.effect() == Effect.CHANGED && cell.total == 0 && cell.seq > 5) {
            cell.children = 0;
          }
          return result;
        }
      };
    }
  },
  UNCHANGED_FROM_MEMORY("L34") {
    @Override
    PlainLikeStore store() {
      return new PlainLikeStore() {
        /** Rows that a thread, as a client of its own, has seen. Others' unlikes are not told. */
        private final Map<List<Object>, LikeRow> seen = new HashMap<>();

        @Override
        BatchResult write(CellBatch batch) {
          Cell cell = cell(batch.cell());
          Change first = batch.changes().get(0);
          LikeRow row = seen.get(key(cell, first));
          if (batch.changes().size() == 1 && first.liked() && row != null) {
            return new BatchResult(
                cell.header(),
                List.of(new ChangeResult(Effect.UNCHANGED, row.seq(), row.timeMillis())),
                0);
          }
          BatchResult result = super.write(batch);
          for (Change change : batch.changes()) {
            seen.put(key(cell, change), cell.rows.get(change.user()));
          }
          return result;
        }

        private List<Object> key(Cell cell, Change change) {
          return List.of(Thread.currentThread(), cell, change.user());
        }
      };
    }
  };

  final String rule;

  LikeStoreFlaw(String rule) {
    this.rule = rule;
  }

  PlainLikeStore store() {
    return new PlainLikeStore();
  }

  LikeStore unreliable(PlainLikeStore store) {
    return new UnreliableClient(store);
  }

  LikeStore unreachable(PlainLikeStore store) {
    return OutOfReach.client(LikeStore.class, store);
  }
}
