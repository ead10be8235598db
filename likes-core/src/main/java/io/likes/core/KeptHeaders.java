package io.likes.core;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Headers that wait for the CounterStore: the newest of each cell, of as many cells as there is
 * room for, in the order in which the cells came. Thread-safe.
 */
final class KeptHeaders {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<CellId, CellHeader> kept = new LinkedHashMap<>();
  private int room;

  KeptHeaders(int maxCells) {
    this.room = maxCells;
  }

  /** Keeps headers behind the others; returns how many there was no room for. */
  int keep(Collection<CellHeader> headers) {
    int lost = 0;
    lock.lock();
    try {
      for (CellHeader header : headers) {
        if (kept.size() < room || kept.containsKey(header.cell())) {
          kept.merge(header.cell(), header, (a, b) -> b.newerThan(a) ? b : a);
        } else {
          lost++;
        }
      }
    } finally {
      lock.unlock();
    }
    return lost;
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return kept.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns the first ones. */
  List<CellHeader> poll(int max) {
    List<CellHeader> first = new ArrayList<>();
    lock.lock();
    try {
      Iterator<CellHeader> each = kept.values().iterator();
      while (first.size() < max && each.hasNext()) {
        first.add(each.next());
        each.remove();
      }
    } finally {
      lock.unlock();
    }
    return first;
  }

  /** Leaves no room, since nobody would merge them; returns how many are lost by that. */
  int end() {
    lock.lock();
    try {
      int lost = kept.size();
      kept.clear();
      room = 0;
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
