package io.likes.benchmarks.load;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.UserId;
import io.likes.cassandra.CassandraCounterStore;
import io.likes.cassandra.CassandraLikeStore;
import io.likes.cassandra.CassandraSchema;
import io.likes.cassandra.CassandraUserLikeStore;
import io.likes.servers.cassandra.CassandraCluster;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Likes of one viral post, and of contents that get one like each, from 64 callers, in this library
 * and in the usual schema: a table with the key (content, user) and one conditional insert for each
 * like.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.likes.benchmarks.load.CassandraLoad NODES SECONDS
 * </pre>
 *
 * <p>Starts the nodes by itself. Each load runs for so many seconds after a third of that as a
 * warm-up; ratios are to the usual schema of the same run.
 */
public final class CassandraLoad {
  private static final int CALLERS = 64;
  private static final String KEYSPACE = "load";

  private CassandraLoad() {}

  /** Runs all loads, and prints a table. */
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments must be NODES SECONDS");
    }
    int nodes = Integer.parseInt(arguments[0]);
    Duration length = Duration.ofSeconds(Integer.parseInt(arguments[1]));
    try (CassandraCluster cluster = CassandraCluster.start(nodes, Map.of())) {
      createTables(cluster);
      try (CqlSession session = session(cluster, Duration.ofSeconds(5)).build()) {
        session.execute("USE " + KEYSPACE);
        System.out.printf("%d node(s), %d callers, %s%n", nodes, CALLERS, length);
        compare(session, length, "one viral post", i -> "viral");
        compare(session, length, "cold contents", i -> "cold-" + i);
      }
    }
  }

  private static void compare(
      CqlSession session, Duration length, String what, LongFunction<String> content) {
    System.out.println(what);
    UsualSchema usual = new UsualSchema(session, CALLERS);
    Measured base = usual.run(length, content);
    base.print("usual schema, asynchronous", base);
    likes(session, length, content, Counting.EXACT, false).print("likes only", base);
    likes(session, length, content, Counting.EXACT, true).print("likes and users' lists", base);
    likes(session, length, content, Counting.INLINE, true)
        .print("likes, users' lists and counts", base);
  }

  private static Measured likes(
      CqlSession session,
      Duration length,
      LongFunction<String> content,
      Counting counting,
      boolean lists) {
    LikeServiceBuilder builder =
        LikeService.builder()
            .likeStore(CassandraLikeStore.builder(session).build())
            .counting(counting)
            .writeTimeout(Duration.ofSeconds(5));
    if (lists) {
      builder.userLikeStore(CassandraUserLikeStore.builder(session).build());
    }
    if (counting != Counting.EXACT) {
      builder.counterStore(CassandraCounterStore.builder(session).build());
    }
    String run = counting + "-" + lists + "-";
    try (LikeService service = builder.build()) {
      return Callers.run(
          CALLERS,
          length,
          i -> {
            try {
              service.like(ContentId.of(run + content.apply(i)), UserId.of("user-" + i));
              return true;
            } catch (BackendException e) {
              return false;
            }
          });
    }
  }

  private static void createTables(CassandraCluster cluster) {
    try (CqlSession session = session(cluster, Duration.ofMinutes(1)).build()) {
      session.execute(
          "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
              .formatted(KEYSPACE, CassandraCluster.DATA_CENTER, Math.min(3, cluster.size())));
      session.execute("USE " + KEYSPACE);
      CassandraSchema.statements().forEach(session::execute);
      session.execute(UsualSchema.TABLE);
    }
  }

  private static CqlSessionBuilder session(CassandraCluster cluster, Duration timeout) {
    return CqlSession.builder()
        .addContactPoints(cluster.addresses())
        .withLocalDatacenter(CassandraCluster.DATA_CENTER)
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
                .build());
  }
}
