package io.likes.core;

import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events that wait for the log, as many as there is room for. Of older ones the newest of each cell
 * is kept, of as many cells again: totals are absolute, so that no count needs the others.
 * Thread-safe.
 */
final class KeptEvents {
  /**
   * An event that waits.
   *
   * @param spread whether it is spread over the partitions of the log
   * @param again whether the log failed at it when it waited already
   */
  record Kept(LikeEvent event, boolean spread, boolean again) {
    CellId cell() {
      return event.header().cell();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Kept> latest = new ArrayDeque<>();
  // What there was no room for above, in the order in which the cells came.
  private final Map<CellId, Kept> newestOfCells = new LinkedHashMap<>();
  private int room;

  KeptEvents(int maxEvents) {
    this.room = maxEvents;
  }

  /** Keeps events behind the others; returns how many are lost by that. */
  int add(List<Kept> events) {
    int lost = 0;
    lock.lock();
    try {
      for (Kept event : events) {
        latest.addLast(event);
        if (latest.size() > room) {
          lost += keepNewest(latest.removeFirst());
        }
      }
    } finally {
      lock.unlock();
    }
    return lost;
  }

  private int keepNewest(Kept event) {
    Kept other = newestOfCells.get(event.cell());
    if (other == null) {
      newestOfCells.put(event.cell(), event);
      if (newestOfCells.size() <= room) {
        return 0;
      }
      newestOfCells.remove(newestOfCells.keySet().iterator().next());
    } else if (event.event().header().newerThan(other.event().header())) {
      newestOfCells.put(event.cell(), event);
    }
    return 1;
  }

  int size() {
    lock.lock();
    try {
      return latest.size() + newestOfCells.size();
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns some of the first ones. */
  List<Kept> poll(int max) {
    List<Kept> first = new ArrayList<>();
    lock.lock();
    try {
      take(newestOfCells.values().iterator(), first, max);
      take(latest.iterator(), first, max);
    } finally {
      lock.unlock();
    }
    return first;
  }

  private static void take(Iterator<Kept> from, List<Kept> to, int max) {
    while (to.size() < max && from.hasNext()) {
      to.add(from.next());
      from.remove();
    }
  }

  /** Leaves no room, since nobody would publish them; returns how many are lost by that. */
  int end() {
    lock.lock();
    try {
      int lost = size();
      latest.clear();
      newestOfCells.clear();
      room = 0;
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
