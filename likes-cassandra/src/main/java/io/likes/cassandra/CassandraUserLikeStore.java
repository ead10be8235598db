package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Users' lists in the tables {@code likes_by_user} and {@code likes_by_user_time}, written together
 * by one mutation with the version of the pair as its timestamp, so that order does not matter.
 *
 * <p>The status of a feed page is one read of one partition. A page of a list is two: rows by time,
 * and which of them the first table confirms.
 *
 * <p>Thread-safe. The session is the caller's, who closes it when no call is under way.
 */
public final class CassandraUserLikeStore implements UserLikeStore {
  private static final int MAX_PAGE = 1000;
  private static final int SEQ_BITS = 56;

  private final Cql cql;
  private final PreparedStatement writeState;
  private final PreparedStatement addByTime;
  private final PreparedStatement removeByTime;
  private final PreparedStatement states;
  private final PreparedStatement firstPage;
  private final PreparedStatement nextPage;

  private CassandraUserLikeStore(Cql cql) {
    this.cql = cql;
    writeState =
        cql.prepareWrite(
            "INSERT INTO %s.likes_by_user (user, content, liked, version)"
                + " VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
    addByTime =
        cql.prepareWrite(
            "INSERT INTO %s.likes_by_user_time (user, liked_at, content, version, type)"
                + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
    removeByTime =
        cql.prepareWrite(
            "DELETE FROM %s.likes_by_user_time USING TIMESTAMP ?"
                + " WHERE user = ? AND liked_at = ? AND content = ?");
    states =
        cql.prepareRead(
            "SELECT content, liked, version FROM %s.likes_by_user WHERE user = ? AND content IN ?");
    String page =
        "SELECT liked_at, content, version, type FROM %s.likes_by_user_time WHERE user = ?";
    firstPage = cql.prepareRead(page + " LIMIT ?");
    nextPage = cql.prepareRead(page + " AND (liked_at, content) < (?, ?) LIMIT ?");
  }

  /**
   * Begins to build a store.
   *
   * @param session the caller's, which stays open when this store is no longer used
   * @throws IllegalArgumentException if {@code session} is null
   */
  public static Builder builder(CqlSession session) {
    return new Builder(session);
  }

  @Override
  public void record(Collection<UserLike> entries) {
    List<Statement<?>> writes = new ArrayList<>(entries.size());
    for (UserLike entry : entries) {
      writes.add(cql.batch(statements(entry), false));
    }
    try {
      cql.rows(writes);
    } catch (RuntimeException e) {
      throw Failures.ofWrite(e, writes.size());
    }
  }

  private List<BatchableStatement<?>> statements(UserLike entry) {
    String user = entry.user().value();
    String content = entry.content().value();
    long version = entry.version().toLong();
    Instant time = Instant.ofEpochMilli(entry.timeMillis());
    return List.of(
        writeState.bind(user, content, entry.liked(), version, version),
        entry.liked()
            ? addByTime.bind(user, time, content, version, entry.type().value(), version)
            : removeByTime.bind(version, user, time, content));
  }

  @Override
  public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
    Set<ContentId> liked = new HashSet<>();
    read(user, contents).forEach((content, version) -> liked.add(content));
    return liked;
  }

  /** Returns the versions of those of the contents that the user likes. */
  private Map<ContentId, Long> read(UserId user, Collection<ContentId> contents) {
    Map<ContentId, Long> versions = new HashMap<>();
    if (contents.isEmpty()) {
      return versions;
    }
    List<String> asked = new LinkedHashSet<>(contents).stream().map(ContentId::value).toList();
    for (Row row : rows(states.bind(user.value(), asked))) {
      if (row.getBoolean("liked")) {
        versions.put(ContentId.of(text(row, "content")), row.getLong("version"));
      }
    }
    return versions;
  }

  /** {@inheritDoc} A page has at most 1000 entries. */
  @Override
  public UserLikePage page(UserId user, @Nullable String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    int most = Math.min(limit, MAX_PAGE);
    List<Row> rows;
    if (after == null) {
      rows = rows(firstPage.bind(user.value(), most + 1));
    } else {
      ListCursor cursor = ListCursor.parse(after);
      rows =
          rows(nextPage.bind(user.value(), cursor.likedAt(), cursor.content().value(), most + 1));
    }
    List<UserLike> found = rows.stream().limit(most).map(row -> entry(user, row)).toList();
    Map<ContentId, Long> current = read(user, found.stream().map(UserLike::content).toList());
    List<UserLike> entries =
        found.stream()
            .filter(
                entry -> {
                  Long version = current.get(entry.content());
                  return version != null && version == entry.version().toLong();
                })
            .toList();
    if (rows.size() <= most) {
      return new UserLikePage(entries, null);
    }
    UserLike last = found.get(most - 1);
    return new UserLikePage(
        entries, new ListCursor(Instant.ofEpochMilli(last.timeMillis()), last.content()).format());
  }

  private List<Row> rows(BoundStatement statement) {
    try {
      return cql.rows(statement);
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
  }

  private static UserLike entry(UserId user, Row row) {
    Instant time = row.getInstant("liked_at");
    if (time == null) {
      throw new IllegalStateException("a row of likes_by_user_time has no liked_at");
    }
    long version = row.getLong("version");
    String type = text(row, "type");
    return new UserLike(
        user,
        ContentId.of(text(row, "content")),
        true,
        new Version((int) (version >>> SEQ_BITS), version & ((1L << SEQ_BITS) - 1)),
        time.toEpochMilli(),
        type.isEmpty() ? ContentType.UNSPECIFIED : ContentType.of(type));
  }

  private static String text(Row row, String column) {
    String text = row.getString(column);
    if (text == null) {
      throw new IllegalStateException("a row of a user's list has no " + column);
    }
    return text;
  }

  /** Builds a {@link CassandraUserLikeStore}. Not thread-safe. */
  public static final class Builder {
    private final Cql.Settings settings;

    private Builder(CqlSession session) {
      settings = new Cql.Settings(session);
    }

    /** Sets the keyspace of the tables. Default that of the session. */
    public Builder keyspace(String keyspace) {
      settings.keyspace = Cql.notNull("keyspace", keyspace);
      return this;
    }

    /**
     * Sets whether reads and writes need a quorum of all data centres, {@code QUORUM}, or of the
     * own one, {@code LOCAL_QUORUM}. Default false: of the own one.
     */
    public Builder acrossDataCenters(boolean acrossDataCenters) {
      settings.acrossDataCenters = acrossDataCenters;
      return this;
    }

    /**
     * Sets the execution profile of the session that gives statements their timeout and load
     * balancing; consistency is not taken from it. Default the session's default profile.
     */
    public Builder executionProfile(String name) {
      settings.profile = Cql.notNull("name", name);
      return this;
    }

    /**
     * Checks the tables and prepares the statements.
     *
     * @throws IllegalArgumentException if a setting is wrong; the message names it
     * @throws IllegalStateException if the tables are missing or of another version; the message
     *     names the file to run
     * @throws BackendException NOT_APPLIED if Cassandra does not answer
     */
    public CassandraUserLikeStore build() {
      return new CassandraUserLikeStore(settings.connect());
    }
  }
}
