package io.likes.model;

import io.likes.model.Cells.Header;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The CounterStore's copy of the headers of one content: of one cell the higher seq wins. */
final class Counter {
  /** In steps; a few times as long as a sum takes, so that copies expire within a schedule. */
  static final long TIME_TO_LIVE = 100;

  private record Copy(Header header, long expires) {}

  private final Schedule schedule;
  private final Map<String, Copy> copies = new HashMap<>();

  Counter(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Takes a header; {@code delta} is what made it, for the design that is wrong. */
  void merge(Header header, int delta) {
    Copy known = live(header.cell());
    long fresh = schedule.now() + TIME_TO_LIVE;
    if (known == null) {
      put(header, fresh);
      return;
    }
    Header newest = header.seq() > known.header.seq() ? header : known.header;
    if (!schedule.keeps(Rule.TOTALS_ARE_ABSOLUTE)) {
      long total = known.header.total() + delta;
      newest = new Header(newest.cell(), newest.seq(), total, newest.children(), newest.writer());
    }
    put(newest, schedule.keeps(Rule.MERGE_EXTENDS_NOTHING) ? known.expires : fresh);
  }

  /** Takes the headers of all cells, read one after the other. */
  void sum(List<Header> headers) {
    for (Header header : headers) {
      Copy known = live(header.cell());
      if (known == null || header.seq() >= known.header.seq()) {
        put(header, schedule.now() + TIME_TO_LIVE);
      }
    }
  }

  /** Returns the count if all cells are known: the root, and the children of each closed one. */
  OptionalLong count() {
    return count("");
  }

  private OptionalLong count(String cell) {
    Copy copy = live(cell);
    if (copy == null) {
      return OptionalLong.empty();
    }
    long count = copy.header.total();
    for (int i = 0; i < copy.header.children(); i++) {
      OptionalLong child = count(cell + i);
      if (child.isEmpty()) {
        return child;
      }
      count += child.getAsLong();
    }
    return OptionalLong.of(count);
  }

  private void put(Header header, long expires) {
    schedule.cells.checkCopy(header);
    copies.put(header.cell(), new Copy(header, expires));
  }

  private @Nullable Copy live(String cell) {
    Copy copy = copies.get(cell);
    return copy == null || copy.expires <= schedule.now() ? null : copy;
  }
}
