package io.likes;

import io.likes.AuditReport.Finding;
import io.likes.AuditReport.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up what a run of an audit sees, in bounded memory. Used by one thread. */
final class AuditTally {
  private static final Comparator<Finding> LARGEST_FIRST =
      Comparator.comparingLong((Finding finding) -> Math.abs(finding.difference())).reversed();

  long contents;
  long users;
  long cells;
  long rows;
  private long busy;
  private long unread;
  private final List<String> unchecked = new ArrayList<>();
  private final SortedMap<Kind, Long> found = zeros();
  private final SortedMap<Kind, Long> repaired = zeros();
  private final SortedMap<Long, Long> drift = new TreeMap<>();
  private final SortedMap<Long, Long> lag = new TreeMap<>();
  private final List<Finding> worst = new ArrayList<>();

  void found(Finding finding) {
    found.merge(finding.kind(), 1L, Long::sum);
    if (finding.repaired()) {
      repaired.merge(finding.kind(), 1L, Long::sum);
    }
    worst.add(finding);
    worst.sort(LARGEST_FIRST);
    if (worst.size() > AuditReport.MAX_LISTED) {
      worst.remove(AuditReport.MAX_LISTED);
    }
  }

  void drift(long difference) {
    drift.merge(bucket(Math.abs(difference)), 1L, Long::sum);
  }

  void lag(long changes) {
    lag.merge(bucket(changes), 1L, Long::sum);
  }

  void busy(ContentId content) {
    busy++;
    unchecked("content " + content + ": busy");
  }

  void unread(String what, RuntimeException why) {
    unread++;
    unchecked(what + ": " + (why instanceof BackendException ? why.getMessage() : why));
  }

  AuditReport report(boolean complete) {
    return new AuditReport(
        complete, contents, users, cells, rows, busy, unread, unchecked, found, repaired, drift,
        lag, worst);
  }

  private void unchecked(String line) {
    if (unchecked.size() < AuditReport.MAX_LISTED) {
      unchecked.add(line);
    }
  }

  private static SortedMap<Kind, Long> zeros() {
    SortedMap<Kind, Long> zeros = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      zeros.put(kind, 0L);
    }
    return zeros;
  }

  private static long bucket(long size) {
    long bucket = size == 0 ? 0 : 1;
    while (bucket != 0 && bucket <= size / 10) {
      bucket *= 10;
    }
    return bucket;
  }
}
