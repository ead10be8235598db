package io.likes.model;

import io.likes.spi.Version;
import java.util.HashMap;
import java.util.Map;

/** The lists of the users, for one content: of two entries of a pair the higher version wins. */
final class UserList {
  private record Entry(boolean liked, Version version) {}

  private final Map<Integer, Entry> entries = new HashMap<>();

  /** Takes an entry and says whether it is the newest. */
  boolean put(int user, boolean liked, Version version) {
    Entry known = entries.get(user);
    boolean newest = known == null || version.compareTo(known.version) > 0;
    if (newest) {
      entries.put(user, new Entry(liked, version));
    }
    return newest;
  }

  boolean has(int user) {
    Entry entry = entries.get(user);
    return entry != null && entry.liked;
  }
}
