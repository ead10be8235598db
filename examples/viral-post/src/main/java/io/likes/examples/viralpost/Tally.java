package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.Outcome;
import io.likes.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the answers of the calls add up to, independent of the library: of each content, LIKED minus
 * UNLIKED. It also knows the state of every pair, and so finds answers that contradict each other,
 * such as two LIKED in a row.
 *
 * <p>A pair whose last call ended UNKNOWN is unsettled until a later answer, or {@link #settle},
 * tells what became of it.
 *
 * <p>Not thread-safe: each worker has its own, for users of its own, and they are merged at the
 * end. The storage must be empty at first.
 */
final class Tally {
  private static final class OfContent {
    final Map<UserId, Boolean> liked = new HashMap<>();
    long count;
  }

  private final Map<ContentId, OfContent> contents = new HashMap<>();
  private final Set<Pair> unsettled = new HashSet<>();
  private long likes;
  private long unlikes;
  private long duplicates;
  private long contradictions;

  /** Takes the answer of a call that was not refused. */
  void answered(ContentId content, UserId user, Outcome outcome) {
    switch (outcome) {
      case LIKED -> likes++;
      case UNLIKED -> unlikes++;
      default -> duplicates++;
    }
    boolean before = outcome == Outcome.ALREADY_LIKED || outcome == Outcome.UNLIKED;
    boolean after = outcome == Outcome.LIKED || outcome == Outcome.ALREADY_LIKED;
    if (!unsettled.isEmpty() && unsettled.contains(new Pair(content, user))) {
      settle(content, user, before);
    }
    OfContent tally = contents.computeIfAbsent(content, c -> new OfContent());
    boolean known = Boolean.TRUE.equals(tally.liked.put(user, after));
    if (known != before) {
      contradictions++;
    }
    tally.count += outcome == Outcome.LIKED ? 1 : outcome == Outcome.UNLIKED ? -1 : 0;
  }

  /** Takes note that a call of a pair may have changed it or not. */
  void unknown(ContentId content, UserId user) {
    unsettled.add(new Pair(content, user));
    contents.computeIfAbsent(content, c -> new OfContent()).liked.putIfAbsent(user, false);
  }

  /** Tells what became of a pair that was unsettled. */
  void settle(ContentId content, UserId user, boolean liked) {
    unsettled.remove(new Pair(content, user));
    OfContent tally = contents.computeIfAbsent(content, c -> new OfContent());
    boolean known = Boolean.TRUE.equals(tally.liked.put(user, liked));
    tally.count += known == liked ? 0 : liked ? 1 : -1;
  }

  /** Adds the tally of other users. */
  void add(Tally other) {
    other.contents.forEach(
        (content, theirs) -> {
          OfContent ours = contents.computeIfAbsent(content, c -> new OfContent());
          ours.liked.putAll(theirs.liked);
          ours.count += theirs.count;
        });
    unsettled.addAll(other.unsettled);
    likes += other.likes;
    unlikes += other.unlikes;
    duplicates += other.duplicates;
    contradictions += other.contradictions;
  }

  /** Returns the pairs whose state is not known. */
  List<Pair> unsettled() {
    return List.copyOf(unsettled);
  }

  /** Returns every content that was called for, and its count. */
  Map<ContentId, Long> counts() {
    Map<ContentId, Long> counts = new HashMap<>();
    contents.forEach((content, tally) -> counts.put(content, tally.count));
    return counts;
  }

  /** Returns the users who like a content now; the set is the caller's own. */
  Set<UserId> likers(ContentId content) {
    Set<UserId> likers = new HashSet<>();
    OfContent tally = contents.get(content);
    if (tally != null) {
      tally.liked.forEach(
          (user, liked) -> {
            if (liked) {
              likers.add(user);
            }
          });
    }
    return likers;
  }

  /** Returns about so many pairs, spread over all, and whether the user likes the content. */
  Map<Pair, Boolean> sample(int size) {
    long pairs = contents.values().stream().mapToLong(tally -> tally.liked.size()).sum();
    long every = Math.max(1, pairs / size);
    Map<Pair, Boolean> sample = new HashMap<>();
    long i = 0;
    for (Map.Entry<ContentId, OfContent> content : contents.entrySet()) {
      for (Map.Entry<UserId, Boolean> user : content.getValue().liked.entrySet()) {
        if (i++ % every == 0) {
          sample.put(new Pair(content.getKey(), user.getKey()), user.getValue());
        }
      }
    }
    return sample;
  }

  long likes() {
    return likes;
  }

  long unlikes() {
    return unlikes;
  }

  /** Returns how many calls found the pair as wanted already. */
  long duplicates() {
    return duplicates;
  }

  /** Returns how many answers did not fit the one before of the same pair. */
  long contradictions() {
    return contradictions;
  }
}
