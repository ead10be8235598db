package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.servers.FaultyProxy;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;

/** What callers see of faults of one server, each of them a real one. */
@DisplayName("When one server")
class ServerFaultsTest {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private final CellId cell = Likers.root();

  private static RedisClient client(HostAndPort address) {
    return RedisClient.builder()
        .hostAndPort(address)
        .clientConfig(Target.config(RedisProtocol.RESP2, TIMEOUT_MILLIS))
        .build();
  }

  private static RedisLikeStore store(UnifiedJedis client) {
    return RedisLikeStore.builder().client(client).writeWindow(WINDOW).build();
  }

  private static StoredCells storage(UnifiedJedis client) {
    return new StoredCells(client, "likes");
  }

  private static RedisServer replicaOf(RedisServer master) {
    return RedisServer.start(
        Persistence.NONE, "--replicaof", "127.0.0.1", Integer.toString(master.port()));
  }

  private static BackendException failure(Executable call) {
    return catchThrowableOfType(BackendException.class, call::execute);
  }

  @Test
  @DisplayName("is killed and started again with AOF always, nothing that was answered is lost")
  void killedWithAofAlways() throws InterruptedException {
    try (RedisServer server = RedisServer.start(Persistence.ALWAYS);
        RedisClient client = client(server.address())) {
      Likers likers = new Likers(store(client), List.of(cell, Likers.root(), Likers.root()));
      for (int i = 0; i < 3; i++) {
        likers.awaitAnswers(500);
        server.kill();
        server.start();
      }
      likers.awaitAnswers(500);
      likers.stop();
      likers.assertStored(storage(client));
      assertThat(likers.unknown.get() + likers.notApplied.size()).isPositive();
    }
  }

  @Test
  @DisplayName("is killed with AOF everysec or none, rows and totals go back together")
  void killedWithLessPersistence() throws InterruptedException {
    for (Persistence persistence : List.of(Persistence.EVERYSEC, Persistence.NONE)) {
      try (RedisServer server = RedisServer.start(persistence);
          RedisClient client = client(server.address())) {
        LikeStore store = store(client);
        List<CellId> cells = List.of(cell, Likers.root());
        List<CellHeader> before = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          Likers.like(store, cells.get(i % 2), "user-" + i, true);
        }
        if (persistence == Persistence.EVERYSEC) {
          await().until(() -> onDisk(client));
        }
        for (int i = 200; i < 300; i++) {
          Likers.like(store, cells.get(i % 2), "user-" + i, true);
        }
        cells.forEach(each -> before.add(store.headers(List.of(each)).get(each)));
        server.kill();
        server.start();
        for (int i = 0; i < 2; i++) {
          CellHeader after = store.headers(List.of(cells.get(i))).get(cells.get(i));
          assertThat(after.total()).isEqualTo(after.seq()).isLessThanOrEqualTo(150);
          assertThat(storage(client).read(cells.get(i)).users()).hasSize((int) after.total());
          if (persistence == Persistence.NONE) {
            assertThat(after).isEqualTo(CellHeader.untouched(cells.get(i)));
          } else {
            assertThat(after.total()).as("those on disk at least").isGreaterThanOrEqualTo(100);
          }
          assertThat(before.get(i).newerThan(after) || before.get(i).equals(after)).isTrue();
        }
        // What the process remembers of buckets that are gone costs a question, nothing else.
        for (int i = 0; i < 300; i++) {
          Likers.like(store, cells.get(i % 2), "user-" + i, true);
        }
        for (CellId each : cells) {
          assertThat(storage(client).read(each).users()).hasSize(150);
        }
      }
    }
  }

  private static boolean onDisk(RedisClient client) {
    String persistence = client.info("persistence");
    return persistence.contains("aof_pending_bio_fsync:0")
        && persistence.contains("aof_buffer_length:0");
  }

  @Test
  @DisplayName("loses a reply and another process takes the like back, it is not made again")
  void takenBackMeanwhile() throws Exception {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        FaultyProxy proxy = new FaultyProxy(server.socketAddress());
        RedisClient client = client(new HostAndPort("127.0.0.1", proxy.port()));
        RedisClient direct = client(server.address())) {
      LikeStore here = store(client);
      LikeStore there = store(direct);
      Likers.like(here, cell, "first", true);
      proxy.dropReplies();
      CompletableFuture<BackendException> lost =
          CompletableFuture.supplyAsync(() -> failure(() -> Likers.like(here, cell, "user", true)));
      await().until(() -> there.headers(List.of(cell)).get(cell).total() == 2);
      ChangeResult taken = Likers.like(there, cell, "user", false).results().get(0);
      assertThat(taken.effect()).isEqualTo(ChangeResult.Effect.CHANGED);
      proxy.heal();
      proxy.cut();
      assertThat(lost.get(60, TimeUnit.SECONDS).effect()).isEqualTo(Effect.UNKNOWN);
      CellHeader after = there.headers(List.of(cell)).get(cell);
      assertThat(after.seq()).isEqualTo(3);
      assertThat(after.total()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("cuts a reply in the middle, the change is UNKNOWN, and made once by a retry")
  void cutReply() {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        FaultyProxy proxy = new FaultyProxy(server.socketAddress());
        RedisClient client = client(new HostAndPort("127.0.0.1", proxy.port()));
        RedisClient direct = client(server.address())) {
      LikeStore store = store(client);
      Likers.like(store, cell, "first", true);
      int storedAndUnknown = 0;
      for (int bytes : new int[] {1, 20, 35}) {
        String user = "user-" + bytes;
        proxy.cutAfterReplyBytes(bytes);
        BackendException failure = failure(() -> Likers.like(store, cell, user, true));
        proxy.heal();
        boolean stored = storage(direct).read(cell).users().contains(UserId.of(user));
        if (failure != null) {
          assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
          storedAndUnknown += stored ? 1 : 0;
        }
        ChangeResult again = Likers.like(store, cell, user, true).results().get(0);
        assertThat(again.effect())
            .isEqualTo(stored ? ChangeResult.Effect.UNCHANGED : ChangeResult.Effect.CHANGED);
      }
      assertThat(storedAndUnknown).isPositive();
      assertThat(storage(direct).read(cell).total()).isEqualTo(4);
      assertThat(storage(direct).read(cell).users()).hasSize(4);
    }
  }

  @Test
  @DisplayName("did not get a change whose connection broke, it is made after all and answered")
  void lostRequest() {
    try (RedisServer server = RedisServer.start(Persistence.ALWAYS);
        RedisClient client = client(server.address())) {
      LikeStore store = store(client);
      Likers.like(store, cell, "first", true);
      server.kill();
      server.start();
      // The pooled connection is from before: what is sent down it is lost.
      ChangeResult result = Likers.like(store, cell, "second", true).results().get(0);
      assertThat(result.effect()).isEqualTo(ChangeResult.Effect.CHANGED);
    }
  }

  @Test
  @DisplayName("does not answer, calls end in time, and what was sent never lands later")
  void suspended() {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        RedisClient client = client(server.address())) {
      LikeStore store = store(client);
      Likers.like(store, cell, "first", true);
      server.suspend();
      BackendException write = failure(() -> Likers.like(store, cell, "second", true));
      BackendException read = failure(() -> store.headers(List.of(cell)));
      server.resume();
      assertThat(write.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(read.effect()).isEqualTo(Effect.NOT_APPLIED);
      // The server now reads what was sent to it, and refuses it: its deadline is over.
      await().untilAsserted(() -> assertThat(store.headers(List.of(cell))).isNotEmpty());
      assertThat(store.headers(List.of(cell)).get(cell).total()).isEqualTo(1);
      Likers.like(store, cell, "second", true);
      assertThat(storage(client).read(cell).total()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("is slow or loses replies while many write, nothing is counted twice")
  void slowUnderLoad() throws InterruptedException {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        FaultyProxy proxy = new FaultyProxy(server.socketAddress());
        RedisClient client = client(new HostAndPort("127.0.0.1", proxy.port()));
        RedisClient direct = client(server.address())) {
      Likers likers = new Likers(store(client), List.of(cell, Likers.root()));
      for (int i = 0; i < 3; i++) {
        likers.awaitAnswers(200);
        proxy.cutAfterReplyBytes(500 + 7L * i);
        likers.awaitFailures(1);
        proxy.heal();
        likers.awaitAnswers(100);
        proxy.dropReplies();
        likers.awaitFailures(1);
        proxy.heal();
        proxy.cut();
      }
      likers.awaitAnswers(200);
      likers.stop();
      likers.assertStored(storage(direct));
      assertThat(likers.unknown).hasPositiveValue();
    }
  }

  @Test
  @DisplayName("loads its data, calls are refused with LOADING, and work afterwards")
  void loading() {
    try (RedisServer server = RedisServer.start(Persistence.ALWAYS, "--key-load-delay", "300");
        RedisClient client = client(server.address())) {
      LikeStore store = store(client);
      for (int i = 0; i < 80; i++) {
        List<Change> likes = new ArrayList<>();
        for (int j = 0; j < 250; j++) {
          UserId user = UserId.of("user-" + i + "-" + j);
          likes.add(new Change(user, true, 0, ContentType.UNSPECIFIED));
        }
        store.apply(new CellBatch(cell, 0, likes));
      }
      server.kill();
      server.startWithoutWaiting();
      await()
          .until(
              () -> {
                BackendException failure = failure(() -> Likers.like(store, cell, "late", true));
                if (failure != null && failure.getMessage().contains("LOADING")) {
                  return true;
                }
                assertThat(failure).as("a refusal while it loads").isNotNull();
                return false;
              });
      await().until(() -> failure(() -> Likers.like(store, cell, "late", true)) == null);
      assertThat(storage(client).read(cell).total()).isEqualTo(20_001);
    }
  }

  @Test
  @DisplayName("is a replica, writes are refused and reads are served")
  void readOnlyReplica() {
    try (RedisServer master = RedisServer.start(Persistence.NONE);
        RedisServer replica = replicaOf(master);
        RedisClient toMaster = client(master.address());
        RedisClient toReplica = client(replica.address())) {
      Likers.like(store(toMaster), cell, "first", true);
      LikeStore store = store(toReplica);
      await().until(() -> store.headers(List.of(cell)).get(cell).total() == 1);
      BackendException failure = failure(() -> Likers.like(store, cell, "second", true));
      assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
      assertThat(failure).hasMessageContaining("READONLY");
      assertThat(storage(toMaster).read(cell).total()).isEqualTo(1);
      // Here it might be wrong that the pair is not there.
      BackendException unlike = failure(() -> Likers.like(store, cell, "second", false));
      assertThat(unlike.effect()).isEqualTo(Effect.NOT_APPLIED);
    }
  }

  @Test
  @DisplayName("has a replica, a closing returns when the replica has it, and is UNKNOWN without")
  void closingWaitsForReplica() {
    try (RedisServer master = RedisServer.start(Persistence.NONE);
        RedisServer replica = replicaOf(master);
        RedisClient client = client(master.address());
        RedisClient toReplica = client(replica.address())) {
      RedisLikeStore store =
          RedisLikeStore.builder().client(client).writeWindow(Duration.ofSeconds(2)).build();
      Likers.like(store, cell, "first", true);
      await().until(() -> storage(toReplica).read(cell).total() == 1);
      store.close(cell, 0, 16);
      assertThat(storage(toReplica).read(cell).children()).isEqualTo(16);

      replica.suspend();
      CellId other = Likers.root();
      BackendException failure = failure(() -> store.close(other, 0, 16));
      replica.resume();
      assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
      await().until(() -> failure(() -> store.close(other, 0, 32)) == null);
      assertThat(store.headers(List.of(other)).get(other).children()).isEqualTo(16);
    }
  }

  @Test
  @DisplayName("forgets its scripts, nobody notices")
  void scriptsFlushed() throws InterruptedException {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        Jedis admin = server.connect();
        RedisClient client = client(server.address())) {
      Likers likers = new Likers(store(client), List.of(cell, Likers.root()));
      for (int i = 0; i < 20; i++) {
        likers.awaitAnswers(50);
        admin.scriptFlush();
      }
      likers.stop();
      likers.assertStored(storage(client));
      assertThat(likers.unknown).hasValue(0);
      assertThat(likers.notApplied).isEmpty();
    }
  }

  @Test
  @DisplayName("has another type under a key of ours, the error says so, and nothing is changed")
  void wrongType() {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        RedisClient client = client(server.address())) {
      LikeStore store = store(client);
      CellId foreign = CellId.root(ContentId.of("foreign"));
      client.set("likes:1:{foreign/root}", "somebody else's");
      BackendException write = failure(() -> Likers.like(store, foreign, "user", true));
      BackendException read = failure(() -> store.headers(List.of(foreign)));
      assertThat(write.effect()).isEqualTo(Effect.NOT_APPLIED);
      assertThat(write).hasMessageContaining("WRONGTYPE").hasMessageContaining("foreign/root");
      assertThat(read).hasMessageContaining("WRONGTYPE");
      assertThat(client.get("likes:1:{foreign/root}")).isEqualTo("somebody else's");

      // In the way of a split: the batch that would make it writes nothing at all.
      CellId splitting = CellId.root(ContentId.of("splitting"));
      for (int i = 0; i < Buckets.ROWS_ALONE; i++) {
        Likers.like(store, splitting, "user-" + i, true);
      }
      client.set("likes:1:{splitting/root}:1", "somebody else's");
      BackendException split = failure(() -> Likers.like(store, splitting, "one more", true));
      assertThat(split.effect()).isEqualTo(Effect.NOT_APPLIED);
      assertThat(store.headers(List.of(splitting)).get(splitting).total())
          .isEqualTo(Buckets.ROWS_ALONE)
          .isEqualTo(client.hlen("likes:1:{splitting/root}".getBytes(UTF_8)) - 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"110, 1", "119, 2"})
  @DisplayName("has another type under one key of a batch, all of the batch is taken back")
  void wrongTypeInTheMiddle(int rows, int foreign) {
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        RedisClient client = client(server.address())) {
      RedisLikeStore store = store(client);
      List<Change> likes =
          IntStream.range(0, rows).mapToObj(i -> change("user-" + i, true)).toList();
      CellHeader before = store.apply(new CellBatch(cell, 0, likes)).header();
      Buckets buckets = new Buckets(3);
      List<UserId> users = likes.stream().map(Change::user).toList();
      Set<UserId> left =
          users.stream()
              .filter(user -> buckets.bucketOf(Buckets.hash(user)) != foreign)
              .collect(Collectors.toSet());
      String key = "likes:1:{" + cell.content().value() + "/root}:" + foreign;
      assertThat(client.del(key)).isOne();
      client.set(key, "somebody else's");

      // Of 119 rows, the batch makes a split due too, which stays.
      List<Change> batch =
          List.of(
              change(userIn(0, "new-", buckets), true),
              change(userIn(0, "user-", buckets), false),
              change(userIn(0, "newer-", buckets), true),
              change(userIn(foreign, "new-", buckets), true));
      BackendException failure = failure(() -> store.apply(new CellBatch(cell, 0, batch)));

      assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
      assertThat(failure).hasMessageContaining("WRONGTYPE");
      assertThat(store.headers(List.of(cell)).get(cell)).isEqualTo(before);
      UserId unliker = batch.get(1).user();
      LikeRow row = store.states(unliker, List.of(cell)).get(cell).row();
      assertThat(row)
          .isEqualTo(new LikeRow(unliker, 1 + users.indexOf(unliker), 1, ContentType.UNSPECIFIED));
      client.del(key);
      assertThat(storage(client).read(cell).users()).isEqualTo(left);
    }
  }

  private static Change change(String user, boolean liked) {
    return new Change(UserId.of(user), liked, 1, ContentType.UNSPECIFIED);
  }

  private static String userIn(int bucket, String prefix, Buckets buckets) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> prefix + i)
        .filter(user -> buckets.bucketOf(Buckets.hash(UserId.of(user))) == bucket)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("is out of memory, likes are refused whole, unlikes and reads are served")
  void outOfMemory() {
    try (RedisServer server =
            RedisServer.start(
                Persistence.NONE, "--maxmemory", "5mb", "--maxmemory-policy", "noeviction");
        Jedis admin = server.connect();
        RedisClient client = client(server.address())) {
      LikeStore store = store(client);
      for (int i = 0; i < 200; i++) {
        Likers.like(store, cell, "user-" + i, true);
      }
      admin.configSet("maxmemory", "1");
      BackendException failure = failure(() -> Likers.like(store, cell, "one more", true));
      assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
      assertThat(failure).hasMessageContaining("OOM");
      assertThat(storage(client).read(cell).users()).hasSize(200);
      assertThat(store.headers(List.of(cell)).get(cell).total()).isEqualTo(200);
      assertThat(Likers.like(store, cell, "user-1", false).header().total()).isEqualTo(199);
      assertThat(storage(client).read(cell).users()).hasSize(199);
      admin.configSet("maxmemory", "0");
      assertThat(Likers.like(store, cell, "one more", true).header().total()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("does not know the password, the error says so")
  void wrongAuthentication() {
    try (RedisServer server = RedisServer.start(Persistence.NONE, "--requirepass", "right")) {
      for (String password : new String[] {null, "wrong", "right"}) {
        try (RedisClient client =
            RedisClient.builder()
                .hostAndPort(server.address())
                .clientConfig(
                    DefaultJedisClientConfig.builder()
                        .timeoutMillis(TIMEOUT_MILLIS)
                        .autoNegotiateProtocol(false)
                        .password(password)
                        .build())
                .build()) {
          LikeStore store = store(client);
          BackendException failure = failure(() -> Likers.like(store, cell, "user", true));
          if ("right".equals(password)) {
            assertThat(failure).isNull();
          } else {
            assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
            assertThat(failure)
                .hasMessageMatching(
                    password == null ? ".*(NOAUTH|unauthenticated).*" : ".*WRONGPASS.*")
                .hasMessageNotContaining("right");
          }
        }
      }
    }
  }
}
